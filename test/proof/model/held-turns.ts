import { decideInput } from '../../../domain/decide/decide-input.ts';
import { consequenceName, consequencesIn } from '../../../domain/held/held.ts';
import type { Input } from '../../../domain/facts/input.ts';
import { heldBy, type NewHold } from '../../../domain/held/order-hold.ts';
import { unanswered } from '../../../domain/agenda/task-answer.ts';
import { holdOf } from '../../../domain/held/refused-inputs.ts';
import { type Game, may, type Move, spent, take } from './turn.ts';
import type { World } from './world.ts';

const why = 'refused';

function withHold(world: World, hold: NewHold): World {
  const others = world.holds.filter((one) => one.what !== hold.what);
  const holds = [...others, { ...hold, isDue: false }];
  return { ...world, holds: holds.sort((x, y) => (x.what < y.what ? -1 : 1)) };
}

type Turn = Readonly<{
  game: Game;
  label: string;
  world: World;
  input: Input;
  prepared: (world: World) => World;
}>;

/** The state and circumstances by which the run decides the input. */
function standing(game: Game, world: World) {
  const run = world.run ?? game.rules.resume(world.ledger);
  return { run, circumstances: { nowMs: world.nowMs, holds: {}, held: heldBy(world.holds) } };
}

/**
 * The ledger refuses the input's own facts, which are evidence: an answer counts as none, a
 * callback waits.
 */
function heldEvidence({ game, label, world, input, prepared }: Turn): Move[] {
  if (!may(game, world, 'held')) return [];
  const { run, circumstances } = standing(game, world);
  const hold = holdOf(run, input, why);
  if (hold?.kind !== 'evidence') return [];
  if (hold.numbers.some((one) => world.silent.includes(one))) return [];
  const isRefused = decideInput(run, input, circumstances).some(game.rules.isRecorded);
  if (!isRefused) return [];
  const make = () =>
    'answer' in input
      ? take(game, withHold(prepared(spent(world)), hold), unanswered(input), 'accepted')
      : take(game, withHold(spent(world), hold), { type: 'clock' }, 'accepted');
  return [{ by: 'fault', label: `${label} (held)`, make }];
}

/** The ledger refuses the first consequence of the input. */
function withheldConsequence({ game, label, world, input, prepared }: Turn): Move[] {
  if (!may(game, world, 'withheld')) return [];
  const make = () => {
    const now = prepared(spent(world));
    const { run, circumstances } = standing(game, now);
    const own = decideInput(run, input, circumstances);
    const [first] = consequencesIn(game.rules.decide(run, input, circumstances).slice(own.length));
    if (first === undefined || !first.some(game.rules.isRecorded)) return null;
    const of = { kind: 'consequence', numbers: [], callback: null, why } as const;
    return take(game, withHold(now, { what: consequenceName(first), ...of }), input, 'accepted');
  };
  return [{ by: 'fault', label: `${label} (consequence withheld)`, make }];
}

/** The ways in which the ledger refuses a part of what an input leads to. */
export function heldTurns(turn: Turn): Move[] {
  return [...heldEvidence(turn), ...withheldConsequence(turn)];
}

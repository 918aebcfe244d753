import { decideInput } from '../../domain/decide-input.ts';
import { consequenceName, consequencesIn, evidenceIn } from '../../domain/held.ts';
import type { Input } from '../../domain/input.ts';
import { heldBy, type NewHold } from '../../domain/order-hold.ts';
import { unanswered } from '../../domain/task-answer.ts';
import { holdOf } from '../../domain/refused-inputs.ts';
import { type Game, may, type Move, spent, take } from './turn.ts';
import type { World } from './world.ts';

const why = 'refused';

function withHold(world: World, hold: NewHold): World {
  const others = world.holds.filter((one) => one.what !== hold.what);
  const holds = [...others, { ...hold, isDue: false }];
  return { ...world, holds: holds.sort((x, y) => (x.what < y.what ? -1 : 1)) };
}

/** The ledger refuses the input's own facts, which are evidence: an answer counts as none, a callback stays. */
function heldEvidence(
  game: Game,
  label: string,
  world: World,
  input: Input,
  prepared: (world: World) => World,
): Move[] {
  if (!may(game, world, 'held')) return [];
  const run = world.run ?? game.rules.resume(world.ledger);
  const numbers = evidenceIn(run, input);
  const hold = holdOf(run, input, why);
  if (hold?.kind !== 'evidence' || numbers.some((one) => world.silent.includes(one))) return [];
  const circumstances = { nowMs: world.nowMs, holds: {}, held: heldBy(world.holds) };
  const isRefused = decideInput(run, input, circumstances).some(game.rules.isRecorded);
  if (!isRefused) return [];
  const make = () =>
    'answer' in input
      ? take(game, withHold(prepared(spent(world)), hold), unanswered(input), 'accepted')
      : take(game, withHold(spent(world), hold), { type: 'clock' }, 'accepted');
  return [{ by: 'fault', label: `${label} (held)`, make }];
}

/** The ledger refuses the first consequence of the input. */
function withheldConsequence(
  game: Game,
  label: string,
  world: World,
  input: Input,
  prepared: (world: World) => World,
): Move[] {
  if (!may(game, world, 'withheld')) return [];
  const make = () => {
    const now = prepared(spent(world));
    const run = now.run ?? game.rules.resume(now.ledger);
    const circumstances = { nowMs: now.nowMs, holds: {}, held: heldBy(now.holds) };
    const own = decideInput(run, input, circumstances);
    const [first] = consequencesIn(game.rules.decide(run, input, circumstances).slice(own.length));
    if (first === undefined || !first.some(game.rules.isRecorded)) return null;
    const [what, numbers] = [consequenceName(first), [] as string[]];
    const hold: NewHold = { what, kind: 'consequence', numbers, callback: null, why };
    return take(game, withHold(now, hold), input, 'accepted');
  };
  return [{ by: 'fault', label: `${label} (consequence withheld)`, make }];
}

/** The ways in which the ledger refuses a part of what an input leads to. */
export function heldTurns(
  game: Game,
  label: string,
  world: World,
  input: Input,
  prepared: (world: World) => World,
): Move[] {
  return [
    ...heldEvidence(game, label, world, input, prepared),
    ...withheldConsequence(game, label, world, input, prepared),
  ];
}

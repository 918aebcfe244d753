import { oneTruth } from '../model/invariants.ts';
import { movesOf } from '../model/moves.ts';
import { isAtRest } from '../model/quiescence.ts';
import { deciderOf, type Rules } from '../model/run.ts';
import { saidOf, type Step } from '../model/story.ts';
import { calm, type Game, type Move, type Mover } from '../model/turn.ts';
import { type Violation, violationOf } from '../model/violation.ts';
import { beginning, type Setting, type World } from '../model/world.ts';

/** One run from the order's creation to rest, or to the first rule that is broken. */
export type Walk = Readonly<{ steps: readonly Step[]; violation: Violation | null }>;

/** More calm moves than any order needs. */
const mostCalmMoves = 3_000;

/** How likely each mover is to make the next move, relative to the others that can move. */
const weights: Readonly<Record<Mover, number>> = {
  channel: 12,
  run: 12,
  shopper: 12,
  time: 2,
  person: 3,
  fault: 4,
  merchant: 1,
};

/** Chooses a move; the same number and the same moves give the same one. */
function chosen(moves: readonly Move[], pick: number): Move | undefined {
  const movers = [...new Set(moves.map((one) => one.by))];
  const total = movers.reduce((sum, by) => sum + weights[by], 0);
  let rest = pick % total;
  const by = movers.find((one) => {
    rest -= weights[one];
    return rest < 0;
  });
  const theirs = moves.filter((one) => one.by === by);
  return theirs[Math.floor(pick / total) % theirs.length];
}

/** Any move except that a person resolves an alert, which is left out here. */
function isDecision(move: Move): boolean {
  return move.by !== 'person' || !move.label.startsWith('resolves');
}

/**
 * Makes the moves that these numbers pick, and then the moves of time, channels and persons by
 * themselves, until none of them has a move left.
 *
 * @param picks whole numbers, one for each step
 */
export function walk(setting: Setting, rules: Rules, picks: readonly number[]): Walk {
  const game: Game = { rules, decide: deciderOf(rules), setting };
  const steps: Step[] = [];
  let world: World = beginning(setting);
  const differing = (before: World): Violation | null => {
    const complaint = oneTruth(world, before, rules);
    return complaint === null ? null : { invariant: 'one-truth', complaint };
  };
  const take = (move: Move): Violation | null => {
    const made = move.make();
    if (made === null) return null;
    steps.push({ by: move.by, label: move.label, said: saidOf(made) });
    const before = world;
    world = made.world;
    return violationOf(rules, world, before, 'step and state') ?? differing(before);
  };
  for (const pick of picks) {
    const move = chosen(movesOf(game, world), pick);
    const violation = move === undefined ? null : take(move);
    if (violation !== null) return { steps, violation };
  }
  for (let count = 0; count < mostCalmMoves; count += 1) {
    // Persons come last among the moves, so they act only when all else is at rest.
    const move = movesOf(game, world).find((one) => calm.has(one.by) && isDecision(one));
    if (move === undefined || (isAtRest(rules, world) && move.by !== 'person')) break;
    const violation = take(move);
    if (violation !== null) return { steps, violation };
  }
  if (isAtRest(rules, world)) return { steps, violation: null };
  const complaint = 'time, channels and persons went on by themselves and did not come to rest';
  return { steps, violation: { invariant: 'quiet-end', complaint } };
}

import { Fingerprints } from './fingerprint.ts';
import { movesOf } from './moves.ts';
import { isAtRest } from './quiescence.ts';
import { deciderOf, type Rules, rules as production } from './run.ts';
import { calm, type Game } from './turn.ts';
import { violationOf } from './violation.ts';
import { beginning, type Setting, type World } from './world.ts';

/** With more calm states than this after a story, nothing is said about its end. */
const mostCalmStates = 20_000;

/** Whether a calm way leads from here to rest, or there are too many states to tell. */
function comesToRest(game: Game, start: World): boolean {
  const prints = new Fingerprints();
  const seen = new Set([prints.of(start)]);
  const open = [start];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    if (isAtRest(game.rules, world) || seen.size > mostCalmStates) return true;
    for (const move of movesOf(game, world)) {
      const made = calm.has(move.by) ? move.make() : null;
      if (made === null) continue;
      const print = prints.of(made.world);
      if (seen.has(print)) continue;
      seen.add(print);
      open.push(made.world);
    }
  }
  return false;
}

/**
 * Plays a story again by the labels of its moves, from the order's creation. If the rules no
 * longer allow a move, the story ends there: it cannot happen any more.
 *
 * @returns the first invariant broken on the way, or quiet-end at its end, as
 *   `invariant: complaint`; null: none
 */
export function replay(
  setting: Setting,
  labels: readonly string[],
  tested: Rules = production,
): string | null {
  const game: Game = { rules: tested, decide: deciderOf(tested), setting };
  let world = beginning(setting);
  for (const label of labels) {
    const move = movesOf(game, world).find((one) => one.label === label);
    const made = move?.make() ?? null;
    if (made === null) return null;
    const found = violationOf(tested, made.world, world, 'step and state');
    if (found !== null) return `${found.invariant}: ${found.complaint}`;
    world = made.world;
  }
  return comesToRest(game, world) ? null : 'quiet-end: no calm way leads from here to rest';
}

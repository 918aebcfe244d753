import { Fingerprints } from './fingerprint.ts';
import { movesOf } from './moves.ts';
import { isAtRest } from './quiescence.ts';
import { deciderOf, type Rules, rules as production } from './run.ts';
import { calm, type Game } from './turn.ts';
import { violationOf } from './violation.ts';
import { beginning, type Setting, type World } from './world.ts';

/** More calm states than this after a story: then nothing is said about its end. */
const mostCalmStates = 20_000;

/** A calm way leads from here to rest; also where too many lead too far to tell. */
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
 * Plays a story again by the labels of its moves, from the order's creation.
 * A story that the rules no longer allow ends where it does: what it told cannot
 * happen any more.
 *
 * @returns what was broken on the way, as `invariant: complaint`, at its end
 *   quiet-end among them; null: nothing
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

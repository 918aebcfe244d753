import { Fingerprints } from './fingerprint.ts';
import { Graph } from './graph.ts';
import { movesOf } from './moves.ts';
import { isAtRest } from './quiescence.ts';
import { askedOnce, decidedOnce } from './remembered.ts';
import { type Rules, rules as production } from './run.ts';
import { type Story, storyOf } from './story.ts';
import type { Game } from './turn.ts';
import { type Violation, violationOf } from './violation.ts';
import { beginning, type Setting, type World } from './world.ts';

export type Report = Readonly<{
  setting: string;
  states: number;
  transitions: number;
  /** The most moves that the shortest way to any state has. */
  depth: number;
  /** How many states are at rest. */
  quiescent: number;
  ms: number;
  /** The first violation, with a shortest way to it; null: none. */
  violation: (Violation & Readonly<{ story: Story }>) | null;
  /** Whether there were more states than allowed: then nothing is proven. */
  isCut: boolean;
}>;

type Node = Readonly<{ id: number; world: World }>;

const stranded: Violation = {
  invariant: 'quiet-end',
  complaint: 'from here neither time nor channels nor persons lead to rest',
};

/**
 * Searches breadth first through everything that can happen in a setting. It checks each
 * invariant in each state, and that a calm way leads from each state to rest. The first
 * violation ends the search, so its story is a shortest one.
 *
 * @param mostStates with more states the search gives up, and nothing is proven
 */
export function explore(
  setting: Setting,
  tested: Rules = production,
  mostStates = 15_000_000,
): Report {
  const startedMs = performance.now();
  const rules = askedOnce(tested);
  const prints = new Fingerprints();
  const game: Game = { rules, decide: decidedOnce(tested, prints), setting };
  const graph = new Graph();
  const seen = new Map<string, number>();
  const quiet: number[] = [];
  let transitions = 0;
  let depth = 0;
  const report = (found: Violation | null, places: readonly number[], isCut: boolean): Report => ({
    setting: setting.name,
    states: seen.size,
    transitions,
    depth,
    quiescent: quiet.length,
    ms: Math.round(performance.now() - startedMs),
    violation: found && { ...found, story: storyOf(setting, tested, places) },
    isCut,
  });
  const first = beginning(setting);
  seen.set(prints.of(first), 0);
  graph.grow(-1, -1);
  let layer: Node[] = [{ id: 0, world: first }];
  while (layer.length > 0) {
    const nextLayer: Node[] = [];
    for (const { id, world } of layer) {
      if (isAtRest(rules, world)) quiet.push(id);
      for (const [place, move] of movesOf(game, world).entries()) {
        const made = move.make();
        if (made === null) continue;
        transitions += 1;
        const print = prints.of(made.world);
        const known = seen.get(print);
        const to = known ?? seen.size;
        graph.join(id, to, move.by);
        if (known === undefined) {
          seen.set(print, to);
          graph.grow(id, place);
          nextLayer.push({ id: to, world: made.world });
        }
        const asked = known === undefined ? 'step and state' : 'step';
        const found = violationOf(rules, made.world, world, asked);
        if (found !== null) return report(found, [...graph.wayTo(id), place], false);
      }
      if (seen.size > mostStates) return report(null, [], true);
    }
    if (nextLayer.length > 0) depth += 1;
    layer = nextLayer;
  }
  const lost = graph.stranded(quiet);
  return lost === null ? report(null, [], false) : report(stranded, graph.wayTo(lost), false);
}

import { Fingerprints } from './fingerprint.ts';
import { ofStates, ofSteps } from './invariants.ts';
import { movesOf } from './moves.ts';
import { isAtRest } from './quiescence.ts';
import { askedOnce, type Rules, rules as production } from './run.ts';
import type { Game, Move, Mover } from './turn.ts';
import { beginning, type Setting, type World } from './world.ts';

/** What a rule of rules.md did not hold for, and the shortest way there. */
export type Violation = Readonly<{ invariant: string; complaint: string; story: string }>;

export type Report = Readonly<{
  setting: string;
  states: number;
  transitions: number;
  /** Moves of the longest shortest way. */
  depth: number;
  quiescent: number;
  ms: number;
  violation: Violation | null;
  /** More states than allowed: then nothing is proven. */
  isCut: boolean;
}>;

type Node = Readonly<{ world: World; depth: number }>;

/** By these alone every order comes to rest (quiet-end). */
const calm: ReadonlySet<Mover> = new Set(['time', 'channel', 'person', 'run']);

/** The graph as far as it is known: who came from where, and who can go where calmly. */
class Graph {
  readonly #parents: number[] = [-1];
  readonly #moves: string[] = [''];
  readonly #calmFrom: number[] = [];
  readonly #calmTo: number[] = [];

  grow(parent: number, move: Move): void {
    this.#parents.push(parent);
    this.#moves.push(`${move.by.padEnd(8)} ${move.label}`);
  }

  join(from: number, to: number, by: Mover): void {
    if (!calm.has(by)) return;
    this.#calmFrom.push(from);
    this.#calmTo.push(to);
  }

  story(end: number): string {
    const lines: string[] = [];
    for (let at = end; at > 0; at = this.#parents[at] ?? 0) lines.unshift(this.#moves[at] ?? '');
    return lines.map((line, at) => `${String(at + 1).padStart(4)}. ${line}`).join('\n');
  }

  /** A state from which no calm way leads to any of these; null: none. */
  stranded(quiet: readonly number[]): number | null {
    const count = this.#parents.length;
    const first = new Int32Array(count).fill(-1);
    const next = new Int32Array(this.#calmTo.length);
    this.#calmTo.forEach((to, edge) => {
      next[edge] = first[to] ?? -1;
      first[to] = edge;
    });
    const reached = new Uint8Array(count);
    const open = [...quiet];
    for (const one of quiet) reached[one] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (let edge = first[at] ?? -1; edge !== -1; edge = next[edge] ?? -1) {
        const from = this.#calmFrom[edge] ?? 0;
        if (reached[from] === 1) continue;
        reached[from] = 1;
        open.push(from);
      }
    }
    const goesOn = new Uint8Array(count);
    for (const from of this.#calmFrom) goesOn[from] = 1;
    // The tale is best told to the very dead end; a livelock has none.
    const end = reached.findIndex((one, at) => one === 0 && goesOn[at] === 0);
    const lost = end === -1 ? reached.indexOf(0) : end;
    return lost === -1 ? null : lost;
  }
}

function complaintOf(
  rules: Rules,
  world: World,
  before: World,
  isNew: boolean,
): readonly [string, string] | null {
  const asked = isNew ? [...ofSteps, ...ofStates] : ofSteps;
  for (const [name, invariant] of asked) {
    const complaint = invariant(world, before, rules);
    if (complaint !== null) return [name, complaint];
  }
  return null;
}

/**
 * Breadth first over everything that can happen in a setting: each invariant in
 * each state, and a calm way to rest from each. The first violation ends it, so
 * its story is a shortest one.
 *
 * @param mostStates where the search gives up, having proven nothing
 */
export function explore(
  setting: Setting,
  tested: Rules = production,
  mostStates = 3_000_000,
): Report {
  const startedMs = performance.now();
  const rules = askedOnce(tested);
  const game: Game = { rules, setting };
  const prints = new Fingerprints();
  const graph = new Graph();
  const seen = new Map<string, number>();
  const quiet: number[] = [];
  let layer: Node[] = [];
  let transitions = 0;
  let depth = 0;
  const report = (violation: Violation | null, isCut: boolean): Report => ({
    setting: setting.name,
    states: seen.size,
    transitions,
    depth,
    quiescent: quiet.length,
    ms: Math.round(performance.now() - startedMs),
    violation,
    isCut,
  });
  const first = beginning(setting);
  seen.set(prints.of(first), 0);
  let ids = [0];
  layer = [{ world: first, depth: 0 }];
  while (layer.length > 0) {
    const nextLayer: Node[] = [];
    const nextIds: number[] = [];
    for (const [at, { world }] of layer.entries()) {
      const id = ids[at] ?? 0;
      if (isAtRest(rules, world)) quiet.push(id);
      for (const move of movesOf(game, world)) {
        transitions += 1;
        const print = prints.of(move.world);
        const known = seen.get(print);
        const to = known ?? seen.size;
        graph.join(id, to, move.by);
        if (known === undefined) {
          seen.set(print, to);
          graph.grow(id, move);
          nextLayer.push({ world: move.world, depth: depth + 1 });
          nextIds.push(to);
        }
        const complaint = complaintOf(rules, move.world, world, known === undefined);
        if (complaint !== null) {
          const [invariant, text] = complaint;
          if (known !== undefined) graph.grow(id, move);
          const end = known === undefined ? to : seen.size;
          return report({ invariant, complaint: text, story: graph.story(end) }, false);
        }
      }
      if (seen.size > mostStates) return report(null, true);
    }
    if (nextLayer.length > 0) depth += 1;
    layer = nextLayer;
    ids = nextIds;
  }
  const lost = graph.stranded(quiet);
  if (lost === null) return report(null, false);
  const complaint = 'from here neither time nor channels nor persons lead to rest';
  return report({ invariant: 'quiet-end', complaint, story: graph.story(lost) }, false);
}

/** One line for the record, or the story of what went wrong. */
export function tell(report: Report): string {
  const { setting, states, transitions, depth, quiescent, ms, violation } = report;
  const line = `${setting}: ${states} states, ${transitions} transitions, depth ${depth}, ${quiescent} at rest, ${ms} ms`;
  if (report.isCut) return `${line}; NOT EXHAUSTED`;
  if (violation === null) return line;
  return `${line}\n${violation.invariant}: ${violation.complaint}\n${violation.story}`;
}

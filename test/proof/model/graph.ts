import { calm, type Mover } from './turn.ts';

/** A column of whole numbers that grows as needed, with at most eight bytes for each. */
class Column {
  #numbers = new Int32Array(1 << 12);
  length = 0;

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  at(place: number): number {
    return this.#numbers[place] ?? -1;
  }
}

/** The graph as far as it is known: each state's parent and move, and where calm moves lead. */
export class Graph {
  readonly #parents = new Column();
  readonly #moves = new Column();
  readonly #calmFrom = new Column();
  readonly #calmTo = new Column();

  /** @param move its index among the moves of the parent */
  grow(parent: number, move: number): void {
    this.#parents.push(parent);
    this.#moves.push(move);
  }

  join(from: number, to: number, by: Mover): void {
    if (!calm.has(by)) return;
    this.#calmFrom.push(from);
    this.#calmTo.push(to);
  }

  /** The indexes of the moves on the way from the beginning to this state. */
  wayTo(state: number): number[] {
    const places: number[] = [];
    for (let at = state; at > 0; at = this.#parents.at(at)) places.unshift(this.#moves.at(at));
    return places;
  }

  /** A state from which no calm way leads to any of these states; null: there is none. */
  stranded(quiet: readonly number[]): number | null {
    const count = this.#parents.length;
    const edges = this.#calmTo.length;
    const first = new Int32Array(count).fill(-1);
    const next = new Int32Array(edges);
    const goesOn = new Uint8Array(count);
    for (let edge = 0; edge < edges; edge += 1) {
      const to = this.#calmTo.at(edge);
      next[edge] = first[to] ?? -1;
      first[to] = edge;
      goesOn[this.#calmFrom.at(edge)] = 1;
    }
    const reached = new Uint8Array(count);
    const open = [...quiet];
    for (const one of quiet) reached[one] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (let edge = first[at] ?? -1; edge !== -1; edge = next[edge] ?? -1) {
        const from = this.#calmFrom.at(edge);
        if (reached[from] === 1) continue;
        reached[from] = 1;
        open.push(from);
      }
    }
    // The story should lead up to the dead end itself; a livelock has none.
    const end = reached.findIndex((one, at) => one === 0 && goesOn[at] === 0);
    const lost = end === -1 ? reached.indexOf(0) : end;
    return lost === -1 ? null : lost;
  }
}

/** How an order looked to somebody outside, at one time. */
export type Sighting = Readonly<{
  /** When the question was sent, ms; for an event both times are its arrival. */
  sentAtMs: number;
  receivedAtMs: number;
  by: 'answer' | 'list' | 'event';
  status: string;
  version: number;
  winner: string | null;
}>;

/** What was acknowledged to the merchant, which may count on it for ever. */
export type Acknowledged =
  | Readonly<{ what: 'order'; amountMinor: number }>
  | Readonly<{ what: 'attempt'; key: string; number: string }>
  | Readonly<{ what: 'refund'; key: string; id: string; number: string; amountMinor: number }>;

/** The merchant's own notes of one order. */
export type OrderNotes = Readonly<{
  acknowledged: readonly Acknowledged[];
  sightings: readonly Sighting[];
}>;

/** The merchant's notes of all orders, in a process that is never killed. */
export class Diary {
  readonly #notes = new Map<
    string,
    { readonly acknowledged: Acknowledged[]; readonly sightings: Sighting[] }
  >();

  #of(order: string): { readonly acknowledged: Acknowledged[]; readonly sightings: Sighting[] } {
    const known = this.#notes.get(order);
    if (known !== undefined) return known;
    const fresh = { acknowledged: [], sightings: [] };
    this.#notes.set(order, fresh);
    return fresh;
  }

  acknowledge(order: string, one: Acknowledged): void {
    this.#of(order).acknowledged.push(one);
  }

  see(order: string, one: Sighting): void {
    const { sightings } = this.#of(order);
    const last = sightings.at(-1);
    // The same sighting again adds nothing but the time until which it held.
    if (last?.by === one.by && last.version === one.version && last.status === one.status) {
      sightings[sightings.length - 1] = { ...one, receivedAtMs: last.receivedAtMs };
      return;
    }
    sightings.push(one);
  }

  notes(order: string): OrderNotes {
    return this.#of(order);
  }
}

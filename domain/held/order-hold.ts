import { type Held, nothingHeld } from './held.ts';

/**
 * What the ledger refused: `evidence` of money, `consequence` of the rules, `answer` of a channel
 * that bears no money, `request`, `call` that no row allows, or the whole `order`, unreadable.
 */
export const holdKinds = ['evidence', 'consequence', 'answer', 'request', 'call', 'order'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** Something refused, as the ledger keeps it beside the order's facts. Rule 21. */
export type NewHold = Readonly<{
  /** Its name, which is the same when it is refused again. */
  what: string;
  kind: HoldKind;
  /** Own numbers of the attempts it is about. */
  numbers: readonly string[];
  /** Id of the inbox's row it stands in, if in one. */
  callback: string | null;
  /** What the ledger said. */
  why: string;
}>;

export type OrderHold = NewHold &
  Readonly<{
    /** It is to be tried again now: its time has come, a person wants it, or a new build is there. */
    isDue: boolean;
  }>;

/** What a run notes of what is held. */
export type HoldMarks = Readonly<{
  held: readonly NewHold[];
  /** By `what`: no longer held. */
  gone: readonly string[];
  /** By `what`: held on, and asked about just now; one that is gone meanwhile stays gone. */
  again: readonly string[];
}>;

/** Nothing to note. */
export const noMarks: HoldMarks = Object.freeze({ held: [], gone: [], again: [] });

/** What these holds mean to the rules. Evidence stays held until it is taken; a consequence that is due is tried. */
export function heldBy(holds: readonly OrderHold[]): Held {
  if (holds.length === 0) return nothingHeld;
  const evidence = holds.filter((one) => one.kind === 'evidence').flatMap((one) => one.numbers);
  const consequences = holds
    .filter((one) => one.kind === 'consequence' && !one.isDue)
    .map((one) => one.what);
  return { evidence, consequences };
}

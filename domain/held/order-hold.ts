import { type Held, nothingHeld } from './held.ts';

/**
 * What the ledger refused: `evidence` of money; a `consequence` of the rules; a channel's `answer`
 * that is no evidence of money; a `request`; a `call` that no row allows; or the whole `order`,
 * because it can't be read.
 */
export const holdKinds = ['evidence', 'consequence', 'answer', 'request', 'call', 'order'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** Something refused, as the ledger keeps it beside the order's facts. Rule 21. */
export type NewHold = Readonly<{
  /** Its name, which is the same when it is refused again. */
  what: string;
  kind: HoldKind;
  /** Numbers of the attempts it is about. */
  numbers: readonly string[];
  /** Id of the row in the inbox, if it is a callback; else null. */
  callback: string | null;
  /** What the ledger said. */
  why: string;
}>;

export type OrderHold = NewHold &
  Readonly<{
    /** It is to be tried again: its time has come, a person asked for it, or this build is new. */
    isDue: boolean;
  }>;

/** What a run notes in the ledger about holds. */
export type HoldMarks = Readonly<{
  held: readonly NewHold[];
  /** By `what`: no longer held. */
  gone: readonly string[];
  /** By `what`: still held, and tried again just now; a hold that ended meanwhile stays ended. */
  again: readonly string[];
}>;

/** Nothing to note. */
export const noMarks: HoldMarks = Object.freeze({ held: [], gone: [], again: [] });

/**
 * What these holds mean to the rules. Evidence is held until it is taken; a due consequence is
 * tried.
 */
export function heldBy(holds: readonly OrderHold[]): Held {
  if (holds.length === 0) return nothingHeld;
  const evidence = holds.filter((one) => one.kind === 'evidence').flatMap((one) => one.numbers);
  const consequences = holds
    .filter((one) => one.kind === 'consequence' && !one.isDue)
    .map((one) => one.what);
  return { evidence, consequences };
}

import type { CallName } from '../agenda/task.ts';
import type { RecordedFact } from '../facts/fact.ts';
import type { ControlHold } from '../order/refund.ts';
import type { OrderKey } from '../values/order-key.ts';

/** Rows of the ledger that channels' words stand in. */
export type EvidenceNames = Readonly<{
  /** Ids of rows of the inbox. */
  callbacks: readonly string[];
  /** Calls whose answers their activities stored. */
  answers: readonly CallName[];
}>;

/** One append of what was decided: all its facts go in, or none. */
export type AppendRequest = Readonly<{
  key: OrderKey;
  /** Seq of the newest fact that its writer knows. */
  expectedSeq: number;
  /** May be empty: then only evidence and due time are noted. */
  facts: readonly RecordedFact[];
  /** Rows of evidence that these facts, or their absence, took up. */
  consumed: EvidenceNames;
  /**
   * When the writer wants the order looked at; null: never. A later moment than the facts ask for
   * is not taken.
   */
  nextDueAtMs: number | null;
  /** Digest of the order as the writer sees it before these facts; null: not compared. */
  digest: string | null;
}>;

/** What came of an append. Nothing was written but where it is `appended`. */
export type AppendOutcome =
  /** `facts`: those after `expectedSeq`, as the ledger holds them, whatever was decided. */
  | Readonly<{ kind: 'appended'; seq: number; facts: readonly RecordedFact[] }>
  /** What the writer knows is not the fold of the facts: fold again and decide anew. */
  | Readonly<{ kind: 'differs' }>
  /** Somebody else appended since: fold again and decide anew. */
  | Readonly<{ kind: 'conflict' }>
  /** A fact rests on no word of a channel among the rows named: read them again and decide anew. */
  | Readonly<{ kind: 'unproven'; why: string }>
  /** The controls hold back the compensation of this number: decide anew, with that one as held. */
  | Readonly<{ kind: 'held'; hold: ControlHold; number: string }>;

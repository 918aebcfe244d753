import type { AppendRequest, EvidenceNames } from '../../domain/decide/append-request.ts';
import { type Fact, isRecorded, type RecordedFact } from '../../domain/facts/fact.ts';
import { orderDigest } from '../../domain/order/order-digest.ts';
import type { KnownOrder } from './known-order.ts';

/** How what was decided is appended. */
export type AppendTerms = Readonly<{
  /** Rows of evidence that the facts take up. */
  consumed: EvidenceNames;
  /** The order was folded just now: its digest need not be compared, which could loop. */
  isFolded: boolean;
  /** When the order is due after it; absolute ms, null: never by itself. */
  nextDueAtMs: number | null;
}>;

/** Those of the decided facts that the ledger keeps. */
export function recordedOf(facts: readonly Fact[]): RecordedFact[] {
  return facts.filter(isRecorded);
}

/** The append of what was decided, behind the fence of what was known. */
export function decidedAppend(
  known: KnownOrder,
  recorded: readonly RecordedFact[],
  { consumed, isFolded, nextDueAtMs }: AppendTerms,
): Omit<AppendRequest, 'key'> {
  return {
    expectedSeq: known.seq,
    facts: recorded,
    consumed,
    nextDueAtMs,
    digest: isFolded ? null : orderDigest(known.state),
  };
}

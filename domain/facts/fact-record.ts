import { isRecordedType, type RecordedFact } from './fact.ts';
import { invariant } from '../invariant.ts';

/** A fact as the ledger stores it: with the version of its shape. */
export type FactRecord = Readonly<{ v: number; fact: unknown }>;

/** The shape written today. A change to a fact's shape raises it and adds a reader below. */
export const factVersion = 2;

export function toRecord(fact: RecordedFact): FactRecord {
  return { v: factVersion, fact };
}

/** Facts of version 1 held channels' words and merchants' reasons; since rule 22 none does. */
function withoutFreeText(fact: unknown): unknown {
  if (typeof fact !== 'object' || fact === null || !('type' in fact)) return fact;
  const isRefund = fact.type === 'refund_requested' || fact.type === 'refund_held';
  const left = Object.entries(fact).filter(
    ([name]) => name !== 'message' && !(isRefund && name === 'reason'),
  );
  const marked = fact.type === 'refund_requested' ? { reasonMark: null } : {};
  return { ...Object.fromEntries(left), ...marked };
}

/** Each turns a shape of version n into version n + 1; index 0 holds the reader of version 1. */
const readers: readonly ((fact: unknown) => unknown)[] = [withoutFreeText];

// A kind that only a newer version knows must not be skipped: it could be about money.
function isKnown(fact: unknown): fact is RecordedFact {
  return typeof fact === 'object' && fact !== null && 'type' in fact && isRecordedType(fact.type);
}

/**
 * Reads a stored fact of any version ever written, so that old orders stay readable.
 *
 * @throws InvariantViolation for a version, or a kind, that this build does not know
 */
export function fromRecord(record: FactRecord): RecordedFact {
  invariant(
    Number.isInteger(record.v) && record.v >= 1 && record.v <= factVersion,
    `a fact of version ${record.v} is known to this build`,
  );
  let fact = record.fact;
  for (const read of readers.slice(record.v - 1)) fact = read(fact);
  invariant(isKnown(fact), 'a stored fact is of a kind known to this build');
  return fact;
}

import type { LedgerOrder, OrderEvidence } from '../evidence.ts';

/** The invariants of docs/rules.md. */
export const invariantNames = [
  'one-winner',
  'books-balance',
  'no-over-refund',
  'winner-safe',
  'paid-stays-paid',
  'closed-means-watched',
  'no-guess',
  'one-charge',
  'nothing-lost',
  'one-writer',
  'quiet-end',
] as const;

export type InvariantName = (typeof invariantNames)[number];

export type Violation = Readonly<{ invariant: InvariantName; order: string; what: string }>;

/**
 * Judges one order by the books of both sides. @returns what is wrong, as sentences; none: it holds
 */
export type OrderCheck = (ledger: LedgerOrder, evidence: OrderEvidence) => readonly string[];

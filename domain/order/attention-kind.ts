/** What an order needs a person to look at. @see docs/operating.md#attention-what-waits-for-a-person */
export const attentionKinds = [
  'duplicate',
  'late',
  'mismatch',
  'refund',
  'reversed',
  'dispute',
  'unknown',
  'parked',
  /** The ledger refuses something of it: rule 21. Follows from no fact. */
  'held',
] as const;
export type AttentionKind = (typeof attentionKinds)[number];

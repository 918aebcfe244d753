/** How long an operation took, of several times; ms. Null: it was given up after ten seconds. */
export type Took = Readonly<{ medianMs: number | null; p95Ms: number | null }>;

/** What the file docs/ledger.json holds. */
export type LedgerFigures = Readonly<{
  date: string;
  commit: string | null;
  commitBefore: string;
  node: string;
  cores: number;
  orders: number;
  refunds: number;
  /** Of both copies, before the first operation and with all indexes; bytes. */
  sizes: Readonly<{ before: number; after: number }>;
  /** The migrations since the release before, on the filled ledger, while nothing else ran. */
  migrationS: number;
  operations: readonly Readonly<{ name: string; before: Took; after: Took }>[];
  /** Orders of one merchant made, offered and paid, eight at once. */
  paidPerS: Readonly<{ before: number; after: number }>;
  /** What the planner does for a statement, the line that tells. */
  plans: readonly Readonly<{ what: string; before: string; after: string }>[];
}>;

function quantile(sorted: readonly number[], of: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0;
}

/** @param ms how long each time took */
export function tookOf(ms: readonly number[]): Took {
  const sorted = [...ms].sort((one, other) => one - other);
  if (sorted.length === 0) return { medianMs: null, p95Ms: null };
  return { medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

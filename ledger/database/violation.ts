/**
 * The database refused rows that break an invariant of docs/rules.md, or that no column takes.
 * Always our own bug, and the reason no money was lost to it: nothing of the transaction went in.
 */
export class LedgerViolation extends Error {
  override readonly name = 'LedgerViolation';
  /** As docs/rules.md names it, or the constraint's own name. */
  readonly invariant: string;
  readonly constraint: string;

  constructor(constraint: string, detail: string, cause: unknown) {
    const invariant = constraint.split('/')[0] ?? constraint;
    super(
      `The ledger refused to write: ${invariant} would not hold (${detail}). ` +
        'Nothing was written and no money moved by it; this is a bug in PaidOnce, please report it.',
      { cause },
    );
    this.invariant = invariant;
    this.constraint = constraint;
  }
}

/**
 * The database refused rows that break an invariant of docs/rules.md, or values that no column
 * takes. It is always our own bug, and costs no money: nothing of the transaction was written.
 */
export class LedgerViolation extends Error {
  override readonly name = 'LedgerViolation';
  /** The invariant's name in docs/rules.md, or the constraint's own name. */
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

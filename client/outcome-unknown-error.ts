import { PaidOnceError } from './paidonce-error.ts';

/**
 * Nobody knows whether it was done: the call went out, and its answer did not come. Money may have
 * moved. Make the same call again with the same body and `idempotencyKey`, now or later, in this
 * process or another: whatever came of the first is answered, and it is never done twice.
 */
export class OutcomeUnknownError extends PaidOnceError {
  override readonly name = 'OutcomeUnknownError';
  /** Give it as `idempotencyKey` when repeating; null: the call takes none, so look how it stands. */
  readonly idempotencyKey: string | null;

  /** @param call method and path, as `POST /v1/orders` */
  constructor(call: string, idempotencyKey: string | null, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      idempotencyKey === null
        ? `${call}: whether it was done is unknown (${why}). Read how it stands before asking again.`
        : `${call}: whether it was done is unknown (${why}). Repeat the same call with idempotencyKey ${JSON.stringify(idempotencyKey)}; it will not be done twice.`,
      { cause },
    );
    this.idempotencyKey = idempotencyKey;
  }
}

import { PaidOnceError } from './paidonce-error.ts';

/** PaidOnce was not reached, so nothing was done: no connection, or a question that changes nothing. */
export class UnreachableError extends PaidOnceError {
  override readonly name = 'UnreachableError';

  /** @param call method and path, as `POST /v1/orders` */
  constructor(call: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${call}: PaidOnce was not reached (${why}). Nothing was done.`, { cause });
  }
}

import { PaidOnceError } from './paidonce-error.ts';

const shownCharacters = 200;

/**
 * Something answered that is not PaidOnce, or not as its contract says: a proxy, or a wrong address.
 * What was asked was not done.
 */
export class UnexpectedAnswerError extends PaidOnceError {
  override readonly name = 'UnexpectedAnswerError';
  /** Of HTTP. */
  readonly status: number;

  /** @param call method and path, as `POST /v1/orders` */
  constructor(call: string, status: number, text: string) {
    super(
      `${call}: answered ${status} with what is no answer of PaidOnce. Check the address. It begins: ${JSON.stringify(text.slice(0, shownCharacters))}`,
    );
    this.status = status;
  }
}

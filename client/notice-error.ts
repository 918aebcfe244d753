import { PaidOnceError } from './paidonce-error.ts';

/**
 * `forged`: none of the secrets made its signature. `stale`: genuine, but sent too long ago, or in
 * the future by our clock. `malformed`: a header or the body is missing or unreadable.
 */
export type NoticeErrorCode = 'forged' | 'stale' | 'malformed';

/** A notice that must not be acted on. Answer it 400; it is sent again if it was PaidOnce's. */
export class NoticeError extends PaidOnceError {
  override readonly name = 'NoticeError';
  readonly code: NoticeErrorCode;

  constructor(code: NoticeErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

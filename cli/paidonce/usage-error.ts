/** A wrong use of the command: nothing was sent. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

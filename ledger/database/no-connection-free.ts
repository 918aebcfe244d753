/**
 * Thrown when no connection became free in time, before a statement was sent. Whether anything was
 * done before is for the caller to know.
 */
export class NoConnectionFree extends Error {
  override readonly name = 'NoConnectionFree';

  constructor(waiting: number, options?: ErrorOptions) {
    super(
      `All connections to the ledger are busy, and ${waiting} others wait; nothing was sent to it. Repeat it in a second or two.`,
      options,
    );
  }
}

/** Thrown when a control can't do what was asked; the message is for the person who asked. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** HTTP status: 400 not understood, 404 unknown number, 409 not possible now. */
  readonly status: 400 | 404 | 409;

  constructor(status: ControlError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

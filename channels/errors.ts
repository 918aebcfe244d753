/**
 * Thrown at start, never during a payment, when an account's configuration can't be used.
 * The message names the field and the remedy, and never holds a secret.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** Path of the field within the account's settings, e.g. `platform_keys.PUB_KEY_ID_1`. */
  readonly field: string;

  constructor(field: string, problem: string, options?: ErrorOptions) {
    super(`${field}: ${problem}`, options);
    this.field = field;
  }
}

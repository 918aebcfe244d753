/** One wrong field of the configuration. */
export type WrongField = Readonly<{
  /** Where it is: `channels.wechat.accounts.default.api_v3_key`, or an environment variable. */
  field: string;
  problem: string;
}>;

/**
 * Thrown when the configuration can't be used. The message lists every wrong field, for people. The
 * fields of an account are checked by its channel, see `ConfigurationError`.
 */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
  readonly fields: readonly WrongField[];

  constructor(source: string, fields: readonly WrongField[]) {
    const lines = fields.map(({ field, problem }) => `  ${field}: ${problem}`);
    super(
      [
        `The configuration ${source} can't be used, so nothing was started and no money moved:`,
        ...lines,
        'Correct these fields and start again.',
      ].join('\n'),
    );
    this.fields = fields;
  }
}

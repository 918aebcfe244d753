/** Thrown when the embedded start can't go on. It tells people what happened, then what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Each of them is enough. */
  readonly remedies: readonly string[];

  constructor(problem: string, remedies: readonly string[], cause?: unknown) {
    const lines = remedies.map((remedy) => `  - ${remedy}`);
    super([problem, ...(lines.length > 0 ? ['What helps:', ...lines] : [])].join('\n'), { cause });
    this.remedies = remedies;
  }
}

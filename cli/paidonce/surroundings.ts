/** What a command sees of the process it runs in, so that a test runs many in one. */
export type Surroundings = Readonly<{
  env: Readonly<Record<string, string | undefined>>;
  /** Standard output: what was asked for. */
  out: (text: string) => void;
  /** Standard error: everything else. */
  err: (text: string) => void;
  /** Reads standard input to its end. */
  readInput: () => Promise<string>;
  /** Ends what has no end of its own: Ctrl-C. */
  signal: AbortSignal;
}>;

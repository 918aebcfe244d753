/**
 * `well`; `not_checked`: nothing here says where to look; `look`: it works, and yet; `wrong`;
 * `unreachable`: what is needed does not answer.
 */
export type Level = 'well' | 'not_checked' | 'look' | 'wrong' | 'unreachable';

/** What was found of one thing. */
export type Finding = Readonly<{
  what: string;
  level: Level;
  /** What was seen. */
  found: string;
  /** What to do; null where nothing is to be done. */
  remedy: string | null;
}>;

export function well(what: string, found: string): Finding {
  return Object.freeze({ what, level: 'well', found, remedy: null });
}

export function notWell(
  what: string,
  level: Exclude<Level, 'well'>,
  found: string,
  remedy: string,
): Finding {
  return Object.freeze({ what, level, found, remedy });
}

/** What an error says, in one line and without a password. */
export function reasonOf(error: unknown): string {
  const words = error instanceof Error && error.message !== '' ? error.message : String(error);
  return words.replace(/:\/\/[^@\s]*@/g, '://…@').replaceAll(/\s+/g, ' ');
}

import type { Logger } from 'pino';

export type LogLimits = Readonly<{
  /** Lines of one kind that are written within `everyMs`. */
  most: number;
  everyMs: number;
  /** The most kinds that are told apart. */
  mostKinds: number;
}>;

export const logLimits: LogLimits = Object.freeze({ most: 5, everyMs: 60_000, mostKinds: 500 });

/**
 * Logs what strangers can cause as often as they like. The first few lines of a kind are written
 * each minute; of the others one line says how many they were.
 *
 * @param kind by which repeats are known
 */
export type LimitedLog = (
  level: 'info' | 'warn' | 'error',
  kind: string,
  fields: object,
  message: string,
) => void;

type Window = Readonly<{ level: Parameters<LimitedLog>[0]; message: string }> & {
  written: number;
  untold: number;
};

const allOthers = 'others';

export function limitedLog(
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
  { most, everyMs, mostKinds }: LogLimits = logLimits,
): LimitedLog {
  const windows = new Map<string, Window>();

  function end(kind: string, { level, message, untold }: Window): void {
    windows.delete(kind);
    if (untold > 0) log[level]({ kind, repeated: untold }, `${message} (more of the same)`);
  }

  function windowOf(kind: string, level: Window['level'], message: string): Window {
    const known = windows.get(kind);
    if (known !== undefined) return known;
    const begun: Window = { level, message, written: 0, untold: 0 };
    windows.set(kind, begun);
    setTimeout(() => end(kind, begun), everyMs).unref();
    return begun;
  }

  return (level, asked, fields, message) => {
    const isKnown = windows.has(asked) || windows.size < mostKinds;
    const window = windowOf(isKnown ? asked : allOthers, level, message);
    if (window.written >= most) {
      window.untold += 1;
      return;
    }
    window.written += 1;
    log[level](fields, message);
  };
}

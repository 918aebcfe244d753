/**
 * Writes some of the bytes at once, as `writeSync` does on a descriptor that does not block.
 *
 * @returns how many were written
 * @throws where none can be written now: EAGAIN, ENOSPC, EPIPE
 */
export type WriteSome = (bytes: Uint8Array) => number;

export type SinkLimits = Readonly<{
  /** What may wait to be written, in bytes. */
  mostBytes: number;
  /** Between two tries while nothing can be written, ms. */
  againMs: number;
}>;

export const sinkLimits: SinkLimits = Object.freeze({ mostBytes: 256 * 1024, againMs: 250 });

/** Where lines of a log go. It never throws and never waits. */
export type LineSink = Readonly<{
  /** @param line with its line break */
  write: (line: string) => void;
  /** Counts a line that could not even be made. */
  lose: () => void;
  /** Tries once to write what waits; for the end of a process. */
  flush: () => void;
}>;

/**
 * A sink for a reader who may be slow or gone, or a disk that may be full. A process must go on
 * all the same: lines wait in a bounded memory, and beyond it they are dropped and counted. Once
 * lines can be written again, one of them says how many are missing.
 *
 * @param dropped makes that line
 */
export function lineSink(
  writeSome: WriteSome,
  dropped: (lines: number) => string,
  { mostBytes, againMs }: SinkLimits = sinkLimits,
): LineSink {
  const waiting: Uint8Array[] = [];
  const state = { bytes: 0, lost: 0, again: null as NodeJS.Timeout | null };

  function keep(bytes: Uint8Array): void {
    waiting.push(bytes);
    state.bytes += bytes.length;
  }

  /** @returns whether nothing waits any more */
  function wroteAll(): boolean {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      let written: number;
      try {
        written = writeSome(next);
      } catch {
        // Why a log can't be written can't be logged; that lines are missing is told later.
        return false;
      }
      state.bytes -= written;
      if (written < next.length) waiting[0] = next.subarray(written);
      else waiting.shift();
    }
    return true;
  }

  function tryAll(): void {
    if (!wroteAll()) {
      state.again ??= setTimeout(() => {
        state.again = null;
        tryAll();
      }, againMs).unref();
      return;
    }
    if (state.lost === 0) return;
    const lines = state.lost;
    state.lost = 0;
    keep(Buffer.from(dropped(lines)));
    tryAll();
  }

  return {
    write: (line) => {
      const bytes = Buffer.from(line);
      if (state.bytes + bytes.length <= mostBytes) keep(bytes);
      else state.lost += 1;
      // While a try is planned, each further one would fail like the last.
      if (state.again === null) tryAll();
    },
    lose: () => {
      state.lost += 1;
    },
    flush: () => void wroteAll(),
  };
}

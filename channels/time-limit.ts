/** A bound on what is done: `signal` aborts when the time is over, or when the caller gave up. */
export type TimeLimit = Readonly<{ signal: AbortSignal; isOver: () => boolean }>;

/**
 * Does something within a time, and leaves neither a timer nor a listener behind. Not by
 * `AbortSignal.any` or `.timeout`: on Node 20 such a signal may be forgotten before it acts, and a
 * call would have no bound.
 *
 * @param mostMs when its signal aborts
 * @param outer aborts it earlier
 */
export async function withinTime<T>(
  mostMs: number,
  outer: AbortSignal | null,
  work: (limit: TimeLimit) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  let over = false;
  const giveUp = (): void => inner.abort(outer?.reason);
  const timer = setTimeout(() => {
    over = true;
    inner.abort();
  }, mostMs);
  outer?.addEventListener('abort', giveUp, { once: true });
  if (outer?.aborted === true) giveUp();
  try {
    return await work({ signal: inner.signal, isOver: () => over });
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', giveUp);
  }
}

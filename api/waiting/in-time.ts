/**
 * What `work` ends in, or null where that takes too long. It goes on all the same, and what comes of
 * it then is dropped.
 *
 * @param mostMs the longest wait
 * @param signal ends the wait at once
 * @throws what `work` throws in time
 */
export async function inTime<T>(
  work: Promise<T>,
  mostMs: number,
  signal: AbortSignal,
): Promise<Readonly<{ value: T }> | null> {
  let giveUp = (): void => undefined;
  const tooLong = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });
  const timer = setTimeout(giveUp, mostMs);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([work.then((value) => ({ value })), tooLong]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

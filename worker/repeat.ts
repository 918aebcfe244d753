/**
 * Does something again and again while the process lives: each run starts `everyMs` after the last
 * one ended. A run that fails is reported, and the next one tries again.
 *
 * @returns `stop` resolves once nothing is under way
 */
export function repeat(
  work: () => Promise<unknown>,
  everyMs: number,
  onFailure: (error: unknown) => void,
): Readonly<{ stop: () => Promise<void> }> {
  let underWay: Promise<void> = Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      underWay = work()
        .then(() => undefined, onFailure)
        .finally(next);
    }, everyMs);
  };
  next();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

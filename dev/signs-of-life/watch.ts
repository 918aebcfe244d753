import { setTimeout as delay } from 'node:timers/promises';
import { afterLook, notHeardYet, type Silence } from './silence.ts';

/** Looks once. @returns whether the process gave a sign of life; an error is none */
export type Look = (signal: AbortSignal) => Promise<boolean>;

/** Begins to look at a process that was just spawned. */
export type Looking = () => Look;

/** How a hanging process is told from a living one. */
export type LifeCheck = Readonly<{
  begin: Looking;
  /** Silence after which the process counts as hanging, ms. */
  patienceMs: number;
}>;

/** Looks within the patience: one or two that fail, because a machine is busy, mean nothing. */
const looksPerPatience = 6;
/** How long a process may take until its first sign of life: it may bundle, recover, wait; ms. */
const startPatienceMs = 180_000;

/**
 * Watches a process until it hangs.
 *
 * @param onHang called once, with the silence in ms; then the watch is over
 * @returns ends the watch
 */
export function watchForHang(check: LifeCheck, onHang: (silentMs: number) => void): () => void {
  const ended = new AbortController();
  const everyMs = check.patienceMs / looksPerPatience;
  const look = check.begin();
  const looked = async (): Promise<boolean> => {
    // Not AbortSignal.any: Node 20 may forget a signal of it before it acts.
    const tooLong = new AbortController();
    const timer = setTimeout(() => tooLong.abort(), everyMs);
    return look(tooLong.signal)
      .catch(() => false)
      .finally(() => clearTimeout(timer));
  };
  const watch = async (): Promise<void> => {
    let silence: Silence = notHeardYet;
    let lastMs = performance.now();
    for (;;) {
      await delay(everyMs, null, { signal: ended.signal, ref: false });
      const gaveSign = await looked();
      const nowMs = performance.now();
      // A look takes its wait and its own time; what goes beyond was spent away.
      silence = afterLook(silence, { gaveSign, sinceLastMs: nowMs - lastMs }, 2 * everyMs);
      lastMs = nowMs;
      const patienceMs = silence.wasHeard ? check.patienceMs : startPatienceMs;
      if (silence.silentMs >= patienceMs && !ended.signal.aborted) {
        onHang(silence.silentMs);
        return;
      }
    }
  };
  // It only ends by an abort of the wait.
  watch().catch(() => undefined);
  return () => ended.abort();
}

import type { CallerLimits } from '../../config/limit-settings.ts';
import { rateLimited } from '../limits/rate-limited.ts';

/** Places of callers whose answers are held until there is something new. */
export type HeldAnswers = Readonly<{
  /**
   * Takes a place.
   *
   * @param whose the key that asks
   * @param untilMs when the answer is given at the latest
   * @returns gives it back
   * @throws ProblemError `rate_limited` where all places are taken
   */
  hold: (whose: string, untilMs: number) => () => void;
}>;

type Held = Readonly<{ whose: string; untilMs: number }>;

/** When the first of these places is free at the latest, counted from now, ms. */
function untilFreeMs(held: readonly Held[]): number {
  return Math.min(...held.map(({ untilMs }) => untilMs)) - Date.now();
}

/**
 * Bounds how many answers a process holds, so that who waits for news keeps nobody out. It is beyond
 * all that is waited for at once by callers who mean well.
 */
export function holdAnswers({
  waiting,
  waitingPerKey,
}: Pick<CallerLimits, 'waiting' | 'waitingPerKey'>): HeldAnswers {
  const held = new Set<Held>();
  const counts = new Map<string, number>();

  function give(place: Held): void {
    if (!held.delete(place)) return;
    const left = (counts.get(place.whose) ?? 1) - 1;
    if (left === 0) counts.delete(place.whose);
    else counts.set(place.whose, left);
  }

  return {
    hold: (whose, untilMs) => {
      const mine = counts.get(whose) ?? 0;
      if (mine >= waitingPerKey) {
        const own = [...held].filter((one) => one.whose === whose);
        throw rateLimited('Too many answers are held for this key', untilFreeMs(own));
      }
      if (held.size >= waiting) {
        throw rateLimited('Too many answers are held at once', untilFreeMs([...held]));
      }
      const place = { whose, untilMs };
      held.add(place);
      counts.set(whose, mine + 1);
      return () => {
        give(place);
      };
    },
  };
}

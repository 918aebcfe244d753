import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { calendarMs } from '../../domain/values/calendar.ts';
import type { Moment } from './next-moments.ts';
import { spanWords } from './task-words.ts';

type Armed = Readonly<{ atMs: number; scope: CancellationScope }>;

/**
 * One durable timer at a time. A timer is set only for a moment earlier than
 * the one already set, so that an order's timers stay few: each is billed.
 * Waking too early is harmless: the loop looks at the agenda again.
 */
export class AlarmClock {
  private armed: Armed | null = null;
  private rings = 0;

  /**
   * Rests until `isDisturbed`, or until the earliest of these moments.
   *
   * @param moments those already past are ignored
   */
  async rest(isDisturbed: () => boolean, moments: readonly Moment[]): Promise<void> {
    const nowMs = Date.now();
    const next = moments
      .filter(({ atMs }) => atMs > nowMs && Number.isFinite(atMs))
      .reduce<Moment | null>((first, one) => (first && first.atMs <= one.atMs ? first : one), null);
    if (next !== null && (this.armed === null || next.atMs < this.armed.atMs)) this.arm(next);
    const before = this.rings;
    await condition(() => isDisturbed() || this.rings > before);
  }

  private arm({ atMs: wantedMs, what }: Moment): void {
    const atMs = calendarMs(wantedMs);
    this.armed?.scope.cancel();
    const scope = new CancellationScope({ cancellable: true });
    this.armed = { atMs, scope };
    const inMs = atMs - Date.now();
    scope
      .run(() => sleep(inMs, { summary: `${what} in ${spanWords(inMs)}` }))
      .then(() => {
        this.armed = null;
        this.rings += 1;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}

import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { calendarMs, rfc3339 } from '../../domain/values/calendar.ts';

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
   * @param momentsMs absolute; moments already past are ignored
   */
  async rest(isDisturbed: () => boolean, momentsMs: readonly number[]): Promise<void> {
    const nowMs = Date.now();
    const nextMs = Math.min(...momentsMs.filter((ms) => ms > nowMs));
    const isEarlier = this.armed === null || nextMs < this.armed.atMs;
    if (Number.isFinite(nextMs) && isEarlier) this.arm(calendarMs(nextMs));
    const before = this.rings;
    await condition(() => isDisturbed() || this.rings > before);
  }

  private arm(atMs: number): void {
    this.armed?.scope.cancel();
    const scope = new CancellationScope({ cancellable: true });
    this.armed = { atMs, scope };
    const at = rfc3339(atMs);
    scope
      .run(() => sleep(atMs - Date.now(), { summary: `next due ${at}` }))
      .then(() => {
        this.armed = null;
        this.rings += 1;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}

import type { Rate } from '../../config/limit-settings.ts';

/**
 * How much of a rate is used, as one moment: when the whole burst is there again. 0, or any moment
 * that is past: nothing is used.
 */
export type Meter = { fullAtMs: number };

/** How long one call is worth at this rate, ms. */
function callMs({ perSecond }: Rate): number {
  return 1_000 / perSecond;
}

/**
 * Counts calls, if the rate allows them now.
 *
 * @returns false, and nothing is counted, where it does not
 */
export function countCalls(meter: Meter, rate: Rate, calls: number, nowMs: number): boolean {
  const fullAtMs = Math.max(meter.fullAtMs, nowMs) + calls * callMs(rate);
  // A thousandth of a ms is what sums of fractions may be off by.
  if (fullAtMs - nowMs > rate.burst * callMs(rate) + 0.001) return false;
  meter.fullAtMs = fullAtMs;
  return true;
}

/** Counts calls that were allowed otherwise. */
export function noteCalls(meter: Meter, rate: Rate, calls: number, nowMs: number): void {
  const fullAtMs = Math.max(meter.fullAtMs, nowMs) + calls * callMs(rate);
  meter.fullAtMs = Math.min(fullAtMs, nowMs + rate.burst * callMs(rate));
}

/** How long until the rate allows so many calls, ms; 0 where it does now. */
export function untilAllowedMs(
  meter: Readonly<Meter>,
  rate: Rate,
  calls: number,
  nowMs: number,
): number {
  const usedMs = Math.max(0, meter.fullAtMs - nowMs);
  return Math.max(0, usedMs + (calls - rate.burst) * callMs(rate));
}

const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A time that `Date`, RFC 3339 and PostgreSQL all know; what is beyond is the nearest one there is.
 * A deadline so far off is as good as the last day, and one odd time never makes an order
 * unreadable, which is what the `RangeError` of `Date` would do.
 *
 * @param ms since 1970
 */
export function calendarMs(ms: number): number {
  return Math.min(Math.max(Number.isNaN(ms) ? 0 : ms, earliestMs), latestMs);
}

/** RFC 3339 in UTC, to the millisecond. */
export function rfc3339(ms: number): string {
  return new Date(calendarMs(ms)).toISOString();
}

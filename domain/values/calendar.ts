const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A time that `Date`, RFC 3339 and PostgreSQL can all hold; a time beyond becomes the nearest one.
 * For a deadline so far off, the last day is as good; and `Date` would throw a `RangeError`, with
 * which one odd time made an order unreadable.
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

import { z } from 'zod';

/** A `timestamptz` column as ms since 1970. */
export const timeMs = z.date().transform((date) => date.getTime());

const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

// Beyond these neither PostgreSQL nor RFC 3339 follows, and `Date` throws: a deadline so far off
// is as good as the last day there is, and one odd time never makes an order unreadable.
function storableDate(ms: number): Date {
  return new Date(Math.min(Math.max(Number.isNaN(ms) ? 0 : ms, earliestMs), latestMs));
}

/** Ms since 1970 as a parameter for a `timestamptz` column; what is beyond is its nearest end. */
export function toTimestamp(ms: number): Date;
export function toTimestamp(ms: number | null): Date | null;
export function toTimestamp(ms: number | null): Date | null {
  return ms === null ? null : storableDate(ms);
}

/** RFC 3339 in UTC, as in every JSON; what is beyond is its nearest end. */
export function rfc3339(ms: number): string;
export function rfc3339(ms: number | null): string | null;
export function rfc3339(ms: number | null): string | null {
  return ms === null ? null : storableDate(ms).toISOString();
}

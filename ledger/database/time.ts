import { z } from 'zod';
import { calendarMs, rfc3339 as inCalendar } from '../../domain/values/calendar.ts';

/** A `timestamptz` column as ms since 1970. */
export const timeMs = z.date().transform((date) => date.getTime());

/**
 * Ms since 1970 as a parameter for `timestamptz`; a time out of range becomes the nearest in range.
 */
export function toTimestamp(ms: number): Date;
export function toTimestamp(ms: number | null): Date | null;
export function toTimestamp(ms: number | null): Date | null {
  return ms === null ? null : new Date(calendarMs(ms));
}

/** RFC 3339 in UTC, as in all our JSON; a time out of range becomes the nearest in range. */
export function rfc3339(ms: number): string;
export function rfc3339(ms: number | null): string | null;
export function rfc3339(ms: number | null): string | null {
  return ms === null ? null : inCalendar(ms);
}

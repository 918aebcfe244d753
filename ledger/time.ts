import { z } from 'zod';

/** A `timestamptz` column as ms since 1970. */
export const timeMs = z.date().transform((date) => date.getTime());

/** Ms since 1970 as a parameter for a `timestamptz` column. */
export function toTimestamp(ms: number): Date;
export function toTimestamp(ms: number | null): Date | null;
export function toTimestamp(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

/** RFC 3339 in UTC, as in every JSON. */
export function rfc3339(ms: number): string;
export function rfc3339(ms: number | null): string | null;
export function rfc3339(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

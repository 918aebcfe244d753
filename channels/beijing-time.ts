import { rfc3339 } from '../domain/values/calendar.ts';

const beijingOffsetMs = 8 * 3_600_000;

/**
 * Beijing's wall clock to the second, in any time zone of the host: `2026-11-21T12:00:00`.
 * It is rounded down, so that a channel never takes a payment after our own expiry.
 */
export function toBeijingTime(atMs: number): string {
  return rfc3339(atMs + beijingOffsetMs).slice(0, 19);
}

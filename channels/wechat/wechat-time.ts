import { toBeijingTime } from '../beijing-time.ts';
import { outsideTimeMs } from '../outside-text.ts';

/**
 * RFC 3339 to the second in Beijing's zone, as `time_expire` wants it. It is rounded down,
 * so that WeChat never takes a payment after our own expiry.
 */
export function toWechatTime(atMs: number): string {
  return `${toBeijingTime(atMs)}+08:00`;
}

/** @returns ms since 1970; null for text that is absent or no time */
export function fromWechatTime(text: string | undefined): number | null {
  const atMs = text === undefined ? Number.NaN : Date.parse(text);
  return outsideTimeMs(atMs);
}

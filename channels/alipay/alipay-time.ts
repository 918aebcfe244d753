import { toBeijingTime } from '../beijing-time.ts';
import { outsideTimeMs } from '../outside-text.ts';

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as `timestamp` and `time_expire` want it. */
export function toAlipayTime(atMs: number): string {
  return toBeijingTime(atMs).replace('T', ' ');
}

const alipayTimePattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d{1,3})?$/;

/** @returns ms since 1970; null for text that is absent or no time */
export function fromAlipayTime(text: string | undefined): number | null {
  const parts = alipayTimePattern.exec(text ?? '');
  if (parts === null) return null;
  const atMs = Date.parse(`${parts[1] ?? ''}T${parts[2] ?? ''}+08:00`);
  return outsideTimeMs(atMs);
}

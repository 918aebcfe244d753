const chinaOffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** A time as Alipay writes it: `yyyy-MM-dd HH:mm:ss` in China's zone, whatever the host's is. */
export function beijingTime(ms: number): string {
  return new Date(ms + chinaOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Reads `yyyy-MM-dd HH:mm:ss` in China's zone; the seconds may be left out.
 *
 * @returns milliseconds since 1970, undefined when it is no such time
 */
export function readBeijingTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})?$/.exec(text);
  if (parts === null) return undefined;
  const ms = Date.parse(`${parts[1] ?? ''}T${parts[2] ?? ''}${parts[3] ?? ':00'}+08:00`);
  if (Number.isNaN(ms)) return undefined;
  const [given, read] = [text, beijingTime(ms).slice(0, text.length)];
  return given === read ? ms : undefined;
}

/** The end of the day in China, in milliseconds since 1970. */
export function endOfBeijingDay(ms: number): number {
  const intoDay = (ms + chinaOffsetMs) % dayMs;
  return ms - intoDay + dayMs - 1;
}

/** `yyyyMMdd` in China's zone. */
export function beijingDate(ms: number): string {
  return beijingTime(ms).slice(0, 10).replaceAll('-', '');
}

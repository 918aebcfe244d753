/** A time as WeChat Pay writes it: RFC 3339 to the second, in China's zone. */
export function wechatTime(ms: number): string {
  const chinaOffsetMs = 8 * 3_600_000;
  return `${new Date(ms + chinaOffsetMs).toISOString().slice(0, 19)}+08:00`;
}

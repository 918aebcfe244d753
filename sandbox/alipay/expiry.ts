import { AlipayError } from './alipay-error.ts';
import { endOfBeijingDay, readBeijingTime } from './beijing-time.ts';
import type { TradeMethod } from './trade.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const longestMs = 15 * dayMs;
const unitMs = { m: minuteMs, h: hourMs, d: dayMs };
const shortestMs = { precreate: minuteMs, page: minuteMs, wap: 5 * minuteMs, app: minuteMs };
const usualMs = {
  precreate: 3 * hourMs,
  page: longestMs,
  wap: longestMs,
  app: longestMs,
} as const satisfies Record<TradeMethod, number>;
const longestCodeMs = 2 * hourMs;

/** What a merchant may say about expiry; docs/channels/alipay.md#expiry. */
export type ExpiryFields = Readonly<{
  time_expire?: string | undefined;
  timeout_express?: string | undefined;
  qr_code_timeout_express?: string | undefined;
}>;

function refuse(field: string, words: string): never {
  throw new AlipayError('ACQ.INVALID_PARAMETER', `${field} ${words}`);
}

function timeoutEnd(field: string, text: string, nowMs: number): number {
  if (text === '1c') return endOfBeijingDay(nowMs);
  const parts = /^([1-9]\d{0,5})([mhd])$/.exec(text);
  const unit = parts?.[2];
  if (parts === null || (unit !== 'm' && unit !== 'h' && unit !== 'd')) {
    return refuse(field, 'must be 1m to 15d, or 1c');
  }
  const ms = Number(parts[1]) * unitMs[unit];
  if (ms > longestMs) refuse(field, 'must be at most 15d');
  return nowMs + ms;
}

/**
 * The last moment to pay; `timeout_express` counts from when the gateway first hears of the number.
 *
 * @returns milliseconds since 1970; in the past where a link is opened after its `time_expire`
 * @throws AlipayError ACQ.INVALID_PARAMETER
 */
export function expiryMs(method: TradeMethod, fields: ExpiryFields, nowMs: number): number {
  const { time_expire: absolute, timeout_express: relative } = fields;
  if (absolute !== undefined) {
    const ms = readBeijingTime(absolute) ?? refuse('time_expire', 'must be yyyy-MM-dd HH:mm:ss');
    if (ms > nowMs + longestMs) refuse('time_expire', 'lies more than 15 days ahead');
    if (method === 'precreate' && ms <= nowMs) refuse('time_expire', 'lies in the past');
    return ms;
  }
  if (relative === undefined) return nowMs + usualMs[method];
  const ms = timeoutEnd('timeout_express', relative, nowMs);
  if (relative !== '1c' && ms - nowMs < shortestMs[method]) {
    refuse('timeout_express', 'must be at least 5m for wap');
  }
  return ms;
}

/** The last moment to scan a QR code: two hours at most. */
export function codeExpiryMs(fields: ExpiryFields, nowMs: number): number {
  const asked = fields.qr_code_timeout_express;
  const longest = nowMs + longestCodeMs;
  if (asked === undefined) return longest;
  return Math.min(timeoutEnd('qr_code_timeout_express', asked, nowMs), longest);
}

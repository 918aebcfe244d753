import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Event } from './contract.ts';
import { NoticeError } from './notice-error.ts';

/** Headers as `fetch` has them, or as Node's `request.headers`. */
export type NoticeHeaders =
  | Readonly<{ get: (name: string) => string | null }>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** How a notice is verified. */
export type VerifySettings = Readonly<{
  /** How far its time may be from ours, milliseconds (default five minutes). */
  toleranceMs?: number;
  /** Our clock, milliseconds since 1970 (default: now). */
  nowMs?: number;
}>;

const defaultToleranceMs = 5 * 60_000;
const mostSignatures = 20;

function isFetchHeaders(
  headers: NoticeHeaders,
): headers is Readonly<{ get: (name: string) => string | null }> {
  return typeof headers.get === 'function';
}

function headerOf(headers: NoticeHeaders, wanted: string): string {
  const value = isFetchHeaders(headers)
    ? headers.get(wanted)
    : Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (typeof value === 'string' && value !== '') return value;
  throw new NoticeError('malformed', `the header ${wanted} is missing, or there more than once`);
}

/** @throws TypeError: a mistake of the receiver's own, which it should answer 500 */
function keyOf(secret: string): Buffer {
  const base64 = secret.replace(/^whsec_/, '');
  const key = Buffer.from(base64, 'base64');
  if (key.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return key;
  throw new TypeError('A secret for notices is `whsec_` and Base64. Nothing was verified.');
}

/** Compares with every signature, so that the time taken says nothing of which fits. */
function isSignedBy(key: Buffer, signed: Buffer, signatures: readonly Buffer[]): boolean {
  const expected = createHmac('sha256', key).update(signed).digest();
  return signatures
    .map((one) => one.length === expected.length && timingSafeEqual(one, expected))
    .includes(true);
}

function signaturesIn(header: string): readonly Buffer[] {
  const given = header.split(' ').filter((one) => one.startsWith('v1,'));
  if (given.length === 0 || given.length > mostSignatures) {
    throw new NoticeError('malformed', 'the header webhook-signature has no signature v1');
  }
  return given.map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
}

function checkTime(timestamp: string, settings: VerifySettings): void {
  const { toleranceMs = defaultToleranceMs, nowMs = Date.now() } = settings;
  const offMs = nowMs - Number(timestamp) * 1_000;
  if (Math.abs(offMs) <= toleranceMs) return;
  const seconds = Math.round(Math.abs(offMs) / 1_000);
  throw new NoticeError(
    'stale',
    `it was sent ${seconds} s ${offMs > 0 ? 'ago' : 'in the future'}; check this machine’s clock if that is wrong`,
  );
}

function eventIn(text: string): Event {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw new NoticeError('malformed', 'the body is no JSON');
  }
  if (typeof event === 'object' && event !== null && 'type' in event && 'id' in event) {
    // Signed by the installation, whose contract says what it is.
    return event as Event;
  }
  throw new NoticeError('malformed', 'the body is no event');
}

/**
 * Verifies a notice by Standard Webhooks, and reads it. Drop repeats by the event's `id`, and act
 * on what it says only after that.
 *
 * @param rawBody the bytes as they came: a body that was parsed and written again has other bytes
 * @param secrets every secret in force, `whsec_…`: two during a rotation
 * @throws NoticeError: answer 400, and do nothing
 * @throws TypeError when a secret is none, or there is none: answer 500, so that it is sent again
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyNotice(
  headers: NoticeHeaders,
  rawBody: string | Uint8Array,
  secrets: string | readonly string[],
  settings: VerifySettings = {},
): Event {
  const keys = (typeof secrets === 'string' ? [secrets] : secrets).map(keyOf);
  if (keys.length === 0) throw new TypeError('No secret was given. Nothing was verified.');
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = signaturesIn(headerOf(headers, 'webhook-signature'));
  if (!/^[0-9]{1,12}$/.test(timestamp)) {
    throw new NoticeError('malformed', 'the header webhook-timestamp is no time in seconds');
  }
  const body = Buffer.from(rawBody);
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // Before the time: what is stale is said only of what is genuine.
  if (!keys.map((key) => isSignedBy(key, signed, signatures)).includes(true)) {
    throw new NoticeError('forged', 'no secret given here made its signature over these bytes');
  }
  checkTime(timestamp, settings);
  return eventIn(body.toString('utf8'));
}

import type { Patience } from './retry-schedule.ts';

/** How a client is made. */
export type ClientSettings = Readonly<{
  /** The installation's address, as `https://pay.example`. */
  url: string;
  /** A key of a merchant, or of role `ops`. It goes into one header and nowhere else. */
  key: string;
  /** With an ops key: whose data is meant, unless a call says otherwise. */
  merchant?: string;
  /** How long one try may take, milliseconds (default 15,000). A held answer gets its time on top. */
  timeoutMs?: number;
  /** How often and how long a call is tried (default 5 times within 30 s). */
  patience?: Partial<Patience>;
  /** In place of the platform's, for a proxy of your own or a test. */
  fetch?: typeof fetch;
}>;

/** What any call takes. */
export type CallSettings = Readonly<{
  /** Ends the call. What was sent may be done all the same: then `OutcomeUnknownError` is thrown. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** With an ops key: whose data is meant. */
  merchant?: string | undefined;
}>;

/** What a call takes that changes something. */
export type PostSettings = CallSettings &
  Readonly<{
    /**
     * 1 to 255 visible ASCII characters (default: drawn anew for each call, kept over its retries).
     * Give your own, and keep it, where the same call may be made by a later process.
     */
    idempotencyKey?: string | undefined;
  }>;

const defaultTimeoutMs = 15_000;
const defaultPatience: Patience = Object.freeze({ tries: 5, forMs: 30_000 });

/** Settings that were checked. */
export type Connection = Readonly<{
  /** Without a slash at its end. */
  url: string;
  key: string;
  merchant: string | null;
  timeoutMs: number;
  patience: Patience;
  fetch: typeof fetch;
}>;

const visible = /^[\x21-\x7e]+$/;

/** @throws TypeError for a key that is none */
export function checkedIdempotencyKey(key: string): string {
  if (visible.test(key) && key.length <= 255) return key;
  throw new TypeError('An idempotencyKey is 1 to 255 visible ASCII characters. Nothing was sent.');
}

/** @throws TypeError that says which setting is wrong, and never shows the key */
export function connectionOf(settings: ClientSettings): Connection {
  const { url, key, merchant, timeoutMs, patience } = settings;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError('`url` must be the http(s) address of a PaidOnce installation.');
  }
  if (!visible.test(key)) {
    throw new TypeError('`key` must be an API key: visible ASCII characters, without line ends.');
  }
  return Object.freeze({
    url: url.replace(/\/+$/, ''),
    key,
    merchant: merchant ?? null,
    timeoutMs: timeoutMs ?? defaultTimeoutMs,
    patience: Object.freeze({ ...defaultPatience, ...patience }),
    // Looked up for each call: who replaces the platform's later is heard.
    fetch: settings.fetch ?? ((...given) => globalThis.fetch(...given)),
  });
}

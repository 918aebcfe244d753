import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { checkedLookup, endIfForbidden } from './checked-lookup.ts';
import { type Endpoint, endpointOf, faultOf } from './endpoint.ts';
import { exchange, type NoticeAnswer } from './exchange.ts';
import { type AddressRules, addressRules, type AllowedAddresses } from './forbidden-address.ts';
import { errorFrom, noticeError, NoticeRefused } from './notice-error.ts';
import { resolveByDns, type ResolveName } from './resolve-name.ts';

/** One try to send a notice. */
export type NoticeToSend = Readonly<{
  /** As the merchant named it. */
  url: string;
  /** What `signNotice` says of the body. */
  headers: Readonly<Record<string, string>>;
  /** The bytes that were signed, as text. */
  body: string;
  /** Ends the try. */
  signal: AbortSignal;
}>;

export type NoticeSender = Readonly<{
  /** Sends once. It follows no redirect, never throws, and is over after `timeoutMs`. */
  send: (notice: NoticeToSend) => Promise<NoticeAnswer>;
  /** Ends the connections that are kept; a sender that was closed can still send. */
  close: () => void;
}>;

export type NoticeSenderSettings = Readonly<{
  /** Besides public addresses, which are always allowed over https. */
  allow: AllowedAddresses;
  /** Of the whole try: name, connection, TLS, and the answer to its last byte. */
  timeoutMs?: number;
  /** More of an answer's body is not read. */
  mostAnswerBytes?: number;
  /** In the place of DNS. */
  lookup?: ResolveName;
  /** Certificates, as PEM, that are believed in the place of the platform's. */
  ca?: string;
}>;

const userAgent = 'PaidOnce/1';
/** Shorter than servers keep them: 5 s by Node's default, and others longer. */
const keepConnectionMs = 4_000;
/** Of one host, on which many merchants may be; who may use how many is decided before. */
const connections = { most: 128, kept: 2 };

/** Aborts after a time, or with the caller's signal, and leaves neither a timer nor a listener. */
async function within<T>(
  mostMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal, isOver: () => boolean) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  let over = false;
  const giveUp = (): void => inner.abort();
  const timer = setTimeout(() => {
    over = true;
    giveUp();
  }, mostMs);
  outer.addEventListener('abort', giveUp, { once: true });
  if (outer.aborted) giveUp();
  try {
    return await work(inner.signal, () => over);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', giveUp);
  }
}

/** @throws NoticeRefused: a literal address is never looked up, so it is checked here */
function checkedEndpoint(url: string, rules: AddressRules): Endpoint {
  const endpoint = endpointOf(url);
  const fault = endpoint.isLiteral ? faultOf(endpoint.host, endpoint, rules) : null;
  if (fault !== null) throw new NoticeRefused(fault);
  return endpoint;
}

/**
 * A sender of notices: POST over connections of its own, which no setting of a proxy touches. Each
 * connection goes to an address that was checked at that moment, and certificates are verified.
 *
 * @throws RangeError if `allow` holds what is no network
 */
export function createNoticeSender(settings: NoticeSenderSettings): NoticeSender {
  const { timeoutMs = 15_000, mostAnswerBytes = 65_536, lookup = resolveByDns, ca } = settings;
  const rules = addressRules(settings.allow);
  const kept = {
    keepAlive: true,
    timeout: keepConnectionMs,
    maxSockets: connections.most,
    maxFreeSockets: connections.kept,
  };
  const plain = new PlainAgent(kept);
  const secure = new SecureAgent({
    ...kept,
    ...(ca === undefined ? {} : { ca }),
    // Said in so many words, for a variable of the environment can turn the default off.
    rejectUnauthorized: true,
  });

  async function sendWithin(notice: NoticeToSend, signal: AbortSignal): Promise<NoticeAnswer> {
    const endpoint = checkedEndpoint(notice.url, rules);
    const sent = {
      endpoint,
      agent: endpoint.isSecure ? secure : plain,
      lookup: checkedLookup(endpoint, rules, lookup),
      headers: {
        ...notice.headers,
        'content-type': 'application/json',
        'user-agent': userAgent,
        'accept-encoding': 'identity',
      },
      body: Buffer.from(notice.body, 'utf8'),
      mostAnswerBytes,
      onSocket: (socket: Parameters<typeof endIfForbidden>[0]) =>
        endIfForbidden(socket, endpoint, rules),
    };
    for (let left = connections.kept; ; left -= 1) {
      const answer = await exchange(sent, signal);
      if (answer !== 'stale') return answer;
      if (left === 0) return { kind: 'unreachable', error: noticeError('reset') };
    }
  }

  return Object.freeze({
    send: (notice: NoticeToSend) =>
      within(timeoutMs, notice.signal, async (signal, isOver): Promise<NoticeAnswer> => {
        const answer = await sendWithin(notice, signal).catch((error: unknown): NoticeAnswer => ({
          kind: 'unreachable',
          error: errorFrom(error, true),
        }));
        if (answer.kind === 'answered' || !signal.aborted) return answer;
        const error = noticeError(isOver() ? 'timeout' : 'given_up');
        return { kind: 'unreachable', error };
      }),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  });
}

import type { HttpReply, Transport } from '../transport.ts';
import { authorizationOf } from './request-authorization.ts';
import type { WechatSettings } from './settings.ts';

/**
 * A call before it is signed. `target`: from `/v3` on, with its query. `personal`: what of it is
 * the shopper's, so that no error says it again.
 */
export type WechatCall =
  | Readonly<{ method: 'GET'; target: string }>
  | Readonly<{ method: 'POST'; target: string; content: unknown; personal?: readonly string[] }>;

/** Signs a call and sends it once; what comes back is not verified yet. */
export type SendSigned = (call: WechatCall, signal: AbortSignal) => Promise<HttpReply>;

const publicKeyPrefix = 'PUB_KEY_ID_';

/** @param now milliseconds since 1970, for the signature's timestamp */
export function createSendSigned(
  settings: WechatSettings,
  transport: Transport,
  now: () => number,
): SendSigned {
  // Told which public key we hold, WeChat signs its answers with that one.
  const publicKeyId = [...settings.platformKeys.keys()].findLast((serial) =>
    serial.startsWith(publicKeyPrefix),
  );
  return (call, signal) => {
    const url = `${settings.baseUrl}${call.target}`;
    const { pathname, search } = new URL(url);
    // Written once: the bytes that are signed are the bytes that are sent.
    const body = call.method === 'POST' ? JSON.stringify(call.content) : null;
    const toSign = { method: call.method, target: `${pathname}${search}`, body: body ?? '' };
    const headers: Record<string, string> = {
      accept: 'application/json',
      // Some errors say what they mean in their words alone, and we know the Chinese ones.
      'accept-language': 'zh-CN',
      'content-type': 'application/json',
      'user-agent': 'PaidOnce',
      authorization: authorizationOf(toSign, settings, now()),
    };
    if (publicKeyId !== undefined) headers['wechatpay-serial'] = publicKeyId;
    return transport({ method: call.method, url, headers, body }, signal);
  };
}

/** A public key is handed out at the merchant platform only; `/v3/certificates` does not know it. */
export function isDownloadable(serial: string): boolean {
  return !serial.startsWith(publicKeyPrefix);
}

import type { HttpReply, Transport } from '../transport.ts';
import { authorizationOf } from './request-authorization.ts';
import type { WechatSettings } from './settings.ts';

/**
 * A call before it is signed. `target`: the address from `/v3` on, with its query. `personal`: the
 * shopper's data in the call, so that no error repeats it.
 */
export type WechatCall =
  | Readonly<{ method: 'GET'; target: string }>
  | Readonly<{ method: 'POST'; target: string; content: unknown; personal?: readonly string[] }>;

/** Signs a call and sends it once; the answer is not verified yet. */
export type SendSigned = (call: WechatCall, signal: AbortSignal) => Promise<HttpReply>;

const publicKeyPrefix = 'PUB_KEY_ID_';

/** @param now milliseconds since 1970, for the signature's timestamp */
export function createSendSigned(
  settings: WechatSettings,
  transport: Transport,
  now: () => number,
): SendSigned {
  // WeChat signs its answers with the public key that we name here.
  const publicKeyId = [...settings.platformKeys.keys()].findLast((serial) =>
    serial.startsWith(publicKeyPrefix),
  );
  return (call, signal) => {
    const url = `${settings.baseUrl}${call.target}`;
    const { pathname, search } = new URL(url);
    // Serialised once, so that the signed bytes are the bytes that are sent.
    const body = call.method === 'POST' ? JSON.stringify(call.content) : null;
    const toSign = { method: call.method, target: `${pathname}${search}`, body: body ?? '' };
    const headers: Record<string, string> = {
      accept: 'application/json',
      // Only the words of some errors say what they mean, and we know the Chinese words.
      'accept-language': 'zh-CN',
      'content-type': 'application/json',
      'user-agent': 'PaidOnce',
      authorization: authorizationOf(toSign, settings, now()),
    };
    if (publicKeyId !== undefined) headers['wechatpay-serial'] = publicKeyId;
    return transport({ method: call.method, url, headers, body }, signal);
  };
}

/** Whether it can be downloaded: `/v3/certificates` has certificates, but no public keys. */
export function isDownloadable(serial: string): boolean {
  return !serial.startsWith(publicKeyPrefix);
}

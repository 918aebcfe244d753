import { signRsaSha256 } from '../rsa.ts';
import { toAlipayTime } from './alipay-time.ts';
import type { AlipaySettings } from './settings.ts';

/** A call before it is signed. */
export type AlipayCall = Readonly<{
  /** Alipay's name of the call, e.g. `alipay.trade.query`. */
  method: string;
  content: Readonly<Record<string, string | readonly string[] | undefined>>;
  notifyUrl?: string | null | undefined;
  returnUrl?: string | null | undefined;
}>;

/**
 * All parameters of a call, with their signature over every parameter that is not empty, sorted,
 * `sign_type` included.
 *
 * @param nowMs for `timestamp`
 * @see docs/channels/alipay.md#request-signature
 */
export function signedRequest(
  call: AlipayCall,
  settings: AlipaySettings,
  nowMs: number,
): URLSearchParams {
  const { certificates, charset } = settings;
  const plain: Record<string, string | null | undefined> = {
    app_id: settings.appId,
    method: call.method,
    format: 'JSON',
    charset: charset === 'gbk' ? 'GBK' : charset,
    sign_type: 'RSA2',
    timestamp: toAlipayTime(nowMs),
    version: '1.0',
    notify_url: call.notifyUrl,
    return_url: call.returnUrl,
    app_cert_sn: certificates?.app,
    alipay_root_cert_sn: certificates?.alipayRoot,
    biz_content: toAsciiJson(call.content),
  };
  const parameters = Object.entries(plain)
    .flatMap(([name, value]): [string, string][] => (value ? [[name, toAsciiUrl(value)]] : []))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const toSign = parameters.map(([name, value]) => `${name}=${value}`).join('&');
  return new URLSearchParams([...parameters, ['sign', signRsaSha256(toSign, settings.privateKey)]]);
}

// Escaped to ASCII, the same bytes are signed and sent whatever the charset is.
function toAsciiJson(content: AlipayCall['content']): string {
  return JSON.stringify(content).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// All other parameters are ASCII already; an address may not be.
function toAsciiUrl(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/g, (part) =>
    Buffer.from(part).toString('hex').replace(/../g, '%$&').toUpperCase(),
  );
}

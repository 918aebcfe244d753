import { randomBytes } from 'node:crypto';
import { signRsaSha256 } from '../rsa.ts';
import type { WechatSettings } from './settings.ts';

/** What a request's signature covers; `body` is '' if there is none. */
export type RequestToSign = Readonly<{
  method: 'GET' | 'POST';
  /** Path and query, exactly as requested. */
  target: string;
  body: string;
}>;

/** @returns the value of the `Authorization` header, valid for five minutes */
export function authorizationOf(
  request: RequestToSign,
  settings: WechatSettings,
  nowMs: number,
): string {
  const timestamp = Math.floor(nowMs / 1000).toString();
  const nonce = randomBytes(16).toString('hex');
  const lines = [request.method, request.target, timestamp, nonce, request.body];
  const fields = {
    mchid: settings.mchid,
    nonce_str: nonce,
    timestamp,
    serial_no: settings.serialNo,
    signature: signRsaSha256(`${lines.join('\n')}\n`, settings.privateKey),
  };
  const written = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${written.join(',')}`;
}

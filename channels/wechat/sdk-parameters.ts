import { randomBytes } from 'node:crypto';
import { signRsaSha256 } from '../rsa.ts';
import type { WechatSettings } from './settings.ts';

type Signer = Pick<WechatSettings, 'appid' | 'mchid' | 'privateKey'>;

/**
 * What `WeixinJSBridge` or `wx.requestPayment` is called with.
 *
 * @see docs/channels/wechat.md#jsapi-and-app
 */
export function jsapiParameters(
  prepayId: string,
  signer: Signer,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timeStamp = Math.floor(nowMs / 1000).toString();
  const nonceStr = randomBytes(16).toString('hex');
  const packed = `prepay_id=${prepayId}`;
  const lines = [signer.appid, timeStamp, nonceStr, packed];
  const paySign = signRsaSha256(`${lines.join('\n')}\n`, signer.privateKey);
  return { appId: signer.appid, timeStamp, nonceStr, package: packed, signType: 'RSA', paySign };
}

/** What the Open SDK's `PayReq` is filled with. */
export function appParameters(
  prepayId: string,
  signer: Signer,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(nowMs / 1000).toString();
  const noncestr = randomBytes(16).toString('hex');
  const lines = [signer.appid, timestamp, noncestr, prepayId];
  return {
    appid: signer.appid,
    partnerid: signer.mchid,
    prepayid: prepayId,
    package: 'Sign=WXPay',
    noncestr,
    timestamp,
    sign: signRsaSha256(`${lines.join('\n')}\n`, signer.privateKey),
  };
}

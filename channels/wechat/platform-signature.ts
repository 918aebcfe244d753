import type { KeyObject } from 'node:crypto';
import { isRsaSha256 } from '../rsa.ts';

/** The four headers that sign an answer or a callback. */
export type PlatformSignature = Readonly<{
  serial: string;
  signedAtMs: number;
  isProbe: boolean;
  /** Whether the signature matches a body of these bytes. */
  matches: (body: Buffer, key: KeyObject) => boolean;
}>;

/**
 * How far the signed time may differ from ours, in ms. @see
 * docs/channels/wechat.md#answer-signature
 */
export const signatureToleranceMs = 5 * 60_000;

const probePrefix = 'WECHATPAY/SIGNTEST/';

/**
 * @param headers names in lower case
 * @returns null when a header is missing, or is one that WeChat would not send
 */
export function readPlatformSignature(
  headers: Readonly<Record<string, string>>,
): PlatformSignature | null {
  const timestamp = headers['wechatpay-timestamp'] ?? '';
  const nonce = headers['wechatpay-nonce'] ?? '';
  const serial = headers['wechatpay-serial'] ?? '';
  const signature = headers['wechatpay-signature'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || nonce === '' || serial === '' || signature === '') {
    return null;
  }
  return {
    serial: serial.toUpperCase(),
    signedAtMs: Number(timestamp) * 1000,
    isProbe: signature.startsWith(probePrefix),
    matches: (body, key) => {
      const message = Buffer.concat([
        Buffer.from(`${timestamp}\n${nonce}\n`),
        body,
        Buffer.from('\n'),
      ]);
      return isRsaSha256(message, signature, key);
    },
  };
}

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

// Generous: WeChat's nonces have 32 characters, its serials 40 or fewer, its keys 2048 bits.
const noncePattern = /^[\x21-\x7e]{1,128}$/;
const serialPattern = /^[0-9A-Za-z_]{1,64}$/;
const signaturePattern = /^[0-9A-Za-z+/]{4,2732}={0,2}$/;

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
  const isProbe = signature.startsWith(probePrefix);
  if (!/^\d{1,12}$/.test(timestamp) || !noncePattern.test(nonce)) return null;
  if (!serialPattern.test(serial) || !(isProbe || signaturePattern.test(signature))) return null;
  return {
    serial: serial.toUpperCase(),
    signedAtMs: Number(timestamp) * 1000,
    isProbe,
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

import { randomBytes } from 'node:crypto';

/** 27 characters out of 36 hold 139 bits. */
const length = 27;
const randomByteCount = 17;

/**
 * Draws a payment number: 27 of `[0-9A-Z]` from 136 random bits, never derived
 * from the order, because two installations may share a merchant account.
 *
 * @see docs/channels/wechat.md#create: WeChat takes 6–32 characters, Alipay no hyphen
 */
export function drawPaymentNumber(bytes: Buffer = randomBytes(randomByteCount)): string {
  return BigInt(`0x${bytes.toString('hex')}`)
    .toString(36)
    .toUpperCase()
    .padStart(length, '0');
}

import { createCipheriv, randomBytes, sign } from 'node:crypto';
import type { Signing } from '../engine/callbacks.ts';
import { signingKey } from './merchant-account.ts';
import type { MerchantAccount } from './merchant-account.ts';

function signature(account: MerchantAccount, message: string, signing: Signing): string {
  const own = signingKey(account).privateKey;
  switch (signing) {
    case 'right':
      return sign('sha256', Buffer.from(message), own).toString('base64');
    case 'broken':
      return sign('sha256', Buffer.from(`${message}broken`), own).toString('base64');
    case 'forged':
      // The merchant's own key: real, of the right size, and not the platform's.
      return sign('sha256', Buffer.from(message), account.privateKey).toString('base64');
    case 'probe':
      return `WECHATPAY/SIGNTEST/${sign('sha256', Buffer.from(message), own).toString('base64')}`;
    default:
      return signing satisfies never;
  }
}

/** The four headers that sign a response or a callback with this body. */
export function signatureHeaders(
  account: MerchantAccount,
  body: string,
  nowMs: number,
  signing: Signing,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(nowMs / 1000).toString();
  const nonce = randomBytes(16).toString('hex');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': signingKey(account).serial,
    'Wechatpay-Signature': signature(account, `${timestamp}\n${nonce}\n${body}\n`, signing),
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

/** Something encrypted under the merchant's APIv3 key, as it goes over the wire. */
export type Encrypted = Readonly<{
  algorithm: 'AEAD_AES_256_GCM';
  ciphertext: string;
  associated_data: string;
  nonce: string;
}>;

/** AES-256-GCM, the 16 bytes of tag at the end of the ciphertext. */
export function encrypt(account: MerchantAccount, text: string, associatedData: string): Encrypted {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', account.apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}

import { sign, verify } from 'node:crypto';
import type { Signing as AnySigning } from '../engine/callbacks.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { encodeText, type Charset } from './charset.ts';
import type { FormBytes } from './form.ts';

/** Alipay has no probes. */
export type Signing = Exclude<AnySigning, 'probe'>;

/** RSA2 (SHA-256 with RSA) over these bytes, in base64. */
export function signBytes(account: AlipayAccount, bytes: Buffer, signing: Signing): string {
  switch (signing) {
    case 'right':
      return sign('sha256', bytes, account.alipayPrivateKey).toString('base64');
    case 'broken': {
      const others = Buffer.concat([bytes, Buffer.from('broken')]);
      return sign('sha256', others, account.alipayPrivateKey).toString('base64');
    }
    case 'forged':
      // The merchant's own key: real, of the right size, and not Alipay's.
      return sign('sha256', bytes, account.privateKey).toString('base64');
    default:
      return signing satisfies never;
  }
}

/** The signature of a callback or a return: sorted, without sign, sign_type and what is empty. */
export function signFields(
  account: AlipayAccount,
  fields: Readonly<Record<string, string>>,
  charset: Charset,
  signing: Signing,
): string {
  const content = Object.entries(fields)
    .filter(([name, value]) => name !== 'sign' && name !== 'sign_type' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return signBytes(account, encodeText(content, charset), signing);
}

/** Whether the app signed this request: every field that isn't empty, `sign` left out. */
export function isSignedByApp(account: AlipayAccount, fields: FormBytes): boolean {
  const pairs = [...fields]
    .filter(([name, value]) => name !== 'sign' && value.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => Buffer.concat([Buffer.from(`${name}=`), value]));
  const separated = pairs.flatMap((pair, at) => (at === 0 ? [pair] : [Buffer.from('&'), pair]));
  const signature = Buffer.from(fields.get('sign')?.toString('latin1') ?? '', 'base64');
  return verify('sha256', Buffer.concat(separated), account.publicKey, signature);
}

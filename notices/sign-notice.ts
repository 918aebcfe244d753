import { createHmac } from 'node:crypto';
import { secretKey } from './notice-secret.ts';

/** What a notice is signed over. */
export type SignedNotice = Readonly<{
  /** Of the event: the same for each try, so that a receiver can drop repeats. */
  id: string;
  /** When this try is made, ms. */
  atMs: number;
  /** The bytes that are sent, as text. */
  body: string;
}>;

/** The headers that prove where a notice came from. */
export type NoticeHeaders = Readonly<{
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}>;

/**
 * Signs a notice by Standard Webhooks, version 1: HMAC-SHA256 over `id.timestamp.body`, one signature
 * for each secret in force, so that a receiver may change from one to the next at any time between.
 *
 * @param secrets `whsec_` and Base64 each; at least one
 * @throws TypeError if there is none, or one is malformed; it never holds the secret
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signNotice(
  { id, atMs, body }: SignedNotice,
  secrets: readonly string[],
): NoticeHeaders {
  if (secrets.length === 0) throw new TypeError('A notice needs a secret to be signed by.');
  const timestamp = String(Math.floor(atMs / 1000));
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', secretKey(secret));
    return `v1,${mac.update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/** What every secret of Standard Webhooks begins with, so that scanners know a leaked one. */
export const secretPrefix = 'whsec_';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Standard Webhooks asks for 24 to 64 bytes. */
const fewestBytes = 24;
const mostBytes = 64;

/**
 * The key that a secret stands for.
 *
 * @param secret `whsec_` and Base64
 * @throws TypeError if it is malformed; the message never holds the secret
 */
export function secretKey(secret: string): Buffer {
  const text = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : '';
  const key = Buffer.from(base64.test(text) ? text : '', 'base64');
  if (key.length < fewestBytes || key.length > mostBytes) {
    throw new TypeError(
      `A secret for notices must be ${secretPrefix} and the Base64 of ${fewestBytes} to ${mostBytes} bytes.`,
    );
  }
  return key;
}

/**
 * The secret of a merchant's that an id stands for. It is derived, so that no copy of the ledger holds
 * it.
 *
 * @param hash 32 bytes in hex, under the installation's key: another key makes other secrets
 */
export function deriveSecret(
  hash: (...values: readonly unknown[]) => string,
  merchant: string,
  id: string,
): string {
  const key = Buffer.from(hash('notice secret', merchant, id), 'hex');
  return `${secretPrefix}${key.toString('base64')}`;
}

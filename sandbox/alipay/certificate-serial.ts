import { createHash } from 'node:crypto';
import type { NameAttribute } from '../engine/x509.ts';

/**
 * Alipay's serial number of a certificate: MD5 of the issuer's name, last attribute first,
 * and the serial number in decimal.
 *
 * @param serial hex digits
 */
export function certificateSerial(issuer: readonly NameAttribute[], serial: string): string {
  const name = issuer.map(([kind, text]) => `${kind}=${text}`).reverse();
  const decimal = BigInt(`0x${serial}`).toString(10);
  return createHash('md5')
    .update(`${name.join(',')}${decimal}`)
    .digest('hex');
}

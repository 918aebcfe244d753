import type { KeyObject } from 'node:crypto';
import { readRsaPrivateKey, readRsaPublicKey } from '../rsa.ts';

const bareBase64 = /^[A-Za-z0-9+/=\s]+$/;
// PKCS#8 names its algorithm; for an RSA key the base64 begins like this.
const pkcs8Beginning = /^MII[A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0BAQ/;

/**
 * Reads a key. Alipay's key tool and console give keys without BEGIN and END lines; PEM works too.
 *
 * @throws ConfigurationError when it is no RSA private key
 */
export function readAlipayPrivateKey(text: string, field: string): KeyObject {
  const bare = text.replace(/\s/g, '');
  const kind = pkcs8Beginning.test(bare) ? 'PRIVATE KEY' : 'RSA PRIVATE KEY';
  return readRsaPrivateKey(asPem(text, kind), field);
}

/** @throws ConfigurationError when it is no RSA public key */
export function readAlipayPublicKey(text: string, field: string): KeyObject {
  return readRsaPublicKey(asPem(text, 'PUBLIC KEY'), field);
}

function asPem(text: string, kind: string): string {
  if (!bareBase64.test(text)) return text;
  const lines = text.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
}

import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** A new RSA key of 2,048 bits. */
export function newRsaKey(): Promise<Readonly<{ privateKey: KeyObject; publicKey: KeyObject }>> {
  return generate('rsa', { modulusLength: 2048 });
}

/** PKCS #8. */
export function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** SubjectPublicKeyInfo. */
export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ConfigurationError } from './errors.ts';

/** @returns RSA-SHA256 (PKCS#1 v1.5) of the message, base64 */
export function signRsaSha256(message: string, privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(message, 'utf8'), privateKey).toString('base64');
}

/** @param message the bytes as received, never parsed and written again */
export function isRsaSha256(message: Buffer, signature: string, publicKey: KeyObject): boolean {
  return verify('sha256', message, publicKey, Buffer.from(signature, 'base64'));
}

/**
 * @param pem PKCS#8 or PKCS#1
 * @param field where it is configured, for the error
 * @throws ConfigurationError when it is no RSA private key
 */
export function readRsaPrivateKey(pem: string, field: string): KeyObject {
  return readRsaKey(() => createPrivateKey(pem), field, 'an RSA private key');
}

/**
 * @param pem a public key or a certificate
 * @param field where it is configured, for the error
 * @throws ConfigurationError when it is no RSA public key
 */
export function readRsaPublicKey(pem: string, field: string): KeyObject {
  return readRsaKey(() => createPublicKey(pem), field, 'an RSA public key or certificate');
}

function readRsaKey(read: () => KeyObject, field: string, wanted: string): KeyObject {
  const problem = `is not ${wanted} in PEM. Put the whole file there, with its BEGIN and END lines.`;
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new ConfigurationError(field, problem, { cause });
  }
  if (key.asymmetricKeyType !== 'rsa') throw new ConfigurationError(field, problem);
  return key;
}

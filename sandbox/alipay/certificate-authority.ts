import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { newRsaKey, privatePem } from '../engine/rsa-key.ts';
import { certificatePem, newCertificateSerial, type NameAttribute } from '../engine/x509.ts';
import { certificateSerial } from './certificate-serial.ts';

export const authoritySchema = z.object({
  private_key_pem: z.string(),
  /** Three roots as in Alipay's own file: two by RSA, one by another algorithm. */
  roots_pem: z.string(),
  /** Alipay's serial of the roots by RSA, joined by `_`. */
  roots_serial: z.string(),
});

/** Who signs the certificates of apps and of Alipay itself. */
export type Authority = Readonly<z.infer<typeof authoritySchema>>;

/** A certificate and Alipay's serial number of it. */
export type IssuedCertificate = Readonly<{ pem: string; serial: string }>;

const generateKey = promisify(generateKeyPair);
const lifeMs = 20 * 365 * 86_400_000;
const beganMs = Date.parse('2024-01-01T00:00:00Z');

function named(commonName: string): readonly NameAttribute[] {
  return [
    ['C', 'CN'],
    ['O', 'PaidOnce Sandbox'],
    ['OU', 'Certification Authority'],
    ['CN', commonName],
  ];
}

const issuer = named('Sandbox Certification Authority Class 2 R1');

type Root = Readonly<{ name: readonly NameAttribute[]; serial: string; key: KeyObject }>;

function rootPem({ name, serial, key }: Root): string {
  return certificatePem({
    serial,
    issuer: name,
    subject: name,
    notBeforeMs: beganMs,
    notAfterMs: beganMs + lifeMs,
    publicKey: createPublicKey(key),
    signingKey: key,
  });
}

/** A new authority with keys of its own. */
export async function foundAuthority(): Promise<Authority> {
  const { privateKey: rsa } = await newRsaKey();
  const { privateKey: curve } = await generateKey('ec', { namedCurve: 'prime256v1' });
  const first = { name: issuer, serial: newCertificateSerial(), key: rsa };
  const second = { name: named('Sandbox Root R9'), serial: newCertificateSerial(), key: rsa };
  // Alipay's file holds roots that aren't signed by RSA; whoever counts them in gets a wrong serial.
  const other = { name: named('Sandbox Root E1'), serial: newCertificateSerial(), key: curve };
  return {
    private_key_pem: privatePem(rsa),
    roots_pem: [other, first, second].map(rootPem).join(''),
    roots_serial: [first, second]
      .map((root) => certificateSerial(root.name, root.serial))
      .join('_'),
  };
}

/** Issues a certificate for a public key. */
export function issueCertificate(
  authority: Authority,
  publicKey: KeyObject,
  commonName: string,
): IssuedCertificate {
  const serial = newCertificateSerial();
  const pem = certificatePem({
    serial,
    issuer,
    subject: named(commonName),
    notBeforeMs: beganMs,
    notAfterMs: beganMs + lifeMs,
    publicKey,
    signingKey: createPrivateKey(authority.private_key_pem),
  });
  return { pem, serial: certificateSerial(issuer, serial) };
}

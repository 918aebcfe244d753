import type { KeyObject } from 'node:crypto';
import { certificatePem, type NameAttribute } from '../engine/x509.ts';

/** What a platform certificate says; times in milliseconds since 1970. */
export type CertificateFacts = Readonly<{
  /** Hex digits, at most 40, the first below 8 so that the number is positive. */
  serial: string;
  commonName: string;
  notBeforeMs: number;
  notAfterMs: number;
  privateKey: KeyObject;
  publicKey: KeyObject;
}>;

/**
 * A self-signed certificate that carries a platform key.
 *
 * @returns PEM
 */
export function selfSignedCertificate(facts: CertificateFacts): string {
  const { commonName, privateKey, ...rest } = facts;
  const named: readonly NameAttribute[] = [['CN', commonName]];
  return certificatePem({ ...rest, issuer: named, subject: named, signingKey: privateKey });
}

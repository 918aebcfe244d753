import { createHash, X509Certificate } from 'node:crypto';
import { ConfigurationError } from '../errors.ts';

// DER of 1.2.840.113549.1.1 (PKCS#1), with which every algorithm of an RSA signature begins.
const rsaSignatures = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01]);
const pemPattern = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g;

/**
 * Alipay's number of a certificate: MD5 of issuer and decimal serial, as it stands in
 * `app_cert_sn` and `alipay_cert_sn`. Of several certificates the first counts; the rest is its
 * chain.
 *
 * @param field where it is configured, for the error
 * @throws ConfigurationError when it is no certificate
 */
export function certificateNumber(pem: string, field: string): string {
  return numberOf(readCertificate(pem, field));
}

/**
 * `alipay_root_cert_sn`: the numbers of all roots signed with RSA, joined by `_`.
 * The file also holds SM2 roots, which RSA2 has no use for.
 *
 * @throws ConfigurationError when it holds no RSA root
 */
export function rootCertificateNumber(pem: string, field: string): string {
  const all = [...pem.matchAll(pemPattern)].map(([, text]) => Buffer.from(text ?? '', 'base64'));
  const numbers = all
    .filter((der) => isSignedWithRsa(der))
    .map((der) => numberOf(readCertificate(der, field)));
  if (numbers.length === 0) throw new ConfigurationError(field, 'holds no RSA root certificate');
  return numbers.join('_');
}

/** @throws ConfigurationError when it is no certificate */
export function readCertificate(certificate: string | Buffer, field: string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    const problem = 'is not a certificate in PEM. Put the whole .crt file there.';
    throw new ConfigurationError(field, problem, { cause });
  }
}

function numberOf({ issuer, serialNumber }: X509Certificate): string {
  // Node writes the name from the country to the common name, Alipay the other way round.
  const name = issuer.split('\n').reverse().join(',');
  return createHash('md5')
    .update(`${name}${BigInt(`0x${serialNumber}`).toString()}`)
    .digest('hex');
}

// A certificate is a sequence of the signed part, the algorithm and the signature.
function isSignedWithRsa(der: Buffer): boolean {
  const signed = headerEnd(der, 0);
  const algorithm = headerEnd(der, headerEnd(der, signed) + contentLength(der, signed));
  const name = algorithm + 2;
  return der.subarray(name, name + rsaSignatures.length).equals(rsaSignatures);
}

function lengthBytes(der: Buffer, at: number): number {
  const first = der[at + 1] ?? 0;
  return first < 0x80 ? 0 : first & 0x7f;
}

function headerEnd(der: Buffer, at: number): number {
  return at + 2 + lengthBytes(der, at);
}

function contentLength(der: Buffer, at: number): number {
  const bytes = lengthBytes(der, at);
  if (bytes === 0) return der[at + 1] ?? 0;
  return bytes > 4 || at + 2 + bytes > der.length ? der.length : der.readUIntBE(at + 2, bytes);
}

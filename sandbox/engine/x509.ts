import { randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** One attribute of a name, e.g. `['O', 'Ant Financial']`; written in the order given. */
export type NameAttribute = readonly ['C' | 'O' | 'OU' | 'CN', string];

/** What a certificate says; times in milliseconds since 1970. */
export type CertificateFacts = Readonly<{
  /** Hex digits, at most 40, the first below 8 so that the number is positive. */
  serial: string;
  issuer: readonly NameAttribute[];
  subject: readonly NameAttribute[];
  notBeforeMs: number;
  notAfterMs: number;
  publicKey: KeyObject;
  /** Of the issuer; RSA or elliptic curve. */
  signingKey: KeyObject;
}>;

/** Twenty random bytes in hex, positive as DER reads them. */
export function newCertificateSerial(): string {
  const bytes = randomBytes(20);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const tag = { integer: 0x02, bits: 0x03, null: 0x05, oid: 0x06, utf8: 0x0c, utcTime: 0x17 };
const sequenceTag = 0x30;
const setTag = 0x31;
const attributeOids = { CN: '550403', C: '550406', O: '55040a', OU: '55040b' };

function der(tagByte: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tagByte, content.length), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(tagByte, 0x80 | length.length), length, content]);
}

function name(attributes: readonly NameAttribute[]): Buffer {
  const sets = attributes.map(([kind, text]) => {
    const oid = der(tag.oid, Buffer.from(attributeOids[kind], 'hex'));
    return der(setTag, der(sequenceTag, oid, der(tag.utf8, Buffer.from(text, 'utf8'))));
  });
  return der(sequenceTag, ...sets);
}

/** UTCTime, good until 2049. */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(tag.utcTime, Buffer.from(`${digits}Z`, 'ascii'));
}

function signatureAlgorithm(key: KeyObject): Buffer {
  const sha256WithRsa = Buffer.from('2a864886f70d01010b', 'hex');
  const ecdsaWithSha256 = Buffer.from('2a8648ce3d040302', 'hex');
  if (key.asymmetricKeyType === 'ec') return der(sequenceTag, der(tag.oid, ecdsaWithSha256));
  return der(sequenceTag, der(tag.oid, sha256WithRsa), der(tag.null));
}

/**
 * An X.509 v1 certificate over SHA-256, enough to carry a key.
 *
 * @returns PEM
 * @see RFC 5280, section 4.1
 */
export function certificatePem(facts: CertificateFacts): string {
  const algorithm = signatureAlgorithm(facts.signingKey);
  const toBeSigned = der(
    sequenceTag,
    der(tag.integer, Buffer.from(facts.serial, 'hex')),
    algorithm,
    name(facts.issuer),
    der(sequenceTag, utcTime(facts.notBeforeMs), utcTime(facts.notAfterMs)),
    name(facts.subject),
    facts.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, facts.signingKey);
  const unusedBits = Buffer.of(0);
  const whole = der(sequenceTag, toBeSigned, algorithm, der(tag.bits, unusedBits, signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

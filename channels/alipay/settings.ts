import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { checkSettings, readNamedSecret, secretReference } from '../account-settings.ts';
import { ConfigurationError } from '../errors.ts';
import { readRsaPublicKey } from '../rsa.ts';
import { certificateNumber, readCertificate, rootCertificateNumber } from './certificate-number.ts';
import { readAlipayPrivateKey, readAlipayPublicKey } from './key-text.ts';

const shared = {
  app_id: z.string().regex(/^\d{1,32}$/, 'is the number of the app, digits only'),
  /** PID of the merchant, 2088…: callbacks for another one are refused. */
  seller_id: z.string().regex(/^2088\d{12}$/, 'is the merchant’s PID, 16 digits from 2088 on'),
  private_key: secretReference,
  /** The gateway, with or without its `/gateway.do`. */
  base_url: z.url({ protocol: /^https?$/ }).default('https://openapi.alipay.com'),
  /** The charset of Alipay's answers and callbacks; requests are plain ASCII in either case. */
  charset: z.enum(['utf-8', 'gbk']).default('utf-8'),
  /** Where Alipay sends callbacks, instead of the address that each request would name. */
  notify: z.url({ protocol: /^https?$/ }).optional(),
};

const schema = z.discriminatedUnion('mode', [
  z.strictObject({ ...shared, mode: z.literal('key'), alipay_public_key: secretReference }),
  z.strictObject({
    ...shared,
    mode: z.literal('certificate'),
    app_certificate: secretReference,
    alipay_certificate: secretReference,
    alipay_root_certificate: secretReference,
  }),
]);

export type AlipayCharset = 'utf-8' | 'gbk';

/** Alipay's numbers of the certificates in use. */
export type CertificateNumbers = Readonly<{ app: string; alipay: string; alipayRoot: string }>;

/** One app at Alipay, checked and with its keys read. */
export type AlipaySettings = Readonly<{
  appId: string;
  sellerId: string;
  privateKey: KeyObject;
  /** Verifies answers and callbacks. */
  alipayKey: KeyObject;
  /** Null in key mode. */
  certificates: CertificateNumbers | null;
  gatewayUrl: string;
  charset: AlipayCharset;
  notifyUrl: string | null;
}>;

type Given = z.infer<typeof schema>;
type ReadSecret = (field: string, reference: unknown) => string;

/**
 * @param readSecret reads the secret that a reference names
 * @throws ConfigurationError naming the field
 */
export function readAlipaySettings(
  settings: unknown,
  readSecret: (reference: unknown) => string,
): AlipaySettings {
  const given = checkSettings(schema, settings);
  const secret: ReadSecret = (field, reference) => readNamedSecret(field, reference, readSecret);
  const privateKey = readAlipayPrivateKey(secret('private_key', given.private_key), 'private_key');
  const base = given.base_url.replace(/\/+$/, '');
  return Object.freeze({
    appId: given.app_id,
    sellerId: given.seller_id,
    privateKey,
    ...readTrust(given, privateKey, secret),
    gatewayUrl: base.endsWith('/gateway.do') ? base : `${base}/gateway.do`,
    charset: given.charset,
    notifyUrl: given.notify ?? null,
  });
}

function readTrust(
  given: Given,
  privateKey: KeyObject,
  secret: ReadSecret,
): Pick<AlipaySettings, 'alipayKey' | 'certificates'> {
  if (given.mode === 'key') {
    const text = secret('alipay_public_key', given.alipay_public_key);
    return { alipayKey: readAlipayPublicKey(text, 'alipay_public_key'), certificates: null };
  }
  const app = secret('app_certificate', given.app_certificate);
  const alipay = secret('alipay_certificate', given.alipay_certificate);
  const root = secret('alipay_root_certificate', given.alipay_root_certificate);
  if (!readCertificate(app, 'app_certificate').checkPrivateKey(privateKey)) {
    throw new ConfigurationError('app_certificate', 'does not belong to private_key');
  }
  return {
    alipayKey: readRsaPublicKey(alipay, 'alipay_certificate'),
    certificates: Object.freeze({
      app: certificateNumber(app, 'app_certificate'),
      alipay: certificateNumber(alipay, 'alipay_certificate'),
      alipayRoot: rootCertificateNumber(root, 'alipay_root_certificate'),
    }),
  };
}

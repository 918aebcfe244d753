import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { checkSettings, readNamedSecret, secretReference } from '../account-settings.ts';
import { ConfigurationError } from '../errors.ts';
import { readRsaPrivateKey, readRsaPublicKey } from '../rsa.ts';

// The name is sent in a header of each call, so a name that no header takes would stop all calls.
const keyName = z
  .string()
  .regex(/^[0-9A-Za-z_]{1,128}$/, 'is PUB_KEY_ID_… or the hexadecimal serial of a certificate');

const schema = z.strictObject({
  mchid: z.string().regex(/^\d{1,32}$/, 'is the merchant number, digits only'),
  appid: z.string().regex(/^[\x21-\x7e]{1,32}$/, 'is the id of the app, wx…'),
  /** Serial of the merchant's own API certificate. */
  serial_no: z
    .string()
    .regex(/^[0-9A-Fa-f]{1,64}$/, 'is the hexadecimal serial of the API certificate'),
  private_key: secretReference,
  api_v3_key: secretReference,
  /**
   * WeChat's keys, by `PUB_KEY_ID_…` or certificate serial; missing certificates are downloaded.
   */
  platform_keys: z.record(keyName, secretReference).default({}),
  base_url: z.url({ protocol: /^https?$/ }).default('https://api.mch.weixin.qq.com'),
  /** Where WeChat sends callbacks, instead of the address that each request would name. */
  notify: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[?#]/.test(url), 'takes no query string: WeChat refuses one')
    .optional(),
});

/** One merchant account at WeChat Pay, checked and with its keys read. */
export type WechatSettings = Readonly<{
  mchid: string;
  appid: string;
  serialNo: string;
  privateKey: KeyObject;
  /** 32 bytes: decrypts callbacks and certificates. */
  apiV3Key: Buffer;
  /** By serial in upper case. */
  platformKeys: ReadonlyMap<string, KeyObject>;
  /** Without a slash at the end. */
  baseUrl: string;
  notifyUrl: string | null;
}>;

/**
 * @param readSecret reads the secret that a reference names
 * @throws ConfigurationError naming the field
 */
export function readWechatSettings(
  settings: unknown,
  readSecret: (reference: unknown) => string,
): WechatSettings {
  const given = checkSettings(schema, settings);
  const secret = (field: string, reference: unknown): string =>
    readNamedSecret(field, reference, readSecret);
  const apiV3Key = Buffer.from(secret('api_v3_key', given.api_v3_key).trim(), 'utf8');
  if (apiV3Key.length !== 32) {
    throw new ConfigurationError(
      'api_v3_key',
      'is 32 characters long, as set at the merchant platform',
    );
  }
  const platformKeys = Object.entries(given.platform_keys).map(([serial, reference]) => {
    const field = `platform_keys.${serial}`;
    return [serial.toUpperCase(), readRsaPublicKey(secret(field, reference), field)] as const;
  });
  return Object.freeze({
    mchid: given.mchid,
    appid: given.appid,
    serialNo: given.serial_no,
    privateKey: readRsaPrivateKey(secret('private_key', given.private_key), 'private_key'),
    apiV3Key,
    platformKeys: new Map(platformKeys),
    baseUrl: given.base_url.replace(/\/+$/, ''),
    notifyUrl: given.notify ?? null,
  });
}

import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { openAccountRegister, type AccountRegister } from '../engine/account-register.ts';
import { randomDigits } from '../engine/random-digits.ts';
import { newRsaKey, privatePem, publicPem } from '../engine/rsa-key.ts';
import {
  authoritySchema,
  foundAuthority,
  issueCertificate,
  type Authority,
} from './certificate-authority.ts';

const certificateSchema = z.object({ pem: z.string(), serial: z.string() });
const alipayKeySchema = z.object({ private_key_pem: z.string(), certificate: certificateSchema });
const issuedSchema = z.object({
  app_id: z.string(),
  seller_id: z.string(),
  private_key_pem: z.string(),
  app_certificate: certificateSchema,
  alipay: alipayKeySchema,
});
const fileSchema = z.object({
  authority: authoritySchema,
  accounts: z.record(z.string(), issuedSchema),
});

type Issued = z.infer<typeof issuedSchema>;

/** An app of a merchant as the open platform issued it. */
export type AlipayAccount = Readonly<{
  name: string;
  appId: string;
  sellerId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  privateKeyPem: string;
  appCertificatePem: string;
  appCertificateSerial: string;
  /** Signs answers and callbacks; the same key stands in Alipay's certificate. */
  alipayPrivateKey: KeyObject;
  alipayPublicKeyPem: string;
  alipayCertificatePem: string;
  alipayCertificateSerial: string;
  rootCertificatesPem: string;
  rootCertificatesSerial: string;
}>;

async function issueAlipayKey(authority: Authority): Promise<Issued['alipay']> {
  const { privateKey, publicKey } = await newRsaKey();
  const certificate = issueCertificate(authority, publicKey, 'Sandbox Alipay');
  return { private_key_pem: privatePem(privateKey), certificate };
}

async function issueAccount(authority: Authority): Promise<Issued> {
  const { privateKey, publicKey } = await newRsaKey();
  const appId = `2021${randomDigits(12)}`;
  return {
    app_id: appId,
    seller_id: `2088${randomDigits(12)}`,
    private_key_pem: privatePem(privateKey),
    app_certificate: issueCertificate(authority, publicKey, `Sandbox app ${appId}`),
    alipay: await issueAlipayKey(authority),
  };
}

function readAccount(name: string, issued: Issued, authority: Authority): AlipayAccount {
  const privateKey = createPrivateKey(issued.private_key_pem);
  const alipayPrivateKey = createPrivateKey(issued.alipay.private_key_pem);
  return {
    name,
    appId: issued.app_id,
    sellerId: issued.seller_id,
    privateKey,
    publicKey: createPublicKey(privateKey),
    privateKeyPem: issued.private_key_pem,
    appCertificatePem: issued.app_certificate.pem,
    appCertificateSerial: issued.app_certificate.serial,
    alipayPrivateKey,
    alipayPublicKeyPem: publicPem(createPublicKey(alipayPrivateKey)),
    alipayCertificatePem: issued.alipay.certificate.pem,
    alipayCertificateSerial: issued.alipay.certificate.serial,
    rootCertificatesPem: authority.roots_pem,
    rootCertificatesSerial: authority.roots_serial,
  };
}

/** The open platform's register of apps. */
export type AlipayRegister = AccountRegister<Issued, AlipayAccount> &
  Readonly<{
    byAppId: (appId: string) => AlipayAccount | undefined;
    /** Gives every app a new Alipay key, which signs from now on. */
    rotateAlipayKeys: () => Promise<void>;
  }>;

/** Reads the register, and issues what the names ask for and it doesn't have yet. */
export async function openAlipayRegister(
  path: string,
  names: readonly string[],
): Promise<AlipayRegister> {
  const kept = existsSync(path)
    ? fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    : { authority: await foundAuthority(), accounts: {} };
  const { authority } = kept;
  const register = await openAccountRegister<Issued, AlipayAccount>({
    path,
    names,
    kept: kept.accounts,
    issue: () => issueAccount(authority),
    file: (accounts) => ({ authority, accounts }),
    read: (name, issued) => readAccount(name, issued, authority),
  });
  return Object.freeze({
    ...register,
    byAppId: (appId: string) => register.accounts().find((one) => one.appId === appId),
    rotateAlipayKeys: () =>
      register.reissue(async (one) => ({ ...one, alipay: await issueAlipayKey(authority) })),
  });
}

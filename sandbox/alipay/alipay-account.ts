import { createPrivateKey, createPublicKey, generateKeyPair, randomInt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { writeSecretFile } from '../engine/secret-file.ts';
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

const generateRsa = promisify(generateKeyPair);

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10).toString()).join('');
}

function toPem(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function issueAlipayKey(authority: Authority): Promise<Issued['alipay']> {
  const { privateKey, publicKey } = await generateRsa('rsa', { modulusLength: 2048 });
  const certificate = issueCertificate(authority, publicKey, 'Sandbox Alipay');
  return { private_key_pem: toPem(privateKey), certificate };
}

async function issueAccount(authority: Authority): Promise<Issued> {
  const { privateKey, publicKey } = await generateRsa('rsa', { modulusLength: 2048 });
  const appId = `2021${digits(12)}`;
  return {
    app_id: appId,
    seller_id: `2088${digits(12)}`,
    private_key_pem: toPem(privateKey),
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
    alipayPublicKeyPem: createPublicKey(alipayPrivateKey)
      .export({ type: 'spki', format: 'pem' })
      .toString(),
    alipayCertificatePem: issued.alipay.certificate.pem,
    alipayCertificateSerial: issued.alipay.certificate.serial,
    rootCertificatesPem: authority.roots_pem,
    rootCertificatesSerial: authority.roots_serial,
  };
}

/** The open platform's register of apps, kept in a file of mode 600. */
export type AlipayRegister = Readonly<{
  accounts: () => readonly AlipayAccount[];
  byName: (name: string) => AlipayAccount | undefined;
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
  const issued = new Map(Object.entries(kept.accounts));
  const accounts = new Map<string, AlipayAccount>();

  function keep(): void {
    const file = { authority, accounts: Object.fromEntries(issued) };
    writeSecretFile(path, `${JSON.stringify(file, null, 2)}\n`);
    for (const [name, one] of issued) accounts.set(name, readAccount(name, one, authority));
  }

  for (const name of names) if (!issued.has(name)) issued.set(name, await issueAccount(authority));
  keep();

  return Object.freeze({
    accounts: () => [...accounts.values()],
    byName: (name: string) => accounts.get(name),
    byAppId: (appId: string) => [...accounts.values()].find((one) => one.appId === appId),
    async rotateAlipayKeys(): Promise<void> {
      for (const [name, one] of issued) {
        issued.set(name, { ...one, alipay: await issueAlipayKey(authority) });
      }
      keep();
    },
  });
}

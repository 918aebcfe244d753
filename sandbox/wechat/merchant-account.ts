import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { openAccountRegister, type AccountRegister } from '../engine/account-register.ts';
import { newRsaKey, privatePem, publicPem } from '../engine/rsa-key.ts';
import { newCertificateSerial } from '../engine/x509.ts';
import { selfSignedCertificate } from './x509.ts';

const platformKeySchema = z.object({
  serial: z.string(),
  private_key_pem: z.string(),
  certificate_pem: z.string(),
  issued_ms: z.int(),
});
const issuedSchema = z.object({
  mchid: z.string(),
  appid: z.string(),
  serial_no: z.string(),
  private_key_pem: z.string(),
  api_v3_key: z.string(),
  /** Oldest first; the last one signs. */
  platform: z.array(platformKeySchema).min(1),
});
const fileSchema = z.record(z.string(), issuedSchema);

type Issued = z.infer<typeof issuedSchema>;

/** A platform key of WeChat Pay for one merchant, with the certificate that carries it. */
export type PlatformKey = Readonly<{
  serial: string;
  privateKey: KeyObject;
  publicKeyPem: string;
  certificatePem: string;
  issuedMs: number;
}>;

/** A merchant as WeChat's merchant platform issued it. */
export type MerchantAccount = Readonly<{
  name: string;
  mchid: string;
  appid: string;
  serialNo: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
  privateKeyPem: string;
  apiV3Key: string;
  /** Oldest first; the last one signs. */
  platformKeys: readonly PlatformKey[];
}>;

const certificateLifeMs = 5 * 365 * 86_400_000;

function newSerial(): string {
  return newCertificateSerial().toUpperCase();
}

async function issuePlatformKey(nowMs: number): Promise<z.infer<typeof platformKeySchema>> {
  const { privateKey, publicKey } = await newRsaKey();
  const serial = newSerial();
  const certificate = selfSignedCertificate({
    serial,
    commonName: 'PaidOnce sandbox WeChat Pay platform',
    notBeforeMs: nowMs,
    notAfterMs: nowMs + certificateLifeMs,
    privateKey,
    publicKey,
  });
  return {
    serial,
    private_key_pem: privatePem(privateKey),
    certificate_pem: certificate,
    issued_ms: nowMs,
  };
}

async function issueAccount(nowMs: number): Promise<Issued> {
  const { privateKey } = await newRsaKey();
  const digits = randomBytes(4).readUInt32BE() % 100_000_000;
  return {
    mchid: `16${digits.toString().padStart(8, '0')}`,
    appid: `wx${randomBytes(8).toString('hex')}`,
    serial_no: newSerial(),
    private_key_pem: privatePem(privateKey),
    api_v3_key: randomBytes(16).toString('hex'),
    platform: [await issuePlatformKey(nowMs)],
  };
}

function readAccount(name: string, issued: Issued): MerchantAccount {
  const privateKey = createPrivateKey(issued.private_key_pem);
  return {
    name,
    mchid: issued.mchid,
    appid: issued.appid,
    serialNo: issued.serial_no,
    privateKey,
    publicKey: createPublicKey(privateKey),
    privateKeyPem: issued.private_key_pem,
    apiV3Key: issued.api_v3_key,
    platformKeys: issued.platform.map((key) => {
      const platformPrivate = createPrivateKey(key.private_key_pem);
      return {
        serial: key.serial,
        privateKey: platformPrivate,
        publicKeyPem: publicPem(createPublicKey(platformPrivate)),
        certificatePem: key.certificate_pem,
        issuedMs: key.issued_ms,
      };
    }),
  };
}

/** The merchant platform's own register of accounts. */
export type MerchantRegister = AccountRegister<Issued, MerchantAccount> &
  Readonly<{
    byMchid: (mchid: string) => MerchantAccount | undefined;
    /** Gives every account a new platform key; the old ones stay good for verification. */
    rotatePlatformKeys: (nowMs: number) => Promise<void>;
  }>;

/** Reads the register, and issues what the names ask for and it doesn't have yet. */
export async function openMerchantRegister(
  path: string,
  names: readonly string[],
  nowMs: number,
): Promise<MerchantRegister> {
  const register = await openAccountRegister<Issued, MerchantAccount>({
    path,
    names,
    kept: existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : {},
    issue: () => issueAccount(nowMs),
    file: (issued) => issued,
    read: readAccount,
  });
  return Object.freeze({
    ...register,
    byMchid: (mchid: string) => register.accounts().find((one) => one.mchid === mchid),
    rotatePlatformKeys: (atMs: number) =>
      register.reissue(async (one) => ({
        ...one,
        platform: [...one.platform, await issuePlatformKey(atMs)],
      })),
  });
}

/** The platform key that signs now. */
export function signingKey(account: MerchantAccount): PlatformKey {
  const key = account.platformKeys.at(-1);
  if (key === undefined) throw new Error(`Account ${account.name} has no platform key`);
  return key;
}

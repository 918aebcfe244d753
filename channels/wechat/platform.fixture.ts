import { createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { ChannelAccount } from '../channel.ts';
import { createWechatChannel } from './wechat-channel.ts';

/** An answer of a WeChat Pay for unit tests, and how it is signed. */
export type Said = Readonly<{
  status: number;
  body: string;
  /** Null: without signature. */
  signing: Signing | null;
}>;

export type Signing = Readonly<{
  serial?: string;
  key?: KeyObject;
  atMs?: number;
  prefix?: string;
}>;

export type Asked = Readonly<{
  method: string;
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
}>;

export const mchid = '1600000001';
export const appid = 'wx0123456789abcdef';
export const apiV3Key = '0123456789abcdef0123456789ABCDEF';
export const publicKeyId = 'PUB_KEY_ID_0116000000010000000001';
export const merchantKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const platformKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const strangerKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

function toPem(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return key.export({ type, format: 'pem' }).toString();
}

/** An account's settings; here a reference to a secret is the secret. */
export function settingsFor(baseUrl: string): Record<string, unknown> {
  return {
    mchid,
    appid,
    serial_no: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    private_key: toPem(merchantKeys.privateKey, 'pkcs8'),
    api_v3_key: apiV3Key,
    platform_keys: { [publicKeyId]: toPem(platformKeys.publicKey, 'spki') },
    base_url: baseUrl,
  };
}

/** The signature headers that WeChat sends with a body. */
export function signedHeaders(body: string, signing: Signing = {}): Record<string, string> {
  const timestamp = Math.floor((signing.atMs ?? Date.now()) / 1000).toString();
  const nonce = randomBytes(16).toString('hex');
  const message = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
  const signature = sign('sha256', message, signing.key ?? platformKeys.privateKey);
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': signing.serial ?? publicKeyId,
    'wechatpay-signature': `${signing.prefix ?? ''}${signature.toString('base64')}`,
  };
}

/** Encrypted under the account's APIv3 key. */
export function seal(text: string, associatedData = 'transaction'): Record<string, string> {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}

/** An account whose WeChat Pay answers with what `answer` says. */
export async function openTestAccount(
  answer: (asked: Asked) => Said,
  now: () => number = Date.now,
): Promise<Readonly<{ account: ChannelAccount; asked: Asked[]; close: () => Promise<void> }>> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, target: url, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      const said = answer(one);
      const signed = said.signing === null ? {} : signedHeaders(said.body, said.signing);
      response.writeHead(said.status, signed).end(said.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const limits = { timeoutMs: 2000, largestBodyBytes: 64 * 1024 };
  const account = createWechatChannel({ limits, now }).open(
    settingsFor(`http://127.0.0.1:${address.port}`),
    String,
  );
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { account, asked, close };
}

/** A correctly signed answer. */
export function says(status: number, content: unknown): Said {
  return { status, body: content === null ? '' : JSON.stringify(content), signing: {} };
}

import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Aes, Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { z } from 'zod';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/create-sandbox.ts';

const credentialsSchema = z.object({
  wechat: z.object({
    accounts: z.record(
      z.string(),
      z.object({
        mchid: z.string(),
        appid: z.string(),
        serial_no: z.string(),
        private_key_pem: z.string(),
        api_v3_key: z.string(),
        platform_keys: z.record(z.string(), z.string()),
      }),
    ),
  }),
});

type Credentials = z.infer<typeof credentialsSchema>['wechat']['accounts'][string];

/** A callback as it arrived, checked by the plugin's own Rsa and Aes. */
export type ReceivedCallback = Readonly<{
  id: string;
  eventType: string;
  verified: boolean;
  signature: string;
  resource: Readonly<Record<string, unknown>>;
}>;

/** What a call of the plugin came to; status 0 is silence. */
export type Answer = Readonly<{ status: number; data: Record<string, unknown>; code: string }>;

/** A merchant's shop for tests, built on wechatpay-axios-plugin: an independent client. */
export type PluginShop = Readonly<{
  sandbox: Sandbox;
  dataDir: string;
  credentials: Credentials;
  notifyUrl: string;
  callbacks: readonly ReceivedCallback[];
  /** Resolves with the first `count` callbacks that pass, as soon as they are there. */
  received: (
    count: number,
    pass?: (callback: ReceivedCallback) => boolean,
  ) => Promise<readonly ReceivedCallback[]>;
  /** Answers the next callbacks about a trade with these statuses, then with 204, like all others. */
  answerNext: (number: string, ...statuses: readonly number[]) => void;
  get: (path: string, query?: Record<string, string>) => Promise<Answer>;
  post: (path: string, body: unknown) => Promise<Answer>;
  control: (path: string, body?: unknown, method?: string) => Promise<Answer>;
  /** Ends the sandbox alone and opens it anew on its data, for a shop that knows its new keys. */
  reopen: () => Promise<PluginShop>;
  close: () => Promise<void>;
}>;

const envelopeSchema = z.object({
  id: z.string(),
  event_type: z.string(),
  resource: z.object({ ciphertext: z.string(), associated_data: z.string(), nonce: z.string() }),
});
const objectSchema = z.record(z.string(), z.unknown());
const failureSchema = z.object({
  code: z.string().default(''),
  response: z.object({ status: z.number(), data: objectSchema.catch({}) }).optional(),
});

/** Reads what the sandbox issued to an account. */
export function readCredentials(dataDir: string, account = 'default'): Credentials {
  const text = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
  const found = credentialsSchema.parse(JSON.parse(text)).wechat.accounts[account];
  if (found === undefined) throw new Error(`No account ${account}`);
  return found;
}

/** Opens a callback with the plugin's Rsa and Aes. */
export function openCallback(
  credentials: Credentials,
  headers: IncomingHttpHeaders,
  body: string,
): ReceivedCallback {
  const header = (name: string): string => z.string().parse(headers[`wechatpay-${name}`]);
  const message = Formatter.response(header('timestamp'), header('nonce'), body);
  const key = credentials.platform_keys[header('serial')];
  const verified =
    key !== undefined && Rsa.verify(message, header('signature'), Rsa.from(key, 'public'));
  const { id, event_type: eventType, resource } = envelopeSchema.parse(JSON.parse(body));
  const { ciphertext, nonce, associated_data: associated } = resource;
  const text = Aes.AesGcm.decrypt(ciphertext, credentials.api_v3_key, nonce, associated);
  const signature = header('signature');
  return { id, eventType, verified, signature, resource: objectSchema.parse(JSON.parse(text)) };
}

async function answerOf(call: Promise<{ status: number; data: unknown }>): Promise<Answer> {
  try {
    const { status, data } = await call;
    return { status, data: objectSchema.catch({}).parse(data), code: '' };
  } catch (error) {
    const { code, response } = failureSchema.parse(error);
    if (response === undefined) return { status: 0, data: {}, code };
    const named = z.object({ code: z.string() }).safeParse(response.data);
    return { ...response, code: named.success ? named.data.code : code };
  }
}

/** Opens a sandbox and a shop beside it; `close` ends both. */
export async function openPluginShop(options: Partial<SandboxOptions> = {}): Promise<PluginShop> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sandbox-'));
  const sandbox = await createSandbox({
    timeScale: 0.01,
    channels: ['wechat'],
    ...options,
    dataDir,
  });
  const credentials = readCredentials(dataDir);
  const callbacks: ReceivedCallback[] = [];
  const statuses = new Map<unknown, number[]>();
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const callback = openCallback(credentials, request.headers, body);
      callbacks.push(callback);
      const next = statuses.get(callback.resource['out_trade_no'])?.shift();
      response.writeHead(next ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = z.object({ port: z.number() }).parse(listener.address());
  const settings = {
    mchid: credentials.mchid,
    serial: credentials.serial_no,
    privateKey: credentials.private_key_pem,
    certs: credentials.platform_keys,
    baseURL: `${sandbox.url}/wechat/`,
    proxy: false,
  };
  // The plugin's types leave out what its README documents: axios settings beside its own.
  const v3 = Decorator.jsonBased(settings);

  async function close(): Promise<void> {
    await sandbox.close();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  }

  return {
    sandbox,
    dataDir,
    credentials,
    notifyUrl: `http://127.0.0.1:${address.port}/callbacks/wechat/default`,
    callbacks,
    async received(count, pass = () => true) {
      while (callbacks.filter(pass).length < count) await wait(5);
      return callbacks.filter(pass).slice(0, count);
    },
    answerNext: (number, ...next) => void statuses.set(number, [...next]),
    get: (path, query = {}) =>
      answerOf(v3.get(path, { params: { mchid: credentials.mchid, ...query } })),
    post: (path, body) => answerOf(v3.post(path, body)),
    async control(path, body, method = body === undefined ? 'GET' : 'POST') {
      const init = { method, headers: { 'Content-Type': 'application/json' } };
      const url = `${sandbox.url}/_sandbox/${path}`;
      const response = await fetch(
        url,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      );
      const text = await response.text();
      const data = objectSchema.parse(text === '' ? {} : JSON.parse(text));
      return { status: response.status, data, code: '' };
    },
    async reopen() {
      await close();
      return openPluginShop({ ...options, dataDir });
    },
    close,
  };
}

/** The body of a native create, whole and right; `changes` replaces fields. */
export function nativeBody(
  shop: PluginShop,
  number: string,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    appid: shop.credentials.appid,
    mchid: shop.credentials.mchid,
    description: 'Two tickets',
    out_trade_no: number,
    attach: `shop/${number}`,
    notify_url: shop.notifyUrl,
    amount: { total: 1999, currency: 'CNY' },
    ...changes,
  };
}

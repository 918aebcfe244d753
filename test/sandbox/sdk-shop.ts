import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AlipaySdk } from 'alipay-sdk';
import { z } from 'zod';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/create-sandbox.ts';

const credentialsSchema = z.object({
  alipay: z.object({
    accounts: z.record(
      z.string(),
      z.object({
        app_id: z.string(),
        seller_id: z.string(),
        private_key_pem: z.string(),
        alipay_public_key_pem: z.string(),
        app_cert_pem: z.string(),
        alipay_cert_pem: z.string(),
        alipay_root_cert_pem: z.string(),
      }),
    ),
  }),
});

type Credentials = z.infer<typeof credentialsSchema>['alipay']['accounts'][string];

/** A callback as it arrived, checked by the SDK's checkNotifySignV2. */
export type ReceivedCallback = Readonly<{
  verified: boolean;
  contentType: string;
  body: string;
  fields: Readonly<Record<string, string>>;
}>;

/** What a call of the SDK came to; `failure` is what it threw. */
export type Answer = Readonly<{ node: Record<string, unknown>; failure: string }>;

/** What a control answered. */
export type Controlled = Readonly<{ status: number; data: Record<string, unknown> }>;

/** A merchant's shop for tests, built on alipay-sdk: an independent client. */
export type SdkShop = Readonly<{
  sandbox: Sandbox;
  dataDir: string;
  credentials: Credentials;
  sdk: AlipaySdk;
  notifyUrl: string;
  callbacks: readonly ReceivedCallback[];
  /** Resolves with the first `count` callbacks about a number, as soon as they are there. */
  received: (count: number, number: string) => Promise<readonly ReceivedCallback[]>;
  /** Answers the next callbacks about a trade with these bodies, then with `success`, like all others. */
  answerNext: (number: string, ...bodies: readonly string[]) => void;
  /** Calls a method by its last part, e.g. `query`, with the answer's signature checked. */
  call: (method: string, content: object, common?: object) => Promise<Answer>;
  control: (path: string, body?: unknown, method?: string) => Promise<Controlled>;
  /** Ends the sandbox alone and opens it anew on its data. */
  reopen: () => Promise<SdkShop>;
  close: () => Promise<void>;
}>;

const objectSchema = z.record(z.string(), z.unknown());

/** Reads what the sandbox issued to an account. */
export function readAlipayCredentials(dataDir: string, account = 'default'): Credentials {
  const text = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
  const found = credentialsSchema.parse(JSON.parse(text)).alipay.accounts[account];
  if (found === undefined) throw new Error(`No account ${account}`);
  return found;
}

/** The official client, by public keys or by certificates. */
export function openSdk(
  credentials: Credentials,
  gateway: string,
  mode: 'keys' | 'certificates' = 'keys',
): AlipaySdk {
  const common = {
    appId: credentials.app_id,
    privateKey: credentials.private_key_pem,
    keyType: 'PKCS8',
    gateway,
    camelcase: false,
  } as const;
  if (mode === 'keys') {
    return new AlipaySdk({ ...common, alipayPublicKey: credentials.alipay_public_key_pem });
  }
  return new AlipaySdk({
    ...common,
    appCertContent: credentials.app_cert_pem,
    alipayPublicCertContent: credentials.alipay_cert_pem,
    alipayRootCertContent: credentials.alipay_root_cert_pem,
  });
}

/** Reads a callback's form in the charset it names. */
export function readCallback(sdk: AlipaySdk, contentType: string, body: string): ReceivedCallback {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { verified: sdk.checkNotifySignV2(fields), contentType, body, fields };
}

async function answerOf(call: Promise<unknown>): Promise<Answer> {
  try {
    return { node: objectSchema.parse(await call), failure: '' };
  } catch (error) {
    return { node: {}, failure: String(error) };
  }
}

/** Opens a sandbox and a shop beside it; `close` ends both. */
export async function openSdkShop(options: Partial<SandboxOptions> = {}): Promise<SdkShop> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sandbox-'));
  const sandbox = await createSandbox({
    timeScale: 0.01,
    channels: ['alipay'],
    ...options,
    dataDir,
  });
  const credentials = readAlipayCredentials(dataDir);
  const sdk = openSdk(credentials, `${sandbox.url}/alipay/gateway.do`);
  const callbacks: ReceivedCallback[] = [];
  const bodies = new Map<unknown, string[]>();
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const callback = readCallback(sdk, request.headers['content-type'] ?? '', body);
      callbacks.push(callback);
      response.end(bodies.get(callback.fields['out_trade_no'])?.shift() ?? 'success');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = z.object({ port: z.number() }).parse(listener.address());
  const notifyUrl = `http://127.0.0.1:${address.port}/callbacks/alipay/default`;

  async function close(): Promise<void> {
    await sandbox.close();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  }

  return {
    sandbox,
    dataDir,
    credentials,
    sdk,
    notifyUrl,
    callbacks,
    async received(count, number) {
      const pass = (one: ReceivedCallback): boolean => one.fields['out_trade_no'] === number;
      while (callbacks.filter(pass).length < count) await wait(5);
      return callbacks.filter(pass).slice(0, count);
    },
    answerNext: (number, ...next) => void bodies.set(number, [...next]),
    call: (method, content, common = {}) =>
      answerOf(
        sdk.exec(
          `alipay.trade.${method}`,
          { notify_url: notifyUrl, ...common, biz_content: { ...content } },
          { validateSign: true },
        ),
      ),
    async control(path, body, method = body === undefined ? 'GET' : 'POST') {
      const init = { method, headers: { 'Content-Type': 'application/json' } };
      const response = await fetch(
        `${sandbox.url}/_sandbox/${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      );
      const text = await response.text();
      const data = objectSchema.parse(text === '' ? {} : JSON.parse(text));
      return { status: response.status, data };
    },
    async reopen() {
      await close();
      return openSdkShop({ ...options, dataDir });
    },
    close,
  };
}

/** biz_content of a precreate, whole and right; `changes` replaces fields. */
export function precreateContent(
  number: string,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    out_trade_no: number,
    total_amount: '19.99',
    subject: 'Two tickets',
    passback_params: encodeURIComponent(`shop/${number}`),
    timeout_express: '30m',
    ...changes,
  };
}

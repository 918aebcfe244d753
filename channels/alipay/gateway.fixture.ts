import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { ChannelAccount, CreateRequest, PaymentRef, RefundRequest } from '../channel.ts';
import { createAlipayChannel } from './alipay-channel.ts';

/** An answer of an Alipay for unit tests, and how it is signed. */
export type Said = Readonly<{
  status?: number;
  /** The response node, as bytes where its charset matters. */
  node: object | Buffer;
  /** Instead of the method's own response node. */
  nodeName?: string;
  /** Null: without signature. */
  key?: KeyObject | null;
  /** Sent as it is, instead of all that. */
  raw?: string;
}>;

export type Asked = Readonly<{
  parameters: URLSearchParams;
  content: Record<string, unknown>;
}>;

const contentSchema = z.record(z.string(), z.unknown());

export const appId = '2021000122671080';
export const sellerId = '2088102177846880';
export const appKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const alipayKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const strangerKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const paymentNumber = 'A1B2C3D4E5F6G7H8I9J0K1L2M3N';
export const transaction = '2026112122001400000000000001';
export const payment: PaymentRef = {
  paymentNumber,
  method: 'qr',
  channelReference: null,
  transaction: null,
  amount: { amountMinor: 1999, currency: 'CNY' },
};
export const order: CreateRequest = {
  paymentNumber,
  method: 'qr',
  amount: payment.amount,
  expiresAtMs: Date.UTC(2099, 0, 1, 20, 0, 0, 999),
  plannedAtMs: 0,
  description: '两张票/A=B&C 🎫',
  orderReference: 'shop/A-1001',
  notifyUrl: 'https://pay.example/callbacks/alipay/default',
  returnUrl: 'https://shop.example/订单/A-1001?x=1',
  shopper: {},
};
export const refund: RefundRequest = {
  refundNumber: 'R1',
  payment: { ...payment, transaction },
  amountMinor: 500,
  reason: 'duplicate',
  notifyUrl: order.notifyUrl,
};

function toPem(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return key.export({ type, format: 'pem' }).toString();
}

/** An account's settings in key mode; here a reference to a secret is the secret. */
export function settingsFor(baseUrl: string): Record<string, unknown> {
  return {
    mode: 'key',
    app_id: appId,
    seller_id: sellerId,
    private_key: toPem(appKeys.privateKey, 'pkcs8'),
    alipay_public_key: toPem(alipayKeys.publicKey, 'spki'),
    base_url: baseUrl,
  };
}

/** RSA2 over the bytes, base64. */
export function signed(bytes: Buffer, key: KeyObject = alipayKeys.privateKey): string {
  return sign('sha256', bytes, key).toString('base64');
}

function escaped(bytes: Buffer): string {
  return bytes.toString('hex').replace(/../g, '%$&');
}

/** A correctly signed notification: values as text, fields of `undefined` left out. */
export function signedForm(values: object): Buffer {
  const fields = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [Buffer.from(name), Buffer.from(String(value))] as const)
    .sort(([a], [b]) => (a.toString('latin1') < b.toString('latin1') ? -1 : 1));
  const text = fields.flatMap(([name, value], at) => [
    Buffer.from(at === 0 ? '' : '&'),
    name,
    Buffer.from('='),
    value,
  ]);
  const form = fields.map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  const sign = escaped(Buffer.from(signed(Buffer.concat(text))));
  return Buffer.from([...form, 'sign_type=RSA2', `sign=${sign}`].join('&'));
}

function answerTo(method: string, said: Said): Buffer {
  if (said.raw !== undefined) return Buffer.from(said.raw);
  const node = Buffer.isBuffer(said.node) ? said.node : Buffer.from(JSON.stringify(said.node));
  const name = said.nodeName ?? `${method.replaceAll('.', '_')}_response`;
  const signature = said.key === null ? '' : `,"sign":"${signed(node, said.key)}"`;
  return Buffer.concat([Buffer.from(`{"${name}":`), node, Buffer.from(`${signature}}`)]);
}

export type Opened = Readonly<{
  account: ChannelAccount;
  asked: Asked[];
  close: () => Promise<void>;
}>;

/** An account whose Alipay gives the answer `said`. */
export async function openTestAccount(
  said: Said,
  changes: Record<string, unknown> = {},
  now: () => number = Date.now,
): Promise<Opened> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { searchParams } = new URL(request.url ?? '', 'http://alipay');
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      const parameters = new URLSearchParams([...searchParams, ...body]);
      const content = contentSchema.parse(JSON.parse(parameters.get('biz_content') ?? '{}'));
      asked.push({ parameters, content });
      response.writeHead(said.status ?? 200, { 'content-type': 'text/html' });
      response.end(answerTo(parameters.get('method') ?? '', said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const limits = { timeoutMs: 2000, largestBodyBytes: 64 * 1024 };
  const account = createAlipayChannel({ limits, now }).open(
    { ...settingsFor(`http://127.0.0.1:${address.port}`), ...changes },
    String,
  );
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { account, asked, close };
}

/** Opens, acts, closes. */
export async function withAnswer<T>(
  said: Said,
  act: (opened: Opened) => Promise<T>,
  changes: Record<string, unknown> = {},
): Promise<T> {
  const opened = await openTestAccount(said, changes);
  try {
    return await act(opened);
  } finally {
    await opened.close();
  }
}

/** A correctly signed answer. */
export function says(node: object): Said {
  return { node: { code: '10000', msg: 'Success', ...node } };
}

/** A correctly signed refusal. */
export function denies(subCode: string, code = '40004'): Said {
  return { node: { code, msg: 'Business Failed', sub_code: subCode, sub_msg: '业务失败' } };
}

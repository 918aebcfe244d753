import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type {
  CallbackReading,
  Channel,
  ChannelAccount,
  CreateRequest,
  PaymentRef,
  RefundRequest,
} from '../../../channels/channel.ts';
import type { Action } from '../../../domain/order/action.ts';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';

const credentialsSchema = z.record(
  z.string(),
  z.object({ accounts: z.object({ default: z.record(z.string(), z.unknown()) }) }),
);

type Limits = Readonly<{ timeoutMs: number; largestBodyBytes: number }>;

/** A channel under test, and how to make its account's settings from what the sandbox issued. */
export type ShopChannel = Readonly<{
  create: (policy: Readonly<{ limits: Limits; now: () => number }>) => Channel;
  /** `baseUrl` is the channel's place in the sandbox. */
  settings: (issued: Record<string, unknown>, baseUrl: string) => Record<string, unknown>;
}>;

/** Our account and a sandbox, over HTTP; the sandbox's clock is a hundred times faster. */
export type ChannelShop = Readonly<{
  channel: Channel;
  account: ChannelAccount;
  /** What the sandbox issued for this account. */
  issued: Record<string, unknown>;
  baseUrl: string;
  /** What readCallback made of each callback that arrived, oldest first. */
  readings: readonly CallbackReading[];
  /** Resolves as soon as a reading passes, or at once if one already does. */
  heard: (pass: (reading: CallbackReading) => boolean) => Promise<CallbackReading>;
  control: (path: string, body: object) => Promise<unknown>;
  /**
   * `match` is the number that it strikes, because an earlier test's refund may still send
   * callbacks.
   */
  fault: (operation: string, kind: string, match: string, extra?: object) => Promise<unknown>;
  /** What the shopper does with an offer: `scan` it, or scan and `pay`. */
  shopper: (does: 'scan' | 'pay', order: CreateRequest, action: Action | null) => Promise<unknown>;
  order: (changes?: Partial<CreateRequest>) => CreateRequest;
  refundOf: (payment: PaymentRef, amountMinor: number) => RefundRequest;
  close: () => Promise<void>;
}>;

/** Opens account and sandbox on free ports and in a new folder. */
export async function openChannelShop(under: ShopChannel): Promise<ChannelShop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'channel-shop-'));
  const sandbox = await createSandbox({ dataDir, timeScale: 0.01 });
  const limits = { timeoutMs: 1000, largestBodyBytes: 1024 * 1024 };
  const channel = under.create({ limits, now: () => Date.now() });
  const text = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
  const issued = credentialsSchema.parse(JSON.parse(text))[channel.name]?.accounts.default ?? {};
  const baseUrl = `${sandbox.url}/${channel.name}`;
  const account = channel.open(under.settings(issued, baseUrl), String);
  const listener = await listen(channel, account);
  const notifyUrl = `${listener.url}/callbacks/${channel.name}/default`;

  async function control(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: channel.name, ...body }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`sandbox ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  return {
    channel,
    account,
    issued,
    baseUrl,
    readings: listener.readings,
    heard: listener.heard,
    control,
    fault: (operation, kind, match, extra = {}) =>
      control('faults', { operation, kind, match, times: 1, ...extra }),
    shopper: (does, order, action) =>
      control(does, { number: order.paymentNumber, ...linkOf(channel, action) }),
    order: (changes = {}) => newOrder(notifyUrl, changes),
    refundOf: (payment, amountMinor) => ({
      refundNumber: newNumber(),
      payment,
      amountMinor,
      reason: 'duplicate',
      notifyUrl,
    }),
    close: async () => {
      await sandbox.close();
      await listener.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Listener = Readonly<{ url: string; close: () => Promise<void> }> &
  Pick<ChannelShop, 'readings' | 'heard'>;

async function listen(channel: Channel, account: ChannelAccount): Promise<Listener> {
  const readings: CallbackReading[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = z.record(z.string(), z.string()).parse(request.headers);
      const body = Buffer.concat(chunks);
      void account.readCallback({ headers, body, receivedAtMs: Date.now() }).then((reading) => {
        const answer =
          reading.kind === 'verified' ? channel.acknowledged : channel.refused(reading.reason);
        // A kept-alive connection may close just when the next callback is sent, and a forged
        // callback is sent only once.
        response.writeHead(answer.status, { connection: 'close' }).end(answer.body);
        readings.push(reading);
        for (const look of waiting) look();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    readings,
    heard: (pass) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = readings.find(pass);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Alipay learns of a page or app payment only from the shopper, who brings what we signed.
function linkOf(channel: Channel, action: Action | null): Record<string, string | undefined> {
  if (channel.name !== 'alipay') return {};
  if (action?.type === 'redirect') return { url: action.url };
  if (action?.type === 'sdk') return { order_string: action.parameters['orderString'] };
  return {};
}

function newNumber(): string {
  return randomBytes(13).toString('hex').toUpperCase();
}

function newOrder(notifyUrl: string, changes: Partial<CreateRequest>): CreateRequest {
  const nowMs = Date.now();
  return {
    paymentNumber: newNumber(),
    method: 'qr',
    amount: { amountMinor: 1999, currency: 'CNY' },
    expiresAtMs: nowMs + 240_000,
    plannedAtMs: nowMs,
    description: 'Two tickets',
    orderReference: 'shop/A-1001',
    notifyUrl,
    returnUrl: null,
    shopper: {},
    ...changes,
  };
}

/** How calls after create name this payment. */
export function refOf(order: CreateRequest, transaction: string | null = null): PaymentRef {
  const { paymentNumber, method, amount } = order;
  return { paymentNumber, method, channelReference: null, transaction, amount };
}

/** A verified callback about this payment. */
export function isOf(paymentNumber: string): (reading: CallbackReading) => boolean {
  return (reading) =>
    reading.kind === 'verified' &&
    reading.news.kind === 'payment' &&
    reading.news.paymentNumber === paymentNumber;
}

/** A verified callback about this refund. */
export function isRefund(refundNumber: string): (reading: CallbackReading) => boolean {
  return (reading) =>
    reading.kind === 'verified' &&
    reading.news.kind === 'refund' &&
    reading.news.refundNumber === refundNumber;
}

/** A callback about this payment that was not believed. */
export function isRefused(paymentNumber: string): (reading: CallbackReading) => boolean {
  return (reading) => reading.kind === 'refused' && reading.readPaymentNumber() === paymentNumber;
}

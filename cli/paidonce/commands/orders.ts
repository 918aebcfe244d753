import type { Command } from 'commander';
import type { AttemptRequest, Order, OrderRequest } from '../../../client/contract.ts';
import { given } from '../given.ts';
import type { QueryOf } from '../../../client/operations.ts';
import type { Desk } from '../desk.ts';
import { actionText, listedOrders, orderText } from '../order-text.ts';
import {
  choice,
  type CommonOptions,
  count,
  currencyCode,
  httpAddress,
  keyOption,
  leaf,
  merchantOption,
  moment,
  orderId,
  pairs,
  type PostOptions,
  someId,
  wholeNumber,
} from '../option-forms.ts';
import { taken } from '../taken.ts';
import { timelineText } from '../timeline-text.ts';
import { UsageError } from '../usage-error.ts';

type CreateOptions = PostOptions &
  Readonly<{
    amount: number;
    currency: string;
    description: string;
    expiresIn?: number;
    expiresAt?: string;
    returnUrl?: string;
    notifyUrl?: string;
    latePayment?: 'refund' | 'ask';
    metadata?: Readonly<Record<string, string>>;
  }>;

function requestOf(id: string, options: CreateOptions): OrderRequest {
  const { amount: value, currency, description, expiresIn, expiresAt } = options;
  const { returnUrl, notifyUrl, latePayment, metadata } = options;
  if ((expiresIn === undefined) === (expiresAt === undefined)) {
    throw new UsageError('Give --expires-in or --expires-at, one of them. Nothing was sent.');
  }
  return {
    id,
    amount: { currency, value },
    description,
    ...given({
      expires_in: expiresIn,
      expires_at: expiresAt,
      return_url: returnUrl,
      notify_url: notifyUrl,
      late_payment: latePayment,
      metadata,
    }),
  };
}

function addCreate(orders: Command, desk: Desk): void {
  keyOption(leaf(orders, 'create', 'make an order; the same again is the same order'))
    .argument('<id>', 'the shop’s own id of the order', orderId)
    .requiredOption('--amount <minor>', 'whole minor units: 1999 is 19.99 yuan', count)
    .requiredOption('--currency <code>', 'ISO 4217, as CNY', currencyCode)
    .requiredOption('--description <text>', 'what the shopper reads at the channel')
    .option('--expires-in <seconds>', 'until its deadline', count)
    .option('--expires-at <time>', 'its deadline, instead', moment)
    .option('--return-url <url>', 'where the shopper goes after paying', httpAddress)
    .option('--notify-url <url>', 'where notices go', httpAddress)
    .addOption(choice('--late-payment <what>', 'paid after it closed', ['refund', 'ask']))
    .option('--metadata <name=value>', 'kept with it; several times', pairs)
    .action(async (id: string, options: CreateOptions) => {
      const order = await desk.client().orders.create(requestOf(id, options), options);
      desk.show(options, order, () => orderText(order));
    });
}

type PayOptions = PostOptions &
  Readonly<{
    channel: string;
    method: string;
    account?: string;
    ip?: string;
    openid?: string;
    shopper?: boolean;
  }>;

async function shopperOf(desk: Desk, options: PayOptions): Promise<AttemptRequest['shopper']> {
  if (options.ip === undefined && options.shopper !== true) return undefined;
  const given: unknown =
    options.shopper === true ? JSON.parse(await desk.surroundings.readInput()) : {};
  if (typeof given !== 'object' || given === null) {
    throw new UsageError('--shopper reads an object of JSON on standard input. Nothing was sent.');
  }
  return { ...given, ...(options.ip === undefined ? {} : { ip: options.ip }) };
}

async function requestToPay(desk: Desk, options: PayOptions): Promise<AttemptRequest> {
  const { channel, method, account } = options;
  const shopper = await shopperOf(desk, options).catch((error: unknown) => {
    throw error instanceof SyntaxError
      ? new UsageError('Standard input is no JSON. Nothing was sent.')
      : error;
  });
  return {
    channel,
    method,
    ...given({ account, shopper }),
  };
}

function addPay(orders: Command, desk: Desk): void {
  keyOption(leaf(orders, 'pay', 'open a payment, and print what the shopper needs'))
    .argument('<id>', 'the order', orderId)
    .requiredOption('--channel <name>', 'as wechat', someId)
    .requiredOption('--method <name>', 'as qr', someId)
    .option('--account <name>', 'which of the channel’s accounts', someId)
    .option('--ip <address>', 'the shopper’s, where the method needs it', someId)
    .option(
      '--shopper',
      'read openid, name, email… as JSON on standard input, where no list of processes shows them',
    )
    .action(async (id: string, options: PayOptions) => {
      const request = await requestToPay(desk, options);
      const attempt = await desk.client().orders.pay(id, request, options);
      desk.show(options, attempt, () => actionText(attempt));
    });
}

type ListOptions = CommonOptions &
  Readonly<{ status?: string; attention?: string; createdAfter?: string; limit: number }>;

function addList(orders: Command, desk: Desk): void {
  merchantOption(leaf(orders, 'list', 'orders, newest first'))
    .addOption(choice('--status <status>', 'only these', ['open', 'closing', 'paid', 'closed']))
    .option('--attention <kind>', 'only those that wait for a person for this', someId)
    .option('--created-after <time>', 'only newer ones', moment)
    .option('--limit <count>', 'how many at most', count, 20)
    .action(async (options: ListOptions) => {
      const { status, attention, createdAfter } = options;
      const query = {
        ...given({ status, attention, created_after: createdAfter }),
        limit: Math.min(options.limit, 100),
        // The choices were checked above, and the server checks the rest.
      } as QueryOf<'listOrders'>;
      const found = await taken(desk.client().orders.list(query, options), options.limit);
      desk.show(options, { data: found }, () => listedOrders(found));
    });
}

function addReading(orders: Command, desk: Desk): void {
  merchantOption(leaf(orders, 'get', 'one order with its payments and refunds'))
    .argument('<id>', 'the order', orderId)
    .option('--wait <seconds>', 'wait for a change of it, this long at most', wholeNumber)
    .action(async (id: string, options: CommonOptions & Readonly<{ wait?: number }>) => {
      const { orders: asked } = desk.client();
      const order = await asked.get(id, options);
      const shown =
        options.wait === undefined ? order : await changed(desk, order, options.wait, options);
      desk.show(options, shown, () => orderText(shown));
    });
  merchantOption(leaf(orders, 'timeline', 'the whole story of an order; role ops'))
    .argument('<id>', 'the order', orderId)
    .action(async (id: string, options: CommonOptions) => {
      const story = await desk.client().orders.timeline(id, options);
      desk.show(options, story, () => timelineText(story));
    });
}

/** The order once it is newer, or as it was when the time is over. */
async function changed(
  desk: Desk,
  order: Order,
  waitS: number,
  options: CommonOptions,
): Promise<Order> {
  const over = AbortSignal.timeout(waitS * 1_000);
  const watched = desk.client().orders.watch(order.id, {
    version: order.version,
    waitS: Math.min(waitS, 60),
    merchant: options.merchant,
    signal: over,
  });
  try {
    for await (const newer of watched) return newer;
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return order;
}

/** `paidonce orders …` */
export function addOrders(program: Command, desk: Desk): void {
  const orders = program.command('orders').description('orders: make, pay, read, close');
  addCreate(orders, desk);
  addPay(orders, desk);
  addReading(orders, desk);
  addList(orders, desk);
  keyOption(leaf(orders, 'close', 'close now, by the deadline’s rules'))
    .argument('<id>', 'the order', orderId)
    .action(async (id: string, options: PostOptions) => {
      const order = await desk.client().orders.close(id, options);
      desk.show(options, order, () => orderText(order));
    });
}

import { randomUUID } from 'node:crypto';
import type { Client } from '../../../client/client.ts';
import type { Attempt, Order } from '../../../client/contract.ts';
import type { Sandbox } from './sandbox.ts';

/** What a story is played with: the API as a shop calls it, and the sandbox as shoppers do. */
export type Stage = Readonly<{
  client: Client;
  sandbox: Sandbox;
  channel: string;
  /** Tells a person what happens. */
  say: (line: string) => void;
  signal: AbortSignal;
}>;

/** A story, and how its order stands when it is over. */
export type Story = Readonly<{
  about: string;
  play: (stage: Stage) => Promise<string>;
  isOver: (order: Order) => boolean;
}>;

const amount = Object.freeze({ currency: 'CNY', value: 1999 });

async function makeOrder({ client, say, signal }: Stage): Promise<string> {
  const id = `trigger-${randomUUID()}`;
  const request = { id, amount, description: 'Two tickets', expires_in: 900 };
  await client.orders.create(request, { signal });
  say(`the shop makes order ${id} of CNY 19.99`);
  return id;
}

async function open(stage: Stage, id: string, channel = stage.channel): Promise<Attempt> {
  const { client, say, signal } = stage;
  const attempt = await client.orders.pay(id, { channel, method: 'qr' }, { signal });
  say(`the shopper is shown a code of ${channel}: payment ${attempt.id}`);
  return attempt;
}

/** Arms a fault for one payment or order alone, so that it strikes no other. */
async function fault(
  { sandbox, channel, say }: Stage,
  fault_: Readonly<{ operation: string; kind: string; match: string }>,
): Promise<void> {
  await sandbox.control('faults', { channel, times: 1, ...fault_ });
  say(`the channel will ${fault_.kind.replaceAll('_', ' ')} (${fault_.operation})`);
}

async function pay({ sandbox, say }: Stage, channel: string, number: string): Promise<void> {
  await sandbox.control('pay', { channel, number });
  say(`the shopper pays ${number}`);
}

/** An order whose one payment is paid, with a fault of its callback or none. */
async function paidWith(stage: Stage, kind: string | null): Promise<string> {
  const id = await makeOrder(stage);
  const { id: number } = await open(stage, id);
  if (kind !== null) await fault(stage, { operation: 'callback', kind, match: number });
  await pay(stage, stage.channel, number);
  return id;
}

function isPaid(order: Order): boolean {
  return order.status === 'paid';
}

function isGivenBack(order: Order): boolean {
  return order.refunds.some((one) => one.kind === 'compensation' && one.status === 'succeeded');
}

async function duplicate(stage: Stage): Promise<string> {
  const { client, channel, say, signal } = stage;
  const id = await makeOrder(stage);
  // What is superseded is closed; this channel takes money all the same.
  const first = await open(stage, id);
  await fault(stage, { operation: 'close', kind: 'payable_after_close', match: first.id });
  const second = await open(stage, id, channel === 'wechat' ? 'alipay' : 'wechat');
  await pay(stage, second.channel, second.id);
  await client.orders.until(id, isPaid, { signal });
  say('the order is paid');
  await pay(stage, channel, first.id);
  return id;
}

async function late(stage: Stage): Promise<string> {
  const { client, channel, say, signal } = stage;
  const id = await makeOrder(stage);
  const { id: number } = await open(stage, id);
  await fault(stage, { operation: 'close', kind: 'payable_after_close', match: number });
  await client.orders.close(id, { signal });
  await client.orders.until(id, (one) => one.status === 'closed', { signal });
  say('the order is closed');
  await pay(stage, channel, number);
  return id;
}

/** A fault of the create, which strikes by the order's id: there is no payment number yet. */
async function strangelyOpened(stage: Stage, kind: string): Promise<string> {
  const id = await makeOrder(stage);
  await fault(stage, { operation: 'create', kind, match: id });
  const { id: number } = await open(stage, id);
  const isOffered = (order: Order): boolean => order.attempts.some((one) => one.action !== null);
  await stage.client.orders.until(id, isOffered, { signal: stage.signal });
  await pay(stage, stage.channel, number);
  return id;
}

async function shortBalance(stage: Stage): Promise<string> {
  const { client, say, signal } = stage;
  const id = await paidWith(stage, null);
  const { winner } = await client.orders.until(id, isPaid, { signal });
  await fault(stage, { operation: 'refund', kind: 'short_balance', match: winner ?? id });
  await client.orders.refund(
    id,
    { id: `R-${randomUUID()}`, amount: 500, reason: 'returned' },
    { signal },
  );
  say('the shop refunds CNY 5.00');
  return id;
}

async function dispute(stage: Stage): Promise<string> {
  const { client, sandbox, channel, say, signal } = stage;
  const id = await paidWith(stage, null);
  const { winner } = await client.orders.until(id, isPaid, { signal });
  await sandbox.control('dispute', { channel, number: winner });
  say('the shopper disputes the payment at the channel');
  return id;
}

/** What can be played, by name. */
export const stories = Object.freeze({
  paid: {
    about: 'an order is paid',
    play: (stage: Stage) => paidWith(stage, null),
    isOver: isPaid,
  },
  duplicate: {
    about: 'an order is paid twice; one goes back',
    play: duplicate,
    isOver: isGivenBack,
  },
  late: { about: 'paid after it closed; it goes back', play: late, isOver: isGivenBack },
  'lost-callback': {
    about: 'the channel never tells; a query finds the payment',
    play: (stage: Stage) => paidWith(stage, 'callback_lost'),
    isOver: isPaid,
  },
  'repeated-callback': {
    about: 'the channel tells twice; it counts once',
    play: (stage: Stage) => paidWith(stage, 'callback_twice'),
    isOver: isPaid,
  },
  timeout: {
    about: 'the channel makes the payment and never answers',
    play: (stage: Stage) => strangelyOpened(stage, 'lost_response'),
    isOver: isPaid,
  },
  'wrong-amount': {
    about: 'the channel takes another amount; it goes back',
    play: (stage: Stage) => strangelyOpened(stage, 'wrong_amount'),
    isOver: isGivenBack,
  },
  'short-balance': {
    about: 'the merchant’s account at the channel can’t cover a refund yet',
    play: shortBalance,
    isOver: (order: Order) => order.refunds.some((one) => one.failure?.code === 'short_balance'),
  },
  dispute: {
    about:
      'a paid order is disputed; no channel here tells of it, so a refund or statement shows it',
    play: dispute,
    isOver: isPaid,
  },
} satisfies Readonly<Record<string, Story>>);

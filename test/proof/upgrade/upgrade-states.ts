import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { selectOne } from '../../../ledger/database/database.ts';
import type { Json } from '../../kit/shop.ts';
import { eventually, type Stage } from './stage.ts';

const amount = 1_999;
/** So large that its compensation needs a person's approval; fen. */
const largeAmount = 5_000;
const refunded = 700;
/** Makes a fault last until all are cleared. */
const always = { times: 10_000 };
/** When the callback comes after the payment: later than the worker is replaced; real ms. */
const parkedCallbackMs = 40_000;
const expiredCallbackMs = 24_000;

/** What names an order in its state: its id and the numbers of its attempts. */
export type Standing = Readonly<{ id: string; number: string; second: string }>;

/** What a changed rule may decide otherwise once it is in force. */
export type Decided = 'compensation' | 'merchant refund';

/** A state in which a new version finds an order, and what people do with the order then. */
export type UpgradeState = Readonly<{
  name: string;
  /**
   * Brings the order into this state under the version before. @param id of the order to be made
   */
  prepare: (stage: Stage, id: string) => Promise<Standing>;
  /** Whether the order is still in this state when the worker is about to be replaced. */
  stands: (order: Json) => boolean;
  /** What is done while no worker is there. */
  meanwhile?: (stage: Stage, standing: Standing) => Promise<void>;
  /** What is done under the new version. */
  finish: (stage: Stage, standing: Standing) => Promise<void>;
  /** Whether the API shows the order's end; it need not be at rest yet. */
  ends: (order: Json) => boolean;
  /** What is decided only under the new version; null: nothing that a rule lowers. */
  decides: Decided | null;
  /** What the sandbox's money book must show as captured at the end, in fen. */
  captured: number;
  net: number;
}>;

const isPaid = (order: Json): boolean => order.status === 'paid';
const isClosed = (order: Json): boolean => order.status === 'closed';
const isBack = (order: Json): boolean => order.refunds[0]?.status === 'succeeded';
const isOnItsWay = (order: Json): boolean =>
  order.refunds.length === 1 && ['requested', 'processing'].includes(order.refunds[0].status);

async function offered(stage: Stage, id: string, terms: object = {}): Promise<Standing> {
  await stage.order(id, { ...terms });
  return { id, number: await stage.click(id), second: '' };
}

async function silence({ street }: Stage, id: string, operations: readonly string[]) {
  for (const operation of operations) await street.fault(operation, 'lost_request', id, always);
}

/** Two codes that can both be paid, though the channel says that the first is closed. */
async function twoPayable(stage: Stage, id: string, terms: object = {}): Promise<Standing> {
  await stage.order(id, { ...terms });
  const number = await stage.click(id);
  await stage.street.fault('close', 'payable_after_close', id);
  return { id, number, second: await stage.click(id, { method: 'app' }) };
}

async function paidTwice(stage: Stage, id: string, terms: object = {}): Promise<Standing> {
  const standing = await twoPayable(stage, id, terms);
  await stage.street.pay(standing.second);
  await stage.until(id, isPaid);
  await stage.street.pay(standing.number);
  return standing;
}

/** Makes the channel execute a refund and lose its answer. */
async function answerLost(stage: Stage, id: string): Promise<void> {
  await stage.street.fault('refund', 'lost_response', id, always);
  await silence(stage, id, ['refund_query']);
}

async function untilRefundSent(stage: Stage, id: string): Promise<void> {
  const { refunds } = await stage.until(id, isOnItsWay);
  const number = String(refunds[0].number);
  const isSent = async () => (await stage.street.requests('refund', number)) > 0;
  await eventually(`refund ${number} is at the channel`, isSent);
}

async function closedUnpaid(stage: Stage, id: string, terms: object = {}): Promise<Standing> {
  await stage.order(id, { ...terms });
  const number = await stage.click(id, { channel: 'alipay' });
  await stage.close(id);
  await stage.until(id, isClosed);
  return { id, number, second: '' };
}

async function payLate(stage: Stage, number: string): Promise<void> {
  const status = await stage.street.tryToPay(number, 'alipay');
  if (status !== 200) throw new Error(`the closed order's code can't be paid: ${status}`);
}

async function expiresAtMs(stage: Stage, id: string): Promise<number> {
  const order = await stage.get(id);
  return Date.parse(String(order.attempts[0].expires_at));
}

const waiting = z.object({ state: z.string() });

/** Waits until the callback is in the inbox, where nobody has taken it up. */
async function untilInInbox({ db }: Stage, number: string): Promise<void> {
  const sql = 'select state from inbox where channel_number = $1';
  await eventually(`a callback of ${number}`, async () => {
    return (await selectOne(db, waiting, sql, [number])) !== null;
  });
}

const nothing = async (): Promise<void> => {};

/** Twelve states in which an order has something under way. */
export const upgradeStates: readonly UpgradeState[] = [
  {
    name: 'create unanswered',
    prepare: async (stage, id) => {
      await stage.order(id);
      await stage.street.fault('create', 'lost_response', id, always);
      await silence(stage, id, ['query']);
      const number = await stage.click(id);
      return { id, number, second: '' };
    },
    stands: (order) => order.attempts[0]?.status === 'opening',
    finish: async (stage, { id, number }) => {
      await stage.until(id, (order) => order.attempts[0].action !== null);
      await stage.street.pay(number);
    },
    ends: isPaid,
    decides: null,
    captured: amount,
    net: amount,
  },
  {
    name: 'superseded, both codes payable',
    prepare: twoPayable,
    stands: (order) => order.status === 'open' && order.attempts.length === 2,
    finish: async (stage, { id, number, second }) => {
      await stage.street.pay(second);
      await stage.until(id, isPaid);
      await stage.street.pay(number);
    },
    ends: isBack,
    decides: 'compensation',
    captured: 2 * amount,
    net: amount,
  },
  {
    name: 'expired and watched',
    prepare: async (stage, id) => {
      await stage.order(id);
      // A link lives for 15 s here. It is paid in its last seconds, and no news of that comes
      // through. On a slow machine it may be parked before the new worker asks; then the late
      // callback tells of the payment.
      const number = await stage.click(id, { method: 'h5', shopper: { ip: '203.0.113.7' } });
      await silence(stage, id, ['query', 'close']);
      const late = { delay_ms: expiredCallbackMs };
      await stage.street.fault('callback', 'callback_late', id, late);
      const endMs = await expiresAtMs(stage, id);
      await delay(endMs - 1_500 - Date.now());
      await stage.street.pay(number);
      await delay(endMs + 500 - Date.now());
      return { id, number, second: '' };
    },
    stands: (order) =>
      order.status === 'open' &&
      order.attempts[0].status === 'offered' &&
      Date.parse(String(order.attempts[0].expires_at)) < Date.now(),
    finish: nothing,
    ends: isPaid,
    decides: null,
    captured: amount,
    net: amount,
  },
  {
    name: 'closing, paid unheard',
    prepare: async (stage, id) => {
      const standing = await offered(stage, id);
      await silence(stage, id, ['query', 'close']);
      await stage.street.fault('callback', 'callback_lost', id, always);
      await stage.street.pay(standing.number);
      await stage.close(id);
      return standing;
    },
    stands: (order) => order.status === 'closing',
    finish: nothing,
    ends: isPaid,
    decides: null,
    captured: amount,
    net: amount,
  },
  {
    name: 'closed and watched',
    prepare: closedUnpaid,
    stands: (order) => isClosed(order) && order.attempts[0].status === 'offered',
    finish: (stage, { number }) => payLate(stage, number),
    ends: isBack,
    decides: 'compensation',
    captured: amount,
    net: 0,
  },
  {
    name: 'callback waits in the inbox',
    prepare: offered,
    stands: (order) => order.attempts[0].status === 'offered',
    meanwhile: async (stage, { number }) => {
      await stage.street.pay(number);
      await untilInInbox(stage, number);
    },
    finish: async (stage, { id }) => {
      await stage.until(id, isPaid);
      await stage.refund(id, refunded);
    },
    ends: isBack,
    decides: 'merchant refund',
    captured: amount,
    net: amount - refunded,
  },
  {
    name: "a duplicate's compensation unanswered",
    prepare: async (stage, id) => {
      await answerLost(stage, id);
      const standing = await paidTwice(stage, id);
      await untilRefundSent(stage, id);
      return standing;
    },
    stands: isOnItsWay,
    finish: nothing,
    ends: isBack,
    decides: null,
    captured: 2 * amount,
    net: amount,
  },
  {
    name: "a second transaction's compensation unanswered",
    prepare: async (stage, id) => {
      await answerLost(stage, id);
      const standing = await offered(stage, id);
      await stage.street.fault('callback', 'second_transaction', id);
      await stage.street.pay(standing.number);
      await untilRefundSent(stage, id);
      return standing;
    },
    stands: isOnItsWay,
    finish: nothing,
    ends: isBack,
    decides: null,
    captured: 2 * amount,
    net: amount,
  },
  {
    name: 'compensation waits for approval',
    prepare: async (stage, id) => {
      const terms = { amount: { currency: 'CNY', value: largeAmount } };
      const standing = await paidTwice(stage, id, terms);
      await stage.until(id, (order) => order.refunds[0]?.status === 'awaiting_approval');
      return standing;
    },
    stands: (order) => order.refunds[0]?.status === 'awaiting_approval',
    finish: async (stage, { id }) => {
      const order = await stage.get(id);
      await stage.approve(String(order.refunds[0].number));
    },
    ends: isBack,
    decides: null,
    captured: 2 * largeAmount,
    net: largeAmount,
  },
  {
    name: "a merchant's refund unanswered",
    prepare: async (stage, id) => {
      await answerLost(stage, id);
      const standing = await offered(stage, id);
      await stage.street.pay(standing.number);
      await stage.until(id, isPaid);
      await stage.refund(id, refunded);
      await untilRefundSent(stage, id);
      return standing;
    },
    stands: isOnItsWay,
    finish: nothing,
    ends: isBack,
    decides: null,
    captured: amount,
    net: amount - refunded,
  },
  {
    name: 'a late payment asked about',
    prepare: async (stage, id) => {
      const standing = await closedUnpaid(stage, id, { late_payment: 'ask' });
      await payLate(stage, standing.number);
      await stage.until(id, (order) => order.attempts[0].role === 'late');
      return standing;
    },
    stands: (order) => isClosed(order) && order.attempts[0].role === 'late',
    finish: (stage, { id, number }) => stage.acceptLate(id, number),
    ends: isPaid,
    decides: null,
    captured: amount,
    net: amount,
  },
  {
    name: 'parked',
    prepare: async (stage, id) => {
      const standing = await offered(stage, id, { expires_in: 8 });
      await silence(stage, id, ['query', 'close']);
      const late = { delay_ms: parkedCallbackMs };
      await stage.street.fault('callback', 'callback_late', id, late);
      await stage.street.pay(standing.number);
      await stage.until(id, (order) => order.attention.includes('parked'));
      return standing;
    },
    stands: (order) =>
      order.attention.includes('parked') && order.attempts[0].status !== 'succeeded',
    finish: nothing,
    ends: isBack,
    decides: 'compensation',
    captured: amount,
    net: 0,
  },
];

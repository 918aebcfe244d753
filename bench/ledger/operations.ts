import { largeMerchant } from '../../test/kit/large-ledger.ts';
import type { Code } from './release.ts';

/** A release's code, connected to its ledger. */
export type Side = Readonly<{ code: Code; db: ReturnType<Code['openDatabase']> }>;

/** Something the product does. */
export type Operation = Readonly<{
  name: string;
  /** What is there before, which is not measured; returns what is. */
  ready: (side: Side) => Promise<() => Promise<unknown>>;
  /** How often it is measured. */
  times: number;
}>;

const dayMs = 86_400_000;
const limit = 50;
const tenYearsMs = 3_650 * dayMs;

async function offeredOrder({ code, db }: Side) {
  const order = code.orderOf(largeMerchant);
  await code.createOrder(db, order);
  const number = code.drawNumber();
  await code.appendNext(db, order.key, code.planned(number), code.offered(number));
  return { key: order.key, number };
}

async function paidOrder(side: Side) {
  const { code, db } = side;
  const { key, number } = await offeredOrder(side);
  await code.appendNext(db, key, code.captured(number), code.paidBy(number));
  return { key, number };
}

function asked(name: string, work: (side: Side) => Promise<unknown>, times = 15): Operation {
  return { name, times, ready: (side) => Promise.resolve(() => work(side)) };
}

const writes: readonly Operation[] = [
  {
    name: 'a payment wins its order',
    times: 40,
    ready: async (side) => {
      const { code, db } = side;
      const { key, number } = await offeredOrder(side);
      return () => code.appendNext(db, key, code.captured(number), code.paidBy(number));
    },
  },
  {
    name: 'a merchant’s refund is asked for',
    times: 40,
    ready: async (side) => {
      const { code, db } = side;
      const { key, number } = await paidOrder(side);
      return () =>
        code.appendNext(db, key, code.merchantRefund(number, `${number}R1`, `r-${number}`, 500));
    },
  },
  {
    name: 'the id of a refused refund is released',
    times: 15,
    ready: async (side) => {
      const { code, db } = side;
      const { key, number } = await paidOrder(side);
      const claim = { key, refundId: `r-${number}`, amountMinor: 500 };
      await code.claimRefundId(db, claim);
      return () => code.releaseRefundId(db, claim);
    },
  },
  {
    name: 'a poll moves the due time',
    times: 40,
    ready: async (side) => {
      const { code, db } = side;
      const { key } = await offeredOrder(side);
      return () => code.noteNextDue(db, key, Date.now() + dayMs);
    },
  },
  {
    name: 'the keys of an erased order are forgotten',
    times: 10,
    ready: async (side) => {
      const { key } = await paidOrder(side);
      return () => side.code.forgetKeys(side.db, key);
    },
  },
];

const lists: readonly Operation[] = [
  asked('orders of a status that few have', ({ code, db }) =>
    code.listOrders(db, { merchant: largeMerchant, status: 'closing', limit }),
  ),
  asked('the same, of all merchants', ({ code, db }) =>
    code.listOrders(db, { merchant: null, status: 'closing', limit }),
  ),
  asked('orders with one kind of attention', ({ code, db }) =>
    code.listOrders(db, { merchant: largeMerchant, attention: 'dispute', limit }),
  ),
  asked('refunds that wait', ({ code, db }) =>
    code.listRefunds(db, { merchant: largeMerchant, status: 'awaiting_approval', limit }),
  ),
  asked('compensations that failed', ({ code, db }) =>
    code.listRefunds(db, { merchant: null, status: 'requested', kind: 'compensation', limit }),
  ),
  asked('acts about one merchant', ({ code, db }) =>
    code.listActs(db, { merchant: 'nobody', limit }),
  ),
  asked('search by the beginning of a number', ({ code, db }) =>
    code.searchOrders(db, 'P00000000000000000000012', null),
  ),
];

const overdueAtOnce = 10;

async function takeOverdue({ code, db }: Side): Promise<void> {
  const [nowMs, limit] = [Date.now(), overdueAtOnce];
  await code.leaseOverdue?.(db, { nowMs, overdueMs: dayMs, heldTimesLonger: 1, limit });
  const found = (await code.overdueOrders?.(db, nowMs, nowMs, limit)) ?? [];
  for (const { key, nextDueAtMs } of found) {
    await code.postponeDue?.(db, key, nextDueAtMs, nowMs + dayMs);
  }
}

const sweeps: readonly Operation[] = [
  {
    name: 'ten overdue orders are taken by the watchdog',
    times: 10,
    ready: async (side) => {
      // What `offeredOrder` leaves is long overdue.
      for (let count = 0; count < overdueAtOnce; count += 1) await offeredOrder(side);
      return () => takeOverdue(side);
    },
  },
  asked('unused clicks are looked for', ({ code, db }) => code.eraseUnusedInputs(db, dayMs), 5),
  asked(
    'old text is looked for',
    ({ code, db }) => code.eraseWhatIsOld(db, { keepMs: tenYearsMs, unusedAfterMs: tenYearsMs }),
    5,
  ),
  asked(
    'all orders of a payer are looked for',
    ({ code, db }) =>
      code.ordersOfPayer(db, { merchant: largeMerchant, channel: 'wechat', payer: 'x', mark: 'y' }),
    5,
  ),
];

export const operations: readonly Operation[] = [...writes, ...lists, ...sweeps];

const atOnce = 8;

/** Orders of one merchant made, offered and paid in a second, by eight at once. */
export async function paidPerSecond(side: Side, forMs: number): Promise<number> {
  const untilMs = performance.now() + forMs;
  const paid = { count: 0 };
  const pay = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      await paidOrder(side);
      paid.count += 1;
    }
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, pay));
  return (paid.count * 1_000) / (performance.now() - beganMs);
}

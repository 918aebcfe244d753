import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Answer, type Json, Shop, Street } from '../kit/shop.ts';

/**
 * Money goes back: never more than is kept, each refund once, and held where a person must decide.
 */
let paidonce: RunningPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;

const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };
const amount = 1999;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.1 });
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());
beforeEach(() => street.clearFaults());
afterEach(() => ops.putControls(true));

const isPaid = (order: Json): boolean => order.status === 'paid';
const statuses = (order: Json): string[] => order.refunds.map((one: Json) => String(one.status));

async function paidOrder(of: Shop = shop, channel = 'wechat') {
  const id = await of.order();
  const number = String((await of.pay(id, { channel })).body.id);
  await street.pay(number, channel);
  await of.until(id, isPaid);
  return { id, number };
}

/** An order paid by its second attempt, whose first attempt can still be paid. */
async function paidButPayable(of: Shop = shop) {
  const id = await of.order();
  const first = String((await of.pay(id)).body.id);
  await street.fault('close', 'payable_after_close', first);
  const second = String((await of.pay(id, h5)).body.id);
  await street.pay(second);
  await of.until(id, isPaid);
  return { id, first, second };
}

/**
 * Repeats a refund under the same key after a 503, whose outcome is unknown
 * (docs/api.md#idempotency): an engine takes only ten updates of one workflow at once.
 */
async function refundAnswered(id: string, value: number): Promise<Answer> {
  const key = randomUUID();
  for (;;) {
    const answer = await shop.refund(id, value, key);
    if (answer.status !== 503) return answer;
  }
}

async function askRefund(
  id: string,
  refund: Readonly<{ id: string; amount: number; reason?: string }>,
  of: Shop = shop,
): Promise<Answer> {
  const key = { 'idempotency-key': randomUUID() };
  return await of.call('POST', `/v1/orders/${id}/refunds`, refund, key);
}

async function decide(number: string, how: string, more: object = {}): Promise<Answer> {
  return await ops.call('POST', `/v1/refunds/${number}/${how}`, { reason: 'looked into', ...more });
}

describe('rule 13: refunds by the merchant', () => {
  test('no-over-refund: twenty partial refunds race for an order that has room for ten', async () => {
    // Alipay takes a refund of one payment every 3 s; WeChat Pay, one a minute.
    const { id } = await paidOrder(shop, 'alipay');
    const answers = await Promise.all(Array.from({ length: 20 }, () => refundAnswered(id, 199)));
    const accepted = answers.filter((one) => one.status === 201);
    const refused = answers.filter((one) => one.status !== 201);
    expect(accepted).toHaveLength(10);
    expect(new Set(refused.map((one) => `${one.status} ${one.body.code}`))).toEqual(
      new Set(['409 refund_exceeds_paid']),
    );
    expect(new Set(accepted.map((one) => one.body.number)).size).toBe(10);
    const order = await shop.until(id, (one) => one.amount_refunded === 1990);
    expect(new Set(statuses(order))).toEqual(new Set(['succeeded']));
    expect(order).toMatchObject({ status: 'paid', attention: [] });
    expect(await street.money(id)).toMatchObject({ captured: amount, refunded: 1990, net: 9 });
  });

  test('the rest of a payment can be refunded, and not a cent more', async () => {
    const { id } = await paidOrder();
    expect((await shop.refund(id, 1_000)).status).toBe(201);
    expect((await shop.refund(id, 1_000)).body.code).toBe('refund_exceeds_paid');
    expect((await shop.refund(id, 999)).status).toBe(201);
    await shop.until(id, (one) => one.amount_refunded === amount);
    expect((await shop.refund(id, 1)).body.code).toBe('refund_exceeds_paid');
    expect(await street.money(id)).toMatchObject({ refunded: amount, net: 0 });
  });

  test('the same refund id again is the same refund, whatever its key; another amount is refused', async () => {
    const { id } = await paidOrder();
    const refund = { id: `R-${randomUUID()}`, amount: 500, reason: 'returned' };
    const first = await askRefund(id, refund);
    const again = await askRefund(id, refund);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.number).toBe(first.body.number);
    const other = await askRefund(id, { ...refund, amount: 501 });
    expect(other.status).toBe(409);
    expect(other.body.code).toBe('refund_conflict');
    const order = await shop.until(id, (one) => statuses(one).includes('succeeded'));
    expect(order.refunds).toHaveLength(1);
    expect(await street.money(id)).toMatchObject({ refunded: 500 });
  });

  test('where the money is: a refund has its channel’s number, and where and when it arrives, and a story to tell', async () => {
    const { id } = await paidOrder();
    const { number } = (await shop.refund(id, 500)).body;
    const order = await shop.until(id, (one) => statuses(one).includes('succeeded'));
    const told = {
      channel_reference: expect.stringMatching(/^5030\d+$/),
      expected: {
        to: 'balance',
        original: true,
        at: expect.stringMatching(/^20/),
        usually: 'within 5 minutes',
      },
    };
    expect(order.refunds).toMatchObject([told]);
    expect((await shop.call('GET', `/v1/refunds/${number}`)).body).toMatchObject(told);
    const { data: events } = (await shop.call('GET', `/v1/orders/${id}/events`)).body;
    expect(events.at(-1).data.order.refunds).toMatchObject([told]);
    const q = String(order.refunds[0].channel_reference);
    const found = (await shop.call('GET', `/v1/search?q=${q}`)).body.data;
    expect(found).toMatchObject([{ order_id: id, matched: 'channel_reference', value: q }]);
    const { story, next } = await ops.story(id);
    const read = story.map(({ who, text }: Json) => `${who}: ${text}`).join('\n');
    for (const part of [
      /^the merchant: Made the order: 19\.99 CNY, to be paid until /m,
      /^PaidOnce: Planned attempt \w{4}…: 19\.99 CNY by WeChat Pay \(qr\)/m,
      /^WeChat Pay: Took attempt \w{4}…, which the shopper can now pay\.$/m,
      /^WeChat Pay: Called back, signed, to say that attempt \w{4}… is paid: 19\.99 CNY\./m,
      /^PaidOnce: Counts the order as paid: attempt \w{4}… is its one payment\.$/m,
      /^PaidOnce: Wrote event 1 for the merchant, order\.paid, of seq \d+\.$/m,
      /^the merchant: Wanted a refund of 5\.00 CNY of attempt \w{4}… as refund \w{4}…R1, because: returned\.$/m,
      /^PaidOnce: Asked WeChat Pay to make refund \w{4}…R1; at .* it said that it is under way/m,
      /It calls the refund 5030\d+\. The money goes to the shopper’s balance there/,
      /^WeChat Pay: Said that refund \w{4}…R1 succeeded: the money went back\.$/m,
    ]) {
      expect(read).toMatch(part);
    }
    expect(next).toEqual([]);
  });

  test("another order's refund id is refused", async () => {
    const [one, two] = [await paidOrder(), await paidOrder()];
    const refund = { id: `R-${randomUUID()}`, amount: 500, reason: 'returned' };
    expect((await askRefund(one.id, refund)).status).toBe(201);
    const answer = await askRefund(two.id, refund);
    expect([answer.status, answer.body.code]).toEqual([409, 'refund_conflict']);
    await shop.until(one.id, (order) => order.amount_refunded === 500);
    expect((await street.money(two.id)).refunded).toBe(0);
  });

  test('an order that is not paid has nothing to refund', async () => {
    const id = await shop.order();
    await shop.pay(id);
    const answer = await shop.refund(id, 1);
    expect([answer.status, answer.body.code]).toEqual([409, 'order_not_paid']);
  });

  test('more than was paid is refused before any channel is asked', async () => {
    const { id, number } = await paidOrder();
    const answer = await shop.refund(id, amount + 1);
    expect([answer.status, answer.body.code]).toEqual([409, 'refund_exceeds_paid']);
    expect(await street.requests('refund', `${number}R1`)).toBe(0);
  });

  test("the refund's reply is lost: refunded once", async () => {
    const { id, number } = await paidOrder();
    await street.fault('refund', 'lost_response', number);
    expect((await shop.refund(id, 700)).status).toBe(201);
    const order = await shop.until(id, (one) => one.amount_refunded === 700);
    expect(order.refunds).toHaveLength(1);
    expect(await street.money(id)).toMatchObject({ refunded: 700, net: 1299 });
  });

  test('the refund never arrived: asked about, then sent again under its number', async () => {
    const { id, number } = await paidOrder();
    await street.fault('refund', 'lost_request', number);
    expect((await shop.refund(id, 700)).status).toBe(201);
    const order = await shop.until(id, (one) => one.amount_refunded === 700);
    expect(order.refunds).toHaveLength(1);
    expect(await street.money(id)).toMatchObject({ refunded: 700 });
  });

  test("refunded at the channel's own console before: the channel refuses, nothing goes back twice", async () => {
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    // No query of ours is under way then, which would see the console's refund before our refund.
    await street.payUntold(number);
    await shop.until(id, isPaid);
    await street.consoleRefund(number, 1_500);
    expect((await shop.refund(id, amount)).status).toBe(201);
    const order = await shop.until(id, (one) => statuses(one).includes('failed'));
    expect(order).toMatchObject({ status: 'paid', winner: number, amount_refunded: 0 });
    expect(order.refunds[0].failure).toMatchObject({ code: 'less_is_left' });
    const money = await street.money(id);
    expect(money).toMatchObject({ refunded: 0, reversed: 1_500, net: 499 });
  });
});

describe('rule 10: a compensation gives back what is kept, no more', () => {
  test("a duplicate that went back at the channel's console waits for a person", async () => {
    const { id, first, second } = await paidButPayable();
    await street.fault('callback', 'callback_late', first, { delay_ms: 1_500 });
    await street.pay(first);
    await street.consoleRefund(first);
    const held = await shop.until(id, (one) => statuses(one).includes('awaiting_approval'));
    expect(held).toMatchObject({ status: 'paid', winner: second });
    expect(held.attention).toEqual(['duplicate', 'refund', 'reversed']);
    const { number } = held.refunds[0];
    // It is approved in error, and the books hold it back all the same.
    expect((await decide(number, 'approve')).status).toBe(200);
    await shop.until(id, (one) => one.version > Number(held.version) + 2);
    await shop.until(id, (one) => statuses(one).includes('awaiting_approval'));
    expect((await decide(number, 'reject')).body.status).toBe('manual');
    await decide(number, 'resolve', { outcome: 'succeeded' });
    expect(await street.requests('refund', number)).toBe(0);
    expect(await street.money(id)).toMatchObject({ refunded: 0, reversed: amount, net: amount });
  });

  test('the winner went back at its console: the duplicate waits for a person, the shop keeps one payment', async () => {
    const { id, first, second } = await paidButPayable();
    await street.consoleRefund(second);
    await street.pay(first);
    const held = await shop.until(id, (one) => statuses(one).includes('awaiting_approval'));
    expect(held).toMatchObject({ status: 'paid', winner: second });
    expect(held.attention).toContain('reversed');
    expect(await street.requests('refund', `${first}R1`)).toBe(0);
    expect(await street.money(id)).toMatchObject({ refunded: 0, reversed: amount, net: amount });
  });
});

/** Duplicates in one test; test/component/ledger/budget.test.ts counts a thousand. */
const duplicates = 12;
const withinBudget = 5;

async function newMerchant(): Promise<Readonly<{ id: string; shop: Shop }>> {
  const id = `m-${randomUUID().slice(0, 8)}`;
  const made = await ops.call('POST', '/v1/merchants', { id, name: 'Paid twice' });
  expect(made.status).toBe(201);
  const key = await ops.call('POST', `/v1/merchants/${id}/keys`, { role: 'merchant' });
  return { id, shop: new Shop(paidonce.addresses, String(key.body.key)) };
}

async function inTurns<T>(count: number, atOnce: number, work: () => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  const worker = async (): Promise<void> => {
    while (count > 0) {
      count -= 1;
      done.push(await work());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}

describe('rule 10: compensations and the controls', () => {
  test('a daily budget for five: five of many duplicates go out, the rest wait for a person', async () => {
    const { id: merchant, shop: twice } = await newMerchant();
    await ops.putControls(true, [{ merchant, currency: 'CNY', amount: withinBudget * amount }]);
    const orders = await inTurns(duplicates, 5, () => paidButPayable(twice));
    await Promise.all(orders.map(({ first }) => street.pay(first)));
    const settled: Json[] = await Promise.all(
      orders.map(({ id }) =>
        twice.until(id, (one) =>
          ['succeeded', 'awaiting_approval'].includes(one.refunds[0]?.status),
        ),
      ),
    );
    const out = settled.filter((one) => one.refunds[0].status === 'succeeded');
    const waiting = settled.filter((one) => one.refunds[0].status === 'awaiting_approval');
    expect(out).toHaveLength(withinBudget);
    expect(waiting).toHaveLength(duplicates - withinBudget);
    expect(waiting.every((one) => one.attention.includes('refund'))).toBe(true);
    const books = await Promise.all(orders.map(({ id }) => street.money(id)));
    expect(books.reduce((sum: number, one: Json) => sum + Number(one.refunded), 0)).toBe(
      withinBudget * amount,
    );

    const [toApprove, toReject] = waiting;
    const approved = await decide(toApprove.refunds[0].number, 'approve');
    expect(approved.status).toBe(200);
    await twice.until(toApprove.id, (one) => one.refunds[0].status === 'succeeded');
    expect(await street.money(toApprove.id)).toMatchObject({ refunded: amount, net: amount });

    const rejected = await decide(toReject.refunds[0].number, 'reject');
    expect([rejected.status, rejected.body.status]).toEqual([200, 'manual']);
    expect((await decide(toReject.refunds[0].number, 'approve')).body.code).toBe(
      'refund_not_waiting',
    );
    const resolved = await decide(toReject.refunds[0].number, 'resolve', { outcome: 'succeeded' });
    expect([resolved.status, resolved.body.status]).toEqual([200, 'succeeded']);
    expect((await twice.get(toReject.id)).attention).toEqual([]);
    expect(await street.money(toReject.id)).toMatchObject({ refunded: 0 });
  });

  test('the switch off: nothing goes out by itself, until a person approves', async () => {
    const { id, first } = await paidButPayable();
    await ops.putControls(false);
    await street.pay(first);
    const held = await shop.until(id, (one) => one.refunds[0]?.status === 'awaiting_approval');
    expect(await street.requests('refund', `${first}R1`)).toBe(0);
    expect((await decide(held.refunds[0].number, 'approve')).status).toBe(200);
    await shop.until(id, (one) => one.refunds[0].status === 'succeeded');
    expect(await street.money(id)).toMatchObject({ captured: 2 * amount, net: amount });
  });

  test("the switch off holds no merchant's refund", async () => {
    const { id } = await paidOrder();
    await ops.putControls(false);
    expect((await shop.refund(id, 100)).status).toBe(201);
    await shop.until(id, (one) => one.amount_refunded === 100);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CreateRequest, PaymentRef, RefundRequest } from '../../../channels/channel.ts';
import type { Action } from '../../../domain/order/action.ts';
import type { Shopper } from '../../../domain/order/shopper.ts';
import type { PaymentStanding } from '../../../channels/worded-answers.ts';
import { isOf, isRefund, isRefused, openChannelShop, refOf } from './channel-shop.ts';
import type { ChannelShop, ShopChannel } from './channel-shop.ts';

/** What differs from channel to channel. What all channels must do is in the tests. */
export type ContractTerms = Readonly<{
  methods: readonly (readonly [method: string, shopper: Shopper, action: Action['type']])[];
  /** What a query says of an offer that no shopper has touched. */
  untouched: PaymentStanding['kind'];
  /** Whether refunds are under way first, and a callback tells how they ended. */
  slowRefunds: boolean;
}>;

const moneySchema = z.object({ payments: z.array(z.looseObject({ number: z.string() })) });

const never = new AbortController().signal;

type Offer = Readonly<{ order: CreateRequest; action: Action | null }>;

/** Tests that a channel keeps the promises of channel.ts, over the sandbox's wire protocol. */
export function testContract(name: string, under: ShopChannel, terms: ContractTerms): void {
  describe(name, () => {
    let shop: ChannelShop;
    beforeAll(async () => {
      shop = await openChannelShop(under);
    });
    afterAll(() => shop.close());

    async function offered(changes: Partial<CreateRequest> = {}): Promise<Offer> {
      const order = shop.order(changes);
      const { answer, action } = await shop.account.create(order, never);
      expect(answer).toMatchObject({ kind: 'offered' });
      return { order, action };
    }

    async function paid(): Promise<PaymentRef> {
      const { order, action } = await offered();
      await shop.shopper('pay', order, action);
      const found = await shop.account.query(refOf(order), never);
      expect(found).toMatchObject({ kind: 'success', amountMinor: 1999, returnedMinor: 0 });
      return refOf(order, found.kind === 'success' ? found.transaction : null);
    }

    async function ended(request: RefundRequest): Promise<void> {
      if (terms.slowRefunds) await shop.heard(isRefund(request.refundNumber));
    }

    test.each(terms.methods)('%s: offered, paid, told and found again', async (...row) => {
      const [method, shopper, type] = row;
      const { order, action } = await offered({ method, shopper });
      expect(action?.type).toBe(type);
      expect((await shop.account.query(refOf(order), never)).kind).toBe(terms.untouched);
      await shop.shopper('pay', order, action);
      const found = await shop.account.query(refOf(order), never);
      expect(found).toMatchObject({ kind: 'success', amountMinor: 1999, currency: 'CNY' });
      const told = await shop.heard(isOf(order.paymentNumber));
      expect(told).toMatchObject({ kind: 'verified', news: { finding: found } });
      const transaction = found.kind === 'success' ? found.transaction : null;
      expect(await shop.account.query(refOf(order, transaction), never)).toEqual(found);
    });

    test('A create repeated is the same payment, and other content under its number is none', async () => {
      const { order } = await offered();
      expect((await shop.account.create(order, never)).answer.kind).toBe('offered');
      const other = { ...order, description: 'Three tickets' };
      expect((await shop.account.create(other, never)).answer.kind).toBe('unknown');
    });

    test('A number never seen is not known, to a query and to a refund query', async () => {
      const ref = refOf(shop.order());
      expect(await shop.account.query(ref, never)).toEqual({ kind: 'not_known' });
      const request = shop.refundOf(ref, 100);
      expect(await shop.account.queryRefund(request, never)).toEqual({ kind: 'not_known' });
    });

    test('What was touched and not paid is unpaid; closed, only the query says so', async () => {
      const { order, action } = await offered();
      await shop.shopper('scan', order, action);
      expect(await shop.account.query(refOf(order), never)).toEqual({ kind: 'unpaid' });
      expect(await shop.account.close(refOf(order), never)).toEqual({ kind: 'done' });
      expect(await shop.account.query(refOf(order), never)).toEqual({ kind: 'closed' });
    });

    test('A close that the payment wins decides nothing, and the query finds the payment', async () => {
      const { order, action } = await offered();
      await shop.shopper('scan', order, action);
      await shop.fault('close', 'pay_wins_close', order.paymentNumber);
      expect((await shop.account.close(refOf(order), never)).kind).not.toBe('done');
      expect(await shop.account.query(refOf(order), never)).toMatchObject({ kind: 'success' });
    });

    test('Payable after close: closed is said, and a later payment is found all the same', async () => {
      const { order, action } = await offered();
      await shop.shopper('scan', order, action);
      await shop.fault('close', 'payable_after_close', order.paymentNumber);
      expect(await shop.account.close(refOf(order), never)).toEqual({ kind: 'done' });
      await shop.shopper('pay', order, action);
      expect(await shop.account.query(refOf(order), never)).toMatchObject({ kind: 'success' });
    });

    test('A refund in part: unknown before, done after, and the same one when asked twice', async () => {
      const payment = await paid();
      const request = shop.refundOf(payment, 500);
      expect(await shop.account.queryRefund(request, never)).toEqual({ kind: 'not_known' });
      const answer = await shop.account.refund(request, never);
      expect(answer).toMatchObject({ kind: terms.slowRefunds ? 'processing' : 'succeeded' });
      await ended(request);
      const found = await shop.account.queryRefund(request, never);
      expect(found).toMatchObject({ kind: 'succeeded', expected: { to: 'balance' } });
      expect(found).toHaveProperty('channelReference', expect.stringMatching(/^\d{20,}$/));
      expect(found).toHaveProperty('expected.atMs', expect.any(Number));
      const again = await shop.account.refund(request, never);
      expect(['succeeded', 'processing']).toContain(again.kind);
      expect(await shop.account.queryRefund(request, never)).toMatchObject({ kind: 'succeeded' });
      expect(await moneyOf(shop, payment)).toMatchObject({ captured: 1999, refunded: 500 });
    });

    test('paid-stays-paid: refunded in full, it is a success of which money went back', async () => {
      const payment = await paid();
      const request = shop.refundOf(payment, 1999);
      await shop.account.refund(request, never);
      await ended(request);
      for (const ref of [payment, { ...payment, transaction: null }]) {
        const found = await shop.account.query(ref, never);
        expect(found).toMatchObject({ kind: 'success', amountMinor: 1999 });
        expect(found).not.toMatchObject({ returnedMinor: 0 });
      }
    });

    test('A refund over what is left is refused, and moves nothing', async () => {
      const payment = await paid();
      const answer = await shop.account.refund(shop.refundOf(payment, 2000), never);
      expect(answer).toMatchObject({ kind: 'refused', lessIsLeft: true });
      expect(await moneyOf(shop, payment)).toMatchObject({ refunded: 0 });
    });

    test('rule 10: a refund of what went back already is refused as more than is left', async () => {
      const payment = await paid();
      const request = shop.refundOf(payment, 1999);
      await shop.account.refund(request, never);
      await ended(request);
      const answer = await shop.account.refund(shop.refundOf(payment, 1), never);
      expect(answer).toMatchObject({ kind: 'refused', lessIsLeft: true });
    });

    test('Short balance is later, and the same number later succeeds', async () => {
      const payment = await paid();
      const request = shop.refundOf(payment, 1999);
      await shop.fault('refund', 'short_balance', request.refundNumber);
      const answer = await shop.account.refund(request, never);
      expect(answer).toMatchObject({ kind: 'later', code: 'short_balance' });
      await shop.account.refund(request, never);
      await ended(request);
      expect(await shop.account.queryRefund(request, never)).toMatchObject({ kind: 'succeeded' });
    });

    test.each([
      ['lost_request', 'unknown'],
      ['lost_response', 'unknown'],
      ['error_before', 'unknown'],
      ['error_after', 'unknown'],
      ['bad_signature', 'unknown'],
      ['rate_limited', 'retry'],
    ])('no-guess: under %s every call is %s', async (kind, wanted) => {
      const payment = await paid();
      const { order, action } = await offered();
      await shop.shopper('scan', order, action);
      const request = shop.refundOf(payment, 100);
      const fresh = shop.order();
      await shop.fault('create', kind, fresh.paymentNumber);
      expect((await shop.account.create(fresh, never)).answer.kind).toBe(wanted);
      await shop.fault('query', kind, payment.paymentNumber);
      expect((await shop.account.query(payment, never)).kind).toBe(wanted);
      await shop.fault('refund', kind, request.refundNumber);
      expect((await shop.account.refund(request, never)).kind).toBe(wanted);
      await shop.fault('refund_query', kind, request.refundNumber);
      expect((await shop.account.queryRefund(request, never)).kind).toBe(wanted);
      await shop.fault('close', kind, order.paymentNumber);
      expect((await shop.account.close(refOf(order), never)).kind).toBe(wanted);
    });

    test('A refund whose answer was lost is found under its number, or made by its repeat, once', async () => {
      const payment = await paid();
      const request = shop.refundOf(payment, 1999);
      await shop.fault('refund', 'lost_response', request.refundNumber);
      expect((await shop.account.refund(request, never)).kind).toBe('unknown');
      await ended(request);
      expect(await shop.account.queryRefund(request, never)).toMatchObject({ kind: 'succeeded' });
      await shop.account.refund(request, never);
      expect(await moneyOf(shop, payment)).toMatchObject({ refunded: 1999 });
    });

    test('An answer slower than the caller waits is unknown', async () => {
      const { order } = await offered();
      await shop.fault('query', 'delay', order.paymentNumber, { delay_ms: 1500 });
      const found = await shop.account.query(refOf(order), AbortSignal.timeout(50));
      expect(found).toMatchObject({ kind: 'unknown', code: 'ABORTED' });
    });

    test('Another amount than asked is reported as it is', async () => {
      const wrong = shop.order();
      await shop.fault('create', 'wrong_amount', wrong.paymentNumber);
      const { order, action } = await offered(wrong);
      await shop.shopper('pay', order, action);
      const found = await shop.account.query(refOf(order), never);
      expect(found).toMatchObject({ kind: 'success', amountMinor: 2000 });
    });

    test('A forged callback is refused beside the right one, which is believed', async () => {
      const { order, action } = await offered();
      await shop.fault('callback', 'callback_forged', order.paymentNumber);
      await shop.shopper('pay', order, action);
      const refused = await shop.heard(isRefused(order.paymentNumber));
      expect(refused).toMatchObject({ reason: 'forged' });
      await shop.heard(isOf(order.paymentNumber));
    });

    test('A callback whose signature is damaged on the way is refused, and believed when it comes again intact', async () => {
      const { order, action } = await offered();
      await shop.fault('callback', 'bad_signature', order.paymentNumber);
      await shop.shopper('pay', order, action);
      const refused = await shop.heard(isRefused(order.paymentNumber));
      expect(refused).toMatchObject({ reason: 'forged' });
      await shop.heard(isOf(order.paymentNumber));
    });

    test('A callback sent twice carries one id', async () => {
      const { order, action } = await offered();
      await shop.fault('callback', 'callback_twice', order.paymentNumber);
      await shop.shopper('pay', order, action);
      const ids = (): string[] =>
        shop.readings
          .filter(isOf(order.paymentNumber))
          .map((one) => (one.kind === 'verified' ? one.eventId : ''));
      await shop.heard(() => ids().length === 2);
      expect(new Set(ids()).size).toBe(1);
    });

    test('A second transaction under one number is told and found by its own number', async () => {
      const double = shop.order();
      await shop.fault('create', 'second_transaction', double.paymentNumber);
      const { order, action } = await offered(double);
      await shop.shopper('pay', order, action);
      const first = await shop.account.query(refOf(order), never);
      const firstTransaction = first.kind === 'success' ? first.transaction : '';
      const second = await shop.heard(
        (reading) =>
          isOf(order.paymentNumber)(reading) && transactionOf(reading) !== firstTransaction,
      );
      const transaction = transactionOf(second);
      const found = await shop.account.query(refOf(order, transaction), never);
      expect(found).toMatchObject({ kind: 'success', transaction });
    });
  });
}

function transactionOf(reading: Awaited<ReturnType<ChannelShop['heard']>>): string {
  if (reading.kind !== 'verified' || reading.news.kind !== 'payment') return '';
  const { finding } = reading.news;
  return finding.kind === 'success' ? finding.transaction : '';
}

async function moneyOf(shop: ChannelShop, { paymentNumber }: PaymentRef): Promise<unknown> {
  const response = await fetch(new URL('/_sandbox/money', shop.baseUrl));
  const report = moneySchema.parse(await response.json());
  return report.payments.find(({ number }) => number === paymentNumber);
}

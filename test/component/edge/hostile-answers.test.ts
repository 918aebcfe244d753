import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import * as gateway from '../../../channels/alipay/gateway.fixture.ts';
import type { ChannelAccount, PaymentRef, RefundRequest } from '../../../channels/channel.ts';
import { hostileJson, spoiled } from '../../../channels/hostile.fixture.ts';
import * as platform from '../../../channels/wechat/platform.fixture.ts';
import type { TaskAnswer } from '../../../domain/facts/input.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { putAttemptOffer } from '../../../ledger/texts/attempt-offers.ts';
import { listAttention } from '../../../ledger/people/attention.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';
import { drawNumber, newMerchant, orderOf } from '../ledger/order-facts.ts';
import { takeAnswer, takeInput } from './rules-engine.ts';
import { wechatMethods } from '../../../channels/wechat/wechat-traits.ts';

/**
 * Rule 21: any answer of a channel can be stored in PostgreSQL, or proves nothing; the order goes
 * on.
 */
const { db } = await openOwnLedger();
const merchant = await newMerchant(db);
const never = new AbortController().signal;

const said = { status: 200, body: '' };
const wechatShop = await platform.openTestAccount(() => ({ ...said, signing: {} }));
const node = { node: Buffer.from('{}') };
const alipayShop = await gateway.openTestAccount(node);
afterAll(() => Promise.all([wechatShop.close(), alipayShop.close()]));

type Operation = 'create' | 'query' | 'close' | 'refund' | 'refund_query';
/** One answer of the channel; NUMBER, THE_REFUND and AMOUNT stand for those of the order. */
type Step = Readonly<{ operation: Operation; content: object }>;

const extreme = fc.constantFrom(0, 1, 1999, 2 ** 53 - 1, 2 ** 53 - 2, 9e15);
const extremeYuan = fc.constantFrom(
  '0.00',
  '0.01',
  '7.00',
  '19.99',
  '90071992547409.91',
  '1',
  '0.001',
);
const transactions = fc.constantFrom('T1', 'T2', 'x'.repeat(128));
const currency = fc.constantFrom('CNY', 'CNY', 'JPY', 'KWD', 'XXX');

const wechatTrade = fc.record({
  mchid: fc.constant(platform.mchid),
  appid: fc.constant(platform.appid),
  out_trade_no: fc.constant('NUMBER'),
  transaction_id: transactions,
  trade_state: fc.constantFrom('SUCCESS', 'SUCCESS', 'REFUND', 'CLOSED', 'NOTPAY', 'PAYERROR'),
  success_time: fc.constantFrom('2026-11-21T12:00:00+08:00', '+275760-09-13T00:00:00Z'),
  amount: fc.record({ total: extreme, currency }),
});
const wechatRefund = fc.record({
  refund_id: fc.constant('5001'),
  out_refund_no: fc.constant('THE_REFUND'),
  transaction_id: transactions,
  out_trade_no: fc.constant('NUMBER'),
  status: fc.constantFrom('SUCCESS', 'PROCESSING', 'CLOSED', 'ABNORMAL'),
  amount: fc.record({ refund: fc.constant('@number:AMOUNT@'), currency: fc.constant('CNY') }),
});
const alipayTrade = fc.record({
  code: fc.constant('10000'),
  out_trade_no: fc.constant('NUMBER'),
  trade_no: transactions,
  trade_status: fc.constantFrom('TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'),
  total_amount: extremeYuan,
  receipt_amount: extremeYuan,
  trans_currency: currency,
  send_pay_date: fc.constantFrom('2026-11-21 12:00:00', '9999-12-31 23:59:59', ''),
});
const alipayRefund = fc.record({
  code: fc.constant('10000'),
  out_trade_no: fc.constant('NUMBER'),
  trade_no: transactions,
  fund_change: fc.constantFrom('Y', 'N'),
  out_request_no: fc.constant('THE_REFUND'),
  refund_status: fc.constantFrom('REFUND_SUCCESS', ''),
  refund_amount: extremeYuan,
});

type Under = Readonly<{
  channel: 'wechat' | 'alipay';
  account: ChannelAccount;
  say: (text: string) => void;
  good: Readonly<Record<Operation, fc.Arbitrary<object>>>;
}>;

const both: readonly Under[] = [
  {
    channel: 'wechat',
    account: wechatShop.account,
    say: (text) => Object.assign(said, { body: text }),
    good: {
      create: fc.constant({ code_url: 'weixin://x' }),
      close: fc.constant({ code: 'X' }),
      query: wechatTrade,
      refund: wechatRefund,
      refund_query: wechatRefund,
    },
  },
  {
    channel: 'alipay',
    account: alipayShop.account,
    say: (text) => (node.node = Buffer.from(text)),
    good: {
      create: fc.constant({ code: '10000', out_trade_no: 'NUMBER', qr_code: 'https://qr.x/x' }),
      close: fc.constant({ code: '40004', sub_code: 'ACQ.TRADE_STATUS_ERROR', sub_msg: 'no' }),
      query: alipayTrade,
      refund: alipayRefund,
      refund_query: alipayRefund,
    },
  },
];

function stepOf({ good }: Under): fc.Arbitrary<Step> {
  const operation = fc.constantFrom<Operation[]>(
    'query',
    'query',
    'create',
    'close',
    'refund',
    'refund_query',
  );
  return operation.chain((of) =>
    fc
      .oneof(
        good[of],
        good[of].chain((content) => spoiled(content)),
      )
      .map((content) => ({ operation: of, content })),
  );
}

async function ask(
  { account }: Under,
  { operation }: Step,
  order: OrderState,
  number: string,
): Promise<TaskAnswer | null> {
  const attempt = order.attempts.findLast(({ channelNumber }) => channelNumber === number);
  const payment: PaymentRef = {
    paymentNumber: number,
    method: 'qr',
    channelReference: null,
    transaction: operation === 'query' ? null : (attempt?.transaction ?? null),
    amount: { amountMinor: attempt?.capturedMinor ?? 1999, currency: 'CNY' },
  };
  const of = { number, askedAtMs: Date.now() };
  switch (operation) {
    case 'create': {
      const asked = { ...gateway.order, paymentNumber: number };
      const { answer, action } = await account.create(asked, never);
      if (action !== null) await putAttemptOffer(db, number, action);
      return { ...of, type: 'created', answer };
    }
    case 'query':
      return { ...of, type: 'queried', answer: await account.query(payment, never) };
    case 'close':
      return { ...of, type: 'close_answered', answer: await account.close(payment, never) };
    case 'refund':
    case 'refund_query': {
      const refund = order.refunds.at(-1);
      if (refund === undefined) return null;
      const { number: refundNumber, amountMinor } = refund;
      const request: RefundRequest = {
        refundNumber,
        payment,
        amountMinor,
        reason: 'returned',
        notifyUrl: gateway.order.notifyUrl,
      };
      const { askedAtMs } = of;
      return operation === 'refund'
        ? {
            type: 'refunded',
            refundNumber,
            askedAtMs,
            answer: await account.refund(request, never),
          }
        : {
            type: 'refund_queried',
            refundNumber,
            askedAtMs,
            answer: await account.queryRefund(request, never),
          };
    }
    default:
      return operation satisfies never;
  }
}

async function placed(channel: string): Promise<Readonly<{ key: OrderKey; number: string }>> {
  const nowMs = Date.now();
  const order = { ...orderOf(merchant), createdAtMs: nowMs, deadlineMs: nowMs + 900_000 };
  await createOrder(db, order);
  const number = drawNumber();
  const id = `pay:${randomUUID()}`;
  const to = { channel, method: 'qr', account: 'default', payer: null };
  const { traits } = wechatMethods.qr;
  await takeInput(db, order.key, { type: 'pay', request: { ...to, id, number, traits } });
  return { key: order.key, number };
}

/**
 * Types of the facts that came of all answers: a test in which all are refused would prove little.
 */
const seen = new Set<string>();

/** An order with a code; if `isPaid`, it is paid and its merchant asked for a refund of 7 yuan. */
async function begun(channel: string, isPaid: boolean) {
  const { key, number } = await placed(channel);
  const success = {
    kind: 'success',
    transaction: 'T1',
    amountMinor: 1999,
    currency: 'CNY',
  } as const;
  const answer = { ...success, returnedMinor: 0, paidAtMs: null };
  if (isPaid) {
    await takeAnswer(db, key, { type: 'queried', number, askedAtMs: Date.now(), answer });
    const id = `refund:${randomUUID()}`;
    const wanted = { refundId: `R-${randomUUID()}`, amountMinor: 700, reasonMark: null };
    await takeInput(db, key, { type: 'refund', id, ...wanted });
  }
  return { key, number };
}

test.each(both)('an order takes whatever answers $channel signs', async (under) => {
  const steps = fc.array(stepOf(under), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), steps, async (isPaid, wanted) => {
      const { key, number } = await begun(under.channel, isPaid);
      let order = await takeInput(db, key, { type: 'clock' });
      for (const step of wanted) {
        const refund = order.refunds.at(-1);
        const text = hostileJson(step.content)
          .replaceAll('NUMBER', number)
          .replaceAll('THE_REFUND', refund?.number ?? 'R')
          .replaceAll('AMOUNT', String(refund?.amountMinor ?? 1));
        under.say(text);
        const answer = await ask(under, step, order, number);
        if (answer !== null) order = await takeAnswer(db, key, answer);
      }
      expect(await orderView(db, key, { publicUrl: 'https://pay.example' })).not.toBeNull();
      for (const { type } of (await loadFacts(db, key)).facts) seen.add(type);
      await listAttention(db, { limit: 10 });
    }),
    { numRuns: 150 },
  );
  const deep = ['payment_captured', 'mismatch_found', 'attempt_offered', 'refund_answered'];
  expect([...seen]).toEqual(expect.arrayContaining(deep));
});

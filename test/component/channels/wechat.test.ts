import { afterAll, expect, test } from 'vitest';
import type { CallbackReading, CreateRequest, PaymentRef } from '../../../channels/channel.ts';
import { isOf, isRefund, isRefused, refOf } from './channel-shop.ts';
import { openWechatShop } from './wechat-shop.ts';

const shop = await openWechatShop();
afterAll(() => shop.close());
const { account } = shop;
const never = new AbortController().signal;

async function offered(changes: Partial<CreateRequest> = {}): Promise<CreateRequest> {
  const order = shop.order(changes);
  const { answer } = await account.create(order, never);
  expect(answer).toMatchObject({ kind: 'offered' });
  return order;
}

async function paid(changes: Partial<CreateRequest> = {}): Promise<PaymentRef> {
  const order = await offered(changes);
  await shop.control('pay', { number: order.paymentNumber });
  const found = await account.query(refOf(order), never);
  expect(found).toMatchObject({ kind: 'success', amountMinor: 1999, returnedMinor: 0 });
  return refOf(order, found.kind === 'success' ? found.transaction : null);
}

test.each([
  ['qr', {}, 'qr'],
  ['h5', { ip: '203.0.113.7' }, 'redirect'],
  ['jsapi', { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }, 'sdk'],
  ['app', {}, 'sdk'],
])('%s: offered, unpaid, paid, told and found again', async (method, shopper, type) => {
  const order = shop.order({ method, shopper });
  const { answer, action } = await account.create(order, never);
  expect(answer).toMatchObject({ kind: 'offered', validUntilMs: order.expiresAtMs });
  expect(action?.type).toBe(type);
  expect(await account.query(refOf(order), never)).toEqual({ kind: 'unpaid' });
  await shop.control('pay', { number: order.paymentNumber });
  const found = await account.query(refOf(order), never);
  expect(found).toMatchObject({ kind: 'success', amountMinor: 1999, currency: 'CNY' });
  const told = await shop.heard(isOf(order.paymentNumber));
  expect(told).toMatchObject({ kind: 'verified', news: { finding: found } });
});

test('A create repeated with the same content is the same payment; other content proves nothing', async () => {
  const order = await offered();
  expect((await account.create(order, never)).answer.kind).toBe('offered');
  const other = { ...order, description: 'Three tickets' };
  expect((await account.create(other, never)).answer).toMatchObject({ kind: 'unknown' });
});

test('A close is done, and only the query says closed', async () => {
  const order = await offered();
  expect(await account.close(refOf(order), never)).toEqual({ kind: 'done' });
  expect(await account.query(refOf(order), never)).toEqual({ kind: 'closed' });
});

test('A close that the payment wins decides nothing, and the query finds the payment', async () => {
  const order = await offered();
  await shop.fault('close', 'pay_wins_close', order.paymentNumber);
  expect((await account.close(refOf(order), never)).kind).toBe('unknown');
  expect(await account.query(refOf(order), never)).toMatchObject({ kind: 'success' });
});

test('A number WeChat never saw is not known, though its close is done', async () => {
  const order = shop.order();
  expect(await account.query(refOf(order), never)).toEqual({ kind: 'not_known' });
  expect(await account.close(refOf(order), never)).toEqual({ kind: 'done' });
});

test('A refund is accepted, then done; its callback and its query say the same', async () => {
  const payment = await paid();
  const request = shop.refundOf(payment, 500);
  expect(await account.queryRefund(request, never)).toEqual({ kind: 'not_known' });
  expect(await account.refund(request, never)).toMatchObject({ kind: 'processing' });
  const told = await shop.heard(isRefund(request.refundNumber));
  expect(told).toMatchObject({
    news: {
      paymentNumber: payment.paymentNumber,
      amountMinor: 500,
      standing: { kind: 'succeeded' },
    },
  });
  expect(await account.queryRefund(request, never)).toMatchObject({ kind: 'succeeded' });
  expect(await account.refund(request, never)).toMatchObject({ kind: 'succeeded' });
  const found = await account.query(payment, never);
  expect(found).toMatchObject({ kind: 'success', returnedMinor: null });
});

test('no-guess: a number closed before it was created refuses nothing for good', async () => {
  const order = shop.order();
  expect(await account.close(refOf(order), never)).toEqual({ kind: 'done' });
  const { answer } = await account.create(order, never);
  expect(answer).toMatchObject({ kind: 'unknown', code: 'INVALID_REQUEST' });
});

test('rule 10: a second refund within a minute is not taken, and may be sent again as it is', async () => {
  const payment = await paid();
  const [first, second] = [shop.refundOf(payment, 100), shop.refundOf(payment, 100)];
  expect(await account.refund(first, never)).toMatchObject({ kind: 'processing' });
  expect(await account.refund(second, never)).toMatchObject({ kind: 'retry', why: 'busy' });
  const again = () => account.refund(second, never);
  await expect.poll(async () => (await again()).kind, { timeout: 5_000 }).toBe('processing');
  const other = { ...second, amountMinor: 99 };
  expect(await account.refund(other, never)).toMatchObject({ kind: 'unknown' });
});

test('rule 10: without permission a refund is not taken, and a create is refused', async () => {
  const payment = await paid();
  const request = shop.refundOf(payment, 100);
  await shop.fault('refund', 'refuse', request.refundNumber, { code: 'NO_AUTH' });
  const answer = await account.refund(request, never);
  expect(answer).toMatchObject({ kind: 'retry', why: 'account_trouble' });
  const order = shop.order();
  await shop.fault('create', 'refuse', order.paymentNumber, { code: 'NO_AUTH' });
  expect((await account.create(order, never)).answer).toMatchObject({ kind: 'refused' });
});

test('A refund over what is left is refused', async () => {
  const payment = await paid();
  const answer = await account.refund(shop.refundOf(payment, 2000), never);
  expect(answer).toMatchObject({ kind: 'refused', code: 'INVALID_REQUEST', lessIsLeft: true });
});

test.each([
  ['refund_fails', 'failed'],
  ['refund_abnormal', 'abnormal'],
])('%s: the refund ends %s', async (kind, standing) => {
  const payment = await paid();
  const request = shop.refundOf(payment, 1999);
  await shop.fault('refund', kind, request.refundNumber);
  expect(await account.refund(request, never)).toMatchObject({ kind: 'processing' });
  await shop.heard(isRefund(request.refundNumber));
  expect((await account.queryRefund(request, never)).kind).toBe(standing);
});

test('Short balance is later, and the same number later succeeds', async () => {
  const payment = await paid();
  const request = shop.refundOf(payment, 1999);
  await shop.fault('refund', 'short_balance', request.refundNumber);
  const answer = await account.refund(request, never);
  expect(answer).toMatchObject({ kind: 'later', code: 'short_balance' });
  expect(await account.refund(request, never)).toMatchObject({ kind: 'processing' });
});

const faults = [
  ['lost_request', 'unknown'],
  ['lost_response', 'unknown'],
  ['error_before', 'unknown'],
  ['error_after', 'unknown'],
  ['bad_signature', 'unknown'],
  ['rate_limited', 'retry'],
] as const;

test.each(faults)('no-guess: under %s every call is %s', async (kind, wanted) => {
  const payment = await paid();
  const order = shop.order();
  const request = shop.refundOf(payment, 100);
  await shop.fault('create', kind, order.paymentNumber);
  expect((await account.create(order, never)).answer.kind).toBe(wanted);
  await shop.fault('query', kind, payment.paymentNumber);
  expect((await account.query(payment, never)).kind).toBe(wanted);
  await shop.fault('refund', kind, request.refundNumber);
  expect((await account.refund(request, never)).kind).toBe(wanted);
  await shop.fault('refund_query', kind, request.refundNumber);
  expect((await account.queryRefund(request, never)).kind).toBe(wanted);
  await shop.fault('close', kind, order.paymentNumber);
  expect((await account.close(refOf(order), never)).kind).toBe(wanted);
});

test('A create whose answer was lost is found by its number, and repeated it is offered', async () => {
  const order = shop.order();
  await shop.fault('create', 'lost_response', order.paymentNumber);
  expect((await account.create(order, never)).answer.kind).toBe('unknown');
  expect(await account.query(refOf(order), never)).toEqual({ kind: 'unpaid' });
  expect((await account.create(order, never)).answer.kind).toBe('offered');
});

test('An answer slower than the time-out, or than the caller waits, is unknown', async () => {
  const order = await offered();
  await shop.fault('query', 'delay', order.paymentNumber, { delay_ms: 1500 });
  expect(await account.query(refOf(order), never)).toMatchObject({
    kind: 'unknown',
    code: 'TIMEOUT',
  });
  await shop.fault('query', 'delay', order.paymentNumber, { delay_ms: 1500 });
  const impatient = await account.query(refOf(order), AbortSignal.timeout(50));
  expect(impatient).toMatchObject({ kind: 'unknown', code: 'ABORTED' });
});

test('Another amount than asked is reported as it is, and refunded by what was taken', async () => {
  const wrong = shop.order();
  await shop.fault('create', 'wrong_amount', wrong.paymentNumber);
  const order = await offered(wrong);
  await shop.control('pay', { number: order.paymentNumber });
  const found = await account.query(refOf(order), never);
  expect(found.kind).toBe('success');
  if (found.kind !== 'success') return;
  const { amountMinor, currency, transaction } = found;
  expect(amountMinor).not.toBe(1999);
  // WeChat needs the total that it took beside the refund, so the reference carries that total.
  const taken = { ...refOf(order, transaction), amount: { amountMinor, currency } };
  const answer = await account.refund(shop.refundOf(taken, amountMinor), never);
  expect(answer).toMatchObject({ kind: 'processing' });
});

test.each([
  ['callback_forged', 'forged'],
  ['callback_probe', 'probe'],
])('%s: refused as %s beside the right one, which is believed', async (kind, reason) => {
  const order = await offered();
  await shop.fault('callback', kind, order.paymentNumber);
  await shop.control('pay', { number: order.paymentNumber });
  expect(await shop.heard(isRefused(order.paymentNumber))).toMatchObject({ reason });
  expect(await shop.heard(isOf(order.paymentNumber))).toMatchObject({ kind: 'verified' });
});

test('A second transaction under one number is told and found by its own number', async () => {
  const double = shop.order();
  await shop.fault('create', 'second_transaction', double.paymentNumber);
  const order = await offered(double);
  await shop.control('pay', { number: order.paymentNumber });
  const first = await account.query(refOf(order), never);
  const firstTransaction = first.kind === 'success' ? first.transaction : '';
  const second = await shop.heard(
    (reading) => isOf(order.paymentNumber)(reading) && transactionOf(reading) !== firstTransaction,
  );
  const found = await account.query(refOf(order, transactionOf(second)), never);
  expect(found).toMatchObject({ kind: 'success', transaction: transactionOf(second) });
});

function transactionOf(reading: CallbackReading): string {
  if (reading.kind !== 'verified' || reading.news.kind !== 'payment') return '';
  const { finding } = reading.news;
  return finding.kind === 'success' ? finding.transaction : '';
}

test('A rotated platform key is downloaded and believed, in answers and callbacks', async () => {
  await shop.control('rotate_platform_key', {});
  const payment = await paid();
  expect(await shop.heard(isOf(payment.paymentNumber))).toMatchObject({ kind: 'verified' });
});

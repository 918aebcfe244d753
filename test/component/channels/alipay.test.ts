import { AlipaySdk } from 'alipay-sdk';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { CreateRequest, PaymentRef } from '../../../channels/channel.ts';
import type { Action } from '../../../domain/order/action.ts';
import { readAlipaySettings } from '../../../channels/alipay/settings.ts';
import { alipayByCertificate, alipayUnderTest, openAlipayShop } from './alipay-shop.ts';
import { isOf, isRefund, openChannelShop, refOf } from './channel-shop.ts';
import type { ChannelShop } from './channel-shop.ts';

const shop = await openAlipayShop();
afterAll(() => shop.close());
const never = new AbortController().signal;

type Offer = Readonly<{ order: CreateRequest; action: Action | null }>;

async function offered(changes: Partial<CreateRequest> = {}, at: ChannelShop = shop) {
  const order = at.order(changes);
  const { answer, action } = await at.account.create(order, never);
  expect(answer).toMatchObject({ kind: 'offered' });
  return { order, action } satisfies Offer;
}

async function paid(changes: Partial<CreateRequest> = {}): Promise<PaymentRef> {
  const { order, action } = await offered(changes);
  await shop.shopper('pay', order, action);
  const found = await shop.account.query(refOf(order), never);
  expect(found).toMatchObject({ kind: 'success', amountMinor: 1999, returnedMinor: 0 });
  return refOf(order, found.kind === 'success' ? found.transaction : null);
}

test('closed-means-watched: before the scan a close closes nothing, and the code is paid after it', async () => {
  const { order, action } = await offered();
  const closed = await shop.account.close(refOf(order), never);
  expect(closed).toMatchObject({ kind: 'refused', code: 'ACQ.TRADE_NOT_EXIST' });
  expect(await shop.account.query(refOf(order), never)).toEqual({ kind: 'not_known' });
  await shop.shopper('pay', order, action);
  expect(await shop.account.query(refOf(order), never)).toMatchObject({ kind: 'success' });
});

test('What a closed trade says is not trusted for ever, by any method', () => {
  for (const traits of Object.values(shop.channel.methods)) {
    expect(traits).toMatchObject({ closedIsTrusted: false, knownBeforeScan: false });
  }
});

test('The refund of a wap payment is told under its own number, and only prompts a query', async () => {
  const payment = await paid({ method: 'wap' });
  const request = shop.refundOf(payment, 1999);
  expect(await shop.account.refund(request, never)).toMatchObject({ kind: 'succeeded' });
  expect(await shop.heard(isRefund(request.refundNumber))).toMatchObject({
    news: { paymentNumber: payment.paymentNumber, standing: { kind: 'processing' } },
  });
  const found = await shop.account.query(payment, never);
  expect(found).toMatchObject({ kind: 'success', returnedMinor: 1999 });
});

test('All sent back at the console is a success whose money is gone', async () => {
  const payment = await paid();
  await shop.control('console_refund', { number: payment.paymentNumber });
  const found = await shop.account.query({ ...payment, transaction: null }, never);
  expect(found).toMatchObject({ kind: 'success', returnedMinor: 1999 });
});

test('A finished payment stays a success and is refunded no more', async () => {
  const payment = await paid({ method: 'wap' });
  await shop.control('finish', { number: payment.paymentNumber });
  expect(await shop.account.query(payment, never)).toMatchObject({ kind: 'success' });
  const answer = await shop.account.refund(shop.refundOf(payment, 100), never);
  expect(answer).toMatchObject({ kind: 'refused', code: 'ACQ.TRADE_HAS_FINISHED' });
});

test('10000 without fund_change is under way; not known so far is no failure', async () => {
  const payment = await paid({ method: 'wap' });
  const request = shop.refundOf(payment, 500);
  await shop.fault('refund', 'refund_slow', request.refundNumber, { delay_ms: 100 });
  expect(await shop.account.refund(request, never)).toMatchObject({ kind: 'processing' });
  expect(await shop.account.queryRefund(request, never)).toEqual({ kind: 'not_known' });
  await shop.heard(isRefund(request.refundNumber));
  expect(await shop.account.queryRefund(request, never)).toMatchObject({ kind: 'succeeded' });
});

test('A refund that failed is made by the same number asked again', async () => {
  const payment = await paid();
  const request = shop.refundOf(payment, 500);
  await shop.fault('refund', 'refund_fails', request.refundNumber);
  expect(await shop.account.refund(request, never)).toMatchObject({ kind: 'processing' });
  expect(await shop.account.queryRefund(request, never)).toEqual({ kind: 'not_known' });
  expect(await shop.account.refund(request, never)).toMatchObject({ kind: 'succeeded' });
});

test.each(['utf-8', 'gbk'])(
  'In %s, Chinese and % in what the shopper bought verify in answers and callbacks',
  async (charset) => {
    const at = await openChannelShop({
      ...alipayUnderTest,
      settings: (issued, baseUrl) => ({ ...alipayUnderTest.settings(issued, baseUrl), charset }),
    });
    try {
      const description = '100% 棉 %41 + 两张票 縗乗';
      const { order, action } = await offered({ description, method: 'page' }, at);
      await at.shopper('pay', order, action);
      expect(await at.heard(isOf(order.paymentNumber))).toMatchObject({ kind: 'verified' });
      expect(at.readings.filter(({ kind }) => kind === 'refused')).toEqual([]);
      expect(await at.account.query(refOf(order), never)).toMatchObject({ kind: 'success' });
      // Its error text is Chinese.
      expect(await at.account.query(refOf(at.order()), never)).toEqual({ kind: 'not_known' });
    } finally {
      await at.close();
    }
  },
);

test('Certificates have the numbers that Alipay’s own client gives them', () => {
  const text = (name: string): string => z.string().parse(shop.issued[name]);
  const sdk = new AlipaySdk({
    appId: text('app_id'),
    privateKey: text('private_key_pem').replace(/-----[^-]+-----|\s/g, ''),
    keyType: 'PKCS8',
    appCertContent: text('app_cert_pem'),
    alipayPublicCertContent: text('alipay_cert_pem'),
    alipayRootCertContent: text('alipay_root_cert_pem'),
  });
  const settings = alipayByCertificate.settings(shop.issued, shop.baseUrl);
  expect(readAlipaySettings(settings, String).certificates).toEqual({
    app: sdk.config.appCertSn,
    alipay: sdk.config.alipayCertSn,
    alipayRoot: sdk.config.alipayRootCertSn,
  });
});

test('After Alipay changed its certificate nothing is believed until it is configured', async () => {
  const at = await openChannelShop(alipayByCertificate);
  try {
    const { order, action } = await offered({}, at);
    await at.control('rotate_platform_key', {});
    await at.shopper('pay', order, action);
    const found = await at.account.query(refOf(order), never);
    expect(found).toMatchObject({ kind: 'unknown', code: 'ANSWER_KEY_UNKNOWN' });
    const told = await at.heard(({ kind }) => kind === 'refused');
    expect(told.kind === 'refused' && told.readPaymentNumber()).toBe(order.paymentNumber);
  } finally {
    await at.close();
  }
});

test('What we sign for browser and app is what Alipay’s own client would sign', async () => {
  const sdk = new AlipaySdk({
    appId: z.string().parse(shop.issued['app_id']),
    privateKey: z.string().parse(shop.issued['private_key_pem']),
    keyType: 'PKCS8',
    gateway: `${shop.baseUrl}/gateway.do`,
    alipayPublicKey: z.string().parse(shop.issued['alipay_public_key_pem']),
  });
  for (const method of ['page', 'wap', 'app']) {
    const { action } = await offered({ method, returnUrl: 'https://shop.example/r?a=1&b=%20' });
    const signed = action?.type === 'redirect' ? new URL(action.url).search : '';
    const text = action?.type === 'sdk' ? action.parameters['orderString'] : signed;
    const given = Object.fromEntries(new URLSearchParams(text));
    const { method: call = '', biz_content: content = '{}', sign, ...rest } = given;
    const { return_url, notify_url, timestamp } = rest;
    const theirs = sdk.sdkExecute(call, {
      bizContent: z.record(z.string(), z.string()).parse(JSON.parse(content)),
      ...(return_url === undefined ? {} : { returnUrl: return_url }),
      notifyUrl: notify_url,
      format: 'JSON',
      timestamp,
    });
    expect(new URLSearchParams(theirs).get('sign')).toBe(sign);
  }
});

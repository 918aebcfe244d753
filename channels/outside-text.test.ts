import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import * as alipay from './alipay/gateway.fixture.ts';
import type { CallbackReading } from './channel.ts';
import { expectStorable, hostileJson, hostileText, spoiled } from './hostile.fixture.ts';
import { errorReply, undecided } from './no-answer.ts';
import { outsideId, storableText } from './outside-text.ts';
import * as wechat from './wechat/platform.fixture.ts';

const wechatShop = await wechat.openTestAccount(() => wechat.says(404, { code: 'X', message: '' }));
const alipayShop = await alipay.openTestAccount({ node: {} });
afterAll(() => Promise.all([wechatShop.close(), alipayShop.close()]));

const trade = {
  mchid: wechat.mchid,
  appid: wechat.appid,
  out_trade_no: 'A1B2C3D4E5F6',
  transaction_id: '42000',
  trade_state: 'SUCCESS',
  trade_state_desc: '',
  success_time: '2026-11-21T12:00:00+08:00',
  amount: { total: 1999, currency: 'CNY' },
  out_refund_no: 'R1',
  refund_id: '500',
  refund_status: 'SUCCESS',
};
const notice = {
  app_id: alipay.appId,
  notify_id: 'N1',
  notify_type: 'trade_status_sync',
  notify_time: '2026-11-21 12:00:01',
  out_trade_no: alipay.paymentNumber,
  trade_no: alipay.transaction,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '19.99',
  trans_currency: 'CNY',
  gmt_payment: '2026-11-21 12:00:00',
  refund_fee: '1.00',
  out_biz_no: '',
};

test('Text from outside is cut between characters and loses what no database stores', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 400 }), (text, longest) => {
      const stored = storableText(text, longest);
      expectStorable(stored);
      expect(stored.length).toBeLessThanOrEqual(longest);
      expect(storableText(stored, longest)).toBe(stored);
    }),
  );
});

test('Half a character is never what is left of one', () => {
  expect(storableText('两张票 🎫', 5)).toBe('两张票 ');
  expect(storableText('a\u0000b\ud83d', 5)).toBe('a b\ufffd');
});

test.each(['', 'x'.repeat(129), 'a\u0000', '\ud83d', '两'])('%j is no id', (text) => {
  expect(outsideId.safeParse(text).success).toBe(false);
});

test('What a channel says of a failure is storable, whatever it says', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (code, message) => {
      expectStorable(errorReply('refund', 'definite', { code, message }));
      expectStorable(undecided('query', code, message));
    }),
  );
});

const eventTypes = ['TRANSACTION.SUCCESS', 'REFUND.SUCCESS'];

/** A reading, and what is read of a refusal when somebody asks. */
function told(reading: CallbackReading): unknown {
  if (reading.kind === 'verified') return reading;
  const { readPaymentNumber, ...refusal } = reading;
  return { ...refusal, paymentNumber: readPaymentNumber() };
}

test('A signed callback of WeChat with anything in any field is storable or refused', async () => {
  const bad = fc.tuple(
    spoiled(trade),
    fc.oneof(fc.constantFrom(...eventTypes), hostileText),
    fc.oneof(fc.constant('EV-1'), hostileText),
  );
  await fc.assert(
    fc.asyncProperty(bad, async ([content, type, id]) => {
      const resource = wechat.seal(hostileJson(content));
      const body = JSON.stringify({ id, event_type: type, resource });
      const headers = wechat.signedHeaders(body);
      const raw = { headers, body: Buffer.from(body), receivedAtMs: Date.now() };
      expectStorable(told(await wechatShop.account.readCallback(raw)));
    }),
  );
});

test('A signed callback of Alipay with anything in any field is storable or refused', async () => {
  await fc.assert(
    fc.asyncProperty(spoiled(notice), async (fields) => {
      const body = alipay.signedForm(fields);
      const raw = { headers: {}, body, receivedAtMs: Date.now() };
      expectStorable(told(await alipayShop.account.readCallback(raw)));
    }),
  );
});

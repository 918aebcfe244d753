import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import * as gateway from '../../../channels/alipay/gateway.fixture.ts';
import { hostile, hostileJson, hostileText, spoiled } from '../../../channels/hostile.fixture.ts';
import * as platform from '../../../channels/wechat/platform.fixture.ts';
import { call, type Got } from '../api/http-call.ts';
import {
  offeredOrder,
  openEdge,
  sayWechat,
  startRelay,
  untilTaken,
  wechatTrade,
} from './open-edge.ts';

/**
 * Rule 21: whatever a channel signs is refused, or acknowledged and taken; it never jams anything.
 */
const api = await openEdge();
startRelay(api);

/** Numbers of attempts for callbacks to name. */
const numbers: Record<'wechat' | 'alipay', string[]> = { wechat: [], alipay: [] };
beforeAll(async () => {
  for (const channel of ['wechat', 'alipay'] as const) {
    for (let made = 0; made < 40; made += 1) {
      numbers[channel].push((await offeredOrder(api, channel)).number);
    }
  }
});

const runs = { numRuns: 200 };
const whose = fc.nat(39);
const oddAmount = fc.constantFrom(0, 1, 1999, 2 ** 53 - 1, 9e15);
const currency = fc.constantFrom('CNY', 'JPY', 'KWD', 'XXX');
const types = fc.constantFrom('TRANSACTION.SUCCESS', 'REFUND.SUCCESS', 'REFUND.ABNORMAL');

function refundOf(number: string): object {
  return {
    mchid: platform.mchid,
    out_trade_no: number,
    transaction_id: `T${number}`,
    out_refund_no: `${number}R1`,
    refund_id: '5001',
    refund_status: 'SUCCESS',
    amount: { refund: 1999, total: 1999, payer_refund: 1999, payer_total: 1999 },
  };
}

function noticeOf(number: string): object {
  return {
    app_id: gateway.appId,
    seller_id: gateway.sellerId,
    notify_id: `N-${randomUUID()}`,
    notify_type: 'trade_status_sync',
    notify_time: '2026-11-21 12:00:01',
    out_trade_no: number,
    trade_no: `T${number}`,
    trade_status: 'TRADE_SUCCESS',
    total_amount: '19.99',
    trans_currency: 'CNY',
    gmt_payment: '2026-11-21 12:00:00',
    refund_fee: '1.00',
    out_biz_no: '',
    receipt_amount: '19.99',
    buyer_pay_amount: '19.99',
  };
}

/** Fails if a callback was neither refused nor kept. */
function expectKept({ status, text }: Got): void {
  expect([200, 204, 401], text).toContain(status);
}

test('what WeChat signs of a payment or refund is taken, whatever a field holds', async () => {
  const good = fc.tuple(whose, types).chain(([at, type]) => {
    const number = numbers.wechat[at] ?? '';
    const content = type.startsWith('REFUND') ? refundOf(number) : wechatTrade(number);
    const odd = fc
      .record({ total: oddAmount, refund: oddAmount, currency })
      .map((amount) => ({ ...content, amount }));
    return fc.tuple(fc.oneof(spoiled(content), odd, hostile), fc.constant(type));
  });
  await fc.assert(
    fc.asyncProperty(good, async ([content, event_type]) => {
      expectKept(await sayWechat(api, hostileJson(content), { event_type }));
    }),
    runs,
  );
  await untilTaken(api);
});

test('what WeChat signs around it is taken, whatever a field holds', async () => {
  const envelope = {
    id: 'EV-1',
    event_type: 'TRANSACTION.SUCCESS',
    create_time: 'now',
    summary: '',
  };
  await fc.assert(
    fc.asyncProperty(spoiled(envelope), whose, async (around, at) => {
      const text = hostileJson(wechatTrade(numbers.wechat[at] ?? ''));
      const named: Record<string, unknown> = Object.fromEntries(Object.entries(around));
      expectKept(await sayWechat(api, text, named));
    }),
    runs,
  );
  await untilTaken(api);
});

function sendForm(body: Buffer): Promise<Got> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return call(api, 'POST /callbacks/alipay/default', {
    key: null,
    raw: new Uint8Array(body),
    headers,
  });
}

test('what Alipay signs is taken, whatever a field holds', async () => {
  const yuan = fc.constantFrom('0.00', '0.01', '19.99', '90071992547409.91', '1e3', '-1');
  const good = whose.chain((at) => {
    const notice = noticeOf(numbers.alipay[at] ?? '');
    const odd = fc
      .record({
        total_amount: yuan,
        refund_fee: yuan,
        receipt_amount: yuan,
        trans_currency: currency,
      })
      .map((amounts) => ({ ...notice, ...amounts }));
    return fc.oneof(spoiled(notice), odd);
  });
  await fc.assert(
    fc.asyncProperty(good, async (notice) =>
      expectKept(await sendForm(gateway.signedForm(notice))),
    ),
    runs,
  );
  await untilTaken(api);
});

test('what nobody signed is refused and kept, whatever it is', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((some) => Buffer.from(some)),
    hostileText.map((text) => Buffer.from(text)),
    hostile.map((value) => Buffer.from(hostileJson({ value }))),
    fc.tuple(hostileText, hostileText).map(([number, sign]) => {
      const fields = { out_trade_no: number, sign, sign_type: 'RSA2' };
      return Buffer.from(new URLSearchParams(fields).toString());
    }),
  );
  const header = hostileText.map((text) =>
    text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\xff').slice(0, 4_000),
  );
  const name = fc.constantFrom('timestamp', 'nonce', 'serial', 'signature');
  await fc.assert(
    fc.asyncProperty(bytes, name, header, async (body, which, text) => {
      const signed = { ...platform.signedHeaders(''), [`wechatpay-${which}`]: text };
      const raw = new Uint8Array(body);
      const wechat = { key: null, raw, headers: signed };
      expect((await call(api, 'POST /callbacks/wechat/default', wechat)).status).toBe(401);
      expect((await sendForm(body)).status).toBe(401);
    }),
    runs,
  );
  const longest = 'select max(length(detail)) as detail from refused_callbacks';
  const { rows } = await api.database.query<{ detail: number }>(longest);
  expect(rows[0]?.detail).toBeLessThanOrEqual(300);
});

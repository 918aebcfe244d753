import { afterAll, afterEach, expect, test } from 'vitest';
import {
  nativeBody,
  openPluginShop,
  type Answer,
  type PluginShop,
} from '../../test/sandbox/plugin-shop.ts';

const shop: PluginShop = await openPluginShop();
afterAll(() => shop.close());
afterEach(() => shop.control('faults', undefined, 'DELETE'));

const native = 'v3/pay/transactions/native';
const refundPath = 'v3/refund/domestic/refunds';
const tradePath = (number: string): string => `v3/pay/transactions/out-trade-no/${number}`;

const make = (number: string): Promise<Answer> => shop.post(native, nativeBody(shop, number));
const pay = (number: string): Promise<Answer> => shop.control('pay', { channel: 'wechat', number });
const query = (number: string): Promise<Answer> => shop.get(tradePath(number));
const close = (number: string): Promise<Answer> =>
  shop.post(`${tradePath(number)}/close`, { mchid: shop.credentials.mchid });
const refund = (number: string, refundNumber: string): Promise<Answer> =>
  shop.post(refundPath, {
    out_trade_no: number,
    out_refund_no: refundNumber,
    notify_url: shop.notifyUrl,
    amount: { refund: 1999, total: 1999, currency: 'CNY' },
  });

async function arm(operation: string, kind: string, more: object = {}): Promise<void> {
  const fault = { channel: 'wechat', operation, kind, ...more };
  const { status, data } = await shop.control('faults', fault);
  expect(status, JSON.stringify(data)).toBe(201);
}

async function booked(number: string): Promise<Record<string, unknown>> {
  return (await shop.control(`money?order=${number}`)).data;
}

const about = (number: string) => (one: { resource: Readonly<Record<string, unknown>> }) =>
  one.resource['out_trade_no'] === number;

async function paidTrade(number: string): Promise<void> {
  expect((await make(number)).status).toBe(200);
  expect((await pay(number)).status).toBe(200);
  await shop.received(1, about(number));
}

/** Queries until the state is there; each query is an event of its own, so nothing sleeps. */
async function untilState(number: string, state: string): Promise<void> {
  while ((await query(number)).data['trade_state'] !== state);
}

test('delay: the call is performed only after delay_ms', async () => {
  await arm('create', 'delay', { delay_ms: 80 });
  const begunMs = performance.now();
  expect((await make('DELAY001')).status).toBe(200);
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(79);
});

test('refuse: refused for good with the code named, and nothing is performed', async () => {
  await arm('create', 'refuse', { code: 'NO_AUTH' });
  expect(await make('REFUSED1')).toMatchObject({ status: 403, data: { code: 'NO_AUTH' } });
  expect((await query('REFUSED1')).status).toBe(404);
  expect((await make('REFUSED1')).status).toBe(200);
});

test('refuse: only with a code by which the channel refuses for good', async () => {
  const fault = { channel: 'wechat', operation: 'create', kind: 'refuse' };
  const codes = [{}, { code: 'SYSTEM_ERROR' }, { code: 'ACQ.INVALID_PARAMETER' }];
  for (const code of codes) {
    expect((await shop.control('faults', { ...fault, ...code })).status).toBe(400);
  }
  const other = { ...fault, kind: 'delay', code: 'NO_AUTH' };
  expect((await shop.control('faults', other)).status).toBe(400);
});

test('lost_request: nothing is performed and nothing answered', async () => {
  await arm('create', 'lost_request');
  expect((await make('LOSTREQ1')).status).toBe(0);
  expect((await query('LOSTREQ1')).status).toBe(404);
});

test('lost_response: performed, but no answer', async () => {
  await arm('create', 'lost_response');
  expect((await make('LOSTRES1')).status).toBe(0);
  expect((await query('LOSTRES1')).data['trade_state']).toBe('NOTPAY');
});

test('error_before has no effect, error_after has', async () => {
  await arm('create', 'error_before', { match: 'BEFORE' });
  await arm('create', 'error_after', { match: 'AFTER' });
  expect(await make('BEFORE01')).toMatchObject({ status: 500, code: 'SYSTEM_ERROR' });
  expect(await make('AFTER001')).toMatchObject({ status: 500, code: 'SYSTEM_ERROR' });
  expect((await query('BEFORE01')).status).toBe(404);
  expect((await query('AFTER001')).status).toBe(200);
});

test('rate_limited: 429, as often as `times` says and only where it matches', async () => {
  await arm('query', 'rate_limited', { times: 2, match: 'shop/RATE' });
  await make('RATE0001');
  await make('OTHER001');
  expect((await query('OTHER001')).status).toBe(200);
  expect(await query('RATE0001')).toMatchObject({ status: 429, code: 'FREQUENCY_LIMITED' });
  expect((await query('RATE0001')).status).toBe(429);
  expect((await query('RATE0001')).status).toBe(200);
});

test('bad_signature and callback_probe: the answer is refused by the plugin', async () => {
  await arm('create', 'bad_signature');
  expect((await make('BADSIG01')).code).toBe('EV3_RES_HEADER_SIGNATURE_DIGEST');
  await arm('query', 'callback_probe');
  expect((await query('BADSIG01')).code).toBe('EV3_RES_HEADER_SIGNATURE_DIGEST');
  expect((await query('BADSIG01')).status).toBe(200);
});

test('bad_signature of a callback: refused, then sent again rightly signed', async () => {
  await arm('callback', 'bad_signature', { match: 'BADSIG02' });
  await make('BADSIG02');
  shop.answerNext('BADSIG02', 401);
  await pay('BADSIG02');
  const [first, second] = await shop.received(2, about('BADSIG02'));
  expect([first?.verified, second?.verified]).toEqual([false, true]);
});

test.each(['create', 'callback'])('wrong_amount of %s: the payer is charged more', async (on) => {
  const number = `WRONG-${on}`;
  await arm(on, 'wrong_amount', { match: number });
  await paidTrade(number);
  expect((await query(number)).data['amount']).toMatchObject({ total: 2000 });
  const [callback] = await shop.received(1, about(number));
  expect(callback?.resource['amount']).toMatchObject({ total: 2000 });
  expect(await booked(number)).toMatchObject({ captured: 2000, payments: [{ amount: 1999 }] });
});

test('not_found_once: a trade and a refund that exist are denied once', async () => {
  await paidTrade('DENIED01');
  await refund('DENIED01', 'DENIED-R');
  await arm('query', 'not_found_once');
  await arm('refund_query', 'not_found_once', { match: 'DENIED-R' });
  expect((await query('DENIED01')).code).toBe('ORDER_NOT_EXIST');
  expect((await query('DENIED01')).status).toBe(200);
  expect((await shop.get(`${refundPath}/DENIED-R`)).code).toBe('RESOURCE_NOT_EXISTS');
  expect((await shop.get(`${refundPath}/DENIED-R`)).status).toBe(200);
});

test('pay_wins_close: the close fails because the shopper paid in the same instant', async () => {
  await make('PAYWINS1');
  await arm('close', 'pay_wins_close');
  expect((await close('PAYWINS1')).code).toBe('TRADE_ERROR');
  expect((await query('PAYWINS1')).data['trade_state']).toBe('SUCCESS');
  expect(await booked('PAYWINS1')).toMatchObject({ captured: 1999 });
});

test('payable_after_close: CLOSED until it is paid, then SUCCESS', async () => {
  await make('AFTERCL1');
  await arm('close', 'payable_after_close');
  expect((await close('AFTERCL1')).status).toBe(204);
  expect((await query('AFTERCL1')).data['trade_state']).toBe('CLOSED');
  expect((await pay('AFTERCL1')).status).toBe(200);
  expect((await query('AFTERCL1')).data['trade_state']).toBe('SUCCESS');
});

test('create_lands_late: no answer, and the trade comes into existence afterwards', async () => {
  await arm('create', 'create_lands_late', { delay_ms: 150 });
  expect((await make('LANDS001')).status).toBe(0);
  expect((await query('LANDS001')).status).toBe(404);
  await untilState('LANDS001', 'NOTPAY');
});

test('callback_lost: the payment is never told, with all its retries', async () => {
  await arm('callback', 'callback_lost', { match: 'LOSTCB01' });
  await make('LOSTCB01');
  await pay('LOSTCB01');
  await paidTrade('FOLLOWS1');
  expect(shop.callbacks.filter(about('LOSTCB01'))).toEqual([]);
  expect((await query('LOSTCB01')).data['trade_state']).toBe('SUCCESS');
});

test('callback_twice: the same notification comes two times', async () => {
  await arm('callback', 'callback_twice', { match: 'TWICE001' });
  await paidTrade('TWICE001');
  const [first, second] = await shop.received(2, about('TWICE001'));
  expect(first?.id).toBe(second?.id);
});

test('callback_late: it comes delay_ms after the payment', async () => {
  await arm('callback', 'callback_late', { match: 'LATECB01', delay_ms: 80 });
  await make('LATECB01');
  const begunMs = performance.now();
  await pay('LATECB01');
  await shop.received(1, about('LATECB01'));
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(79);
});

test('callback_forged of create: a stranger claims success for an unpaid trade', async () => {
  await arm('create', 'callback_forged');
  await make('FORGED01');
  const [forged] = await shop.received(1, about('FORGED01'));
  expect(forged).toMatchObject({ verified: false, eventType: 'TRANSACTION.SUCCESS' });
  expect((await query('FORGED01')).data['trade_state']).toBe('NOTPAY');
  expect(await booked('FORGED01')).toMatchObject({ captured: 0, payments: [{ charges: 0 }] });
});

test('callback_forged and callback_probe: bad callbacks go out beside the right one', async () => {
  await arm('callback', 'callback_forged', { match: 'BESIDE01' });
  await arm('callback', 'callback_probe', { match: 'BESIDE01' });
  await paidTrade('BESIDE01');
  const all = await shop.received(3, about('BESIDE01'));
  expect(all.filter((one) => one.verified)).toHaveLength(1);
  const probes = all.filter((one) => one.signature.startsWith('WECHATPAY/SIGNTEST/'));
  expect(probes).toHaveLength(1);
});

test('second_transaction: one number is charged twice, each told under its own id', async () => {
  await arm('callback', 'second_transaction', { match: 'SECOND01' });
  await make('SECOND01');
  await pay('SECOND01');
  const told = await shop.received(2, about('SECOND01'));
  const ids = told.map((one) => String(one.resource['transaction_id']));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    const byId = await shop.get(`v3/pay/transactions/id/${id}`);
    expect(byId.data['transaction_id']).toBe(id);
  }
  expect(await booked('SECOND01')).toMatchObject({ captured: 3998, payments: [{ charges: 2 }] });
  const amount = { refund: 1999, total: 1999, currency: 'CNY' };
  for (const id of ids) {
    const body = { transaction_id: id, out_refund_no: `R-${id}`, amount };
    expect((await shop.post(refundPath, body)).status).toBe(200);
  }
});

test('second_transaction: a refund of one leaves the other a success', async () => {
  await arm('callback', 'second_transaction', { match: 'SECOND02' });
  await make('SECOND02');
  await pay('SECOND02');
  const told = await shop.received(2, about('SECOND02'));
  const [returned = '', kept = ''] = told.map((one) => String(one.resource['transaction_id']));
  const amount = { refund: 500, total: 1999, currency: 'CNY' };
  const body = { transaction_id: returned, out_refund_no: 'R-SECOND02', amount };
  expect((await shop.post(refundPath, body)).status).toBe(200);
  const stateOf = async (id: string): Promise<unknown> =>
    (await shop.get(`v3/pay/transactions/id/${id}`)).data['trade_state'];
  expect(await stateOf(returned)).toBe('REFUND');
  expect(await stateOf(kept)).toBe('SUCCESS');
});

test('slow_settlement: paid by the shopper, NOTPAY and not closable until it settles', async () => {
  await arm('create', 'slow_settlement', { delay_ms: 300 });
  await make('SLOW0001');
  expect((await pay('SLOW0001')).data['state']).toBe('SETTLING');
  expect((await query('SLOW0001')).data['trade_state']).toBe('NOTPAY');
  expect((await close('SLOW0001')).code).toBe('TRADE_ERROR');
  expect((await pay('SLOW0001')).status).toBe(409);
  await untilState('SLOW0001', 'SUCCESS');
});

test.each([
  ['refund_fails', 'CLOSED'],
  ['refund_abnormal', 'ABNORMAL'],
])('%s: the refund ends %s, is told so, and no money went', async (kind, status) => {
  const number = `END-${status}`;
  await paidTrade(number);
  await arm('refund', kind);
  await refund(number, `R-${status}`);
  const [told] = await shop.received(1, (one) => one.resource['out_refund_no'] === `R-${status}`);
  expect(told).toMatchObject({ eventType: `REFUND.${status}`, verified: true });
  expect((await shop.get(`${refundPath}/R-${status}`)).data['status']).toBe(status);
  expect(await booked(number)).toMatchObject({ refunded: 0, net: 1999 });
});

test('refund_fails_after_success: SUCCESS first, CLOSED later, the money is back', async () => {
  await paidTrade('UNDONE01');
  await arm('refund', 'refund_fails_after_success');
  await refund('UNDONE01', 'R-UNDONE');
  const told = await shop.received(2, (one) => one.resource['out_refund_no'] === 'R-UNDONE');
  expect(told.map((one) => one.eventType)).toEqual(['REFUND.SUCCESS', 'REFUND.CLOSED']);
  expect(await booked('UNDONE01')).toMatchObject({ refunded: 0, net: 1999 });
  // A trade takes one refund a minute.
  await expect
    .poll(async () => (await refund('UNDONE01', 'R-ANEW')).data['status'])
    .toBe('PROCESSING');
});

test('refund_slow: PROCESSING for delay_ms', async () => {
  await paidTrade('SLOWREF1');
  await arm('refund', 'refund_slow', { delay_ms: 200 });
  const begunMs = performance.now();
  await refund('SLOWREF1', 'R-SLOW');
  await shop.received(1, (one) => one.resource['out_refund_no'] === 'R-SLOW');
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(199);
});

test('short_balance: refused with NOT_ENOUGH, and taken under the same number later', async () => {
  await paidTrade('SHORT001');
  await arm('refund', 'short_balance');
  expect(await refund('SHORT001', 'R-SHORT')).toMatchObject({ status: 403, code: 'NOT_ENOUGH' });
  expect((await refund('SHORT001', 'R-SHORT')).data['status']).toBe('PROCESSING');
});

test('a fault nobody knows, or that means nothing there, is refused with words', async () => {
  const unknown = { channel: 'wechat', operation: 'create', kind: 'gremlins' };
  expect((await shop.control('faults', unknown)).status).toBe(400);
  const senseless = { channel: 'wechat', operation: 'close', kind: 'callback_lost' };
  const refused = await shop.control('faults', senseless);
  expect(refused.status).toBe(400);
  expect(refused.data['error']).toContain('means nothing for close of wechat');
  const capture = { channel: 'wechat', operation: 'capture', kind: 'delay' };
  expect((await shop.control('faults', capture)).status).toBe(400);
  const nowhere = { channel: 'bank', operation: 'create', kind: 'delay' };
  expect((await shop.control('faults', nowhere)).data['error']).toContain('no channel "bank"');
});

test('the request log counts each call that arrived, lost ones too', async () => {
  await arm('create', 'lost_response');
  await make('COUNT001');
  await make('COUNT001');
  await query('COUNT001');
  const { data } = await shop.control('requests?channel=wechat&number=COUNT001');
  expect(data).toEqual({ total: 3, counts: { create: 2, query: 1 } });
});

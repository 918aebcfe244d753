import { afterAll, afterEach, expect, test } from 'vitest';
import {
  openSdkShop,
  precreateContent,
  type Answer,
  type SdkShop,
} from '../../test/sandbox/sdk-shop.ts';

const shop: SdkShop = await openSdkShop();
afterAll(() => shop.close());
afterEach(() => shop.control('faults', undefined, 'DELETE'));

const make = (number: string): Promise<Answer> => shop.call('precreate', precreateContent(number));
const byNumber = (method: string, number: string): Promise<Answer> =>
  shop.call(method, { out_trade_no: number });
const query = (number: string): Promise<Answer> => byNumber('query', number);
const status = async (number: string) => (await query(number)).node['trade_status'];
const act = (action: string, number: string) => shop.control(action, { channel: 'alipay', number });
const refund = (number: string, requestNo: string): Promise<Answer> =>
  shop.call('refund', { out_trade_no: number, refund_amount: '19.99', out_request_no: requestNo });
const refundStatus = async (number: string, requestNo: string): Promise<unknown> => {
  const content = { out_trade_no: number, out_request_no: requestNo };
  return (await shop.call('fastpay.refund.query', content)).node['refund_status'];
};
const booked = async (number: string) => (await shop.control(`money?order=${number}`)).data;

async function arm(operation: string, kind: string, more: object = {}): Promise<void> {
  const fault = { channel: 'alipay', operation, kind, ...more };
  const armed = await shop.control('faults', fault);
  expect(armed.status, JSON.stringify(armed.data)).toBe(201);
}

async function paidTrade(number: string): Promise<void> {
  expect((await make(number)).node['code']).toBe('10000');
  expect((await act('pay', number)).status).toBe(200);
  await shop.received(1, number);
}

// The SDK itself repeats a call whose connection was dropped, once: so silence takes two.
const unheard = { times: 2 };

/** Each query is an event of its own, so nothing sleeps. */
async function untilStatus(number: string, wanted: string): Promise<void> {
  while ((await status(number)) !== wanted);
}

test('delay: the call is performed only after delay_ms', async () => {
  await arm('create', 'delay', { delay_ms: 80 });
  const begunMs = performance.now();
  expect((await make('DELAY001')).node['code']).toBe('10000');
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(79);
});

test('lost_request: nothing is performed, lost_response: performed; neither is answered', async () => {
  await arm('create', 'lost_request', { ...unheard, match: 'LOSTREQ1' });
  expect((await make('LOSTREQ1')).failure).not.toBe('');
  expect((await act('scan', 'LOSTREQ1')).status).toBe(404);
  await arm('create', 'lost_response', { ...unheard, match: 'LOSTRES1' });
  expect((await make('LOSTRES1')).failure).not.toBe('');
  expect((await act('scan', 'LOSTRES1')).status).toBe(200);
});

test('error_before has no effect, error_after has; both answers are signed', async () => {
  await arm('create', 'error_before', { match: 'BEFORE' });
  await arm('create', 'error_after', { match: 'AFTER' });
  expect((await make('BEFORE01')).node).toMatchObject({
    code: '20000',
    sub_code: 'isp.unknow-error',
  });
  expect((await make('AFTER001')).node).toMatchObject({
    code: '40004',
    sub_code: 'ACQ.SYSTEM_ERROR',
  });
  expect((await act('scan', 'BEFORE01')).status).toBe(404);
  expect((await act('scan', 'AFTER001')).status).toBe(200);
});

test('rate_limited: 40005, as often as `times` says and only where it matches', async () => {
  await arm('query', 'rate_limited', { times: 2, match: 'shop/RATE' });
  await paidTrade('RATE0001');
  await paidTrade('OTHER001');
  expect(await status('OTHER001')).toBe('TRADE_SUCCESS');
  expect((await query('RATE0001')).node['code']).toBe('40005');
  expect((await query('RATE0001')).node['code']).toBe('40005');
  expect(await status('RATE0001')).toBe('TRADE_SUCCESS');
});

test('bad_signature: the answer is refused by the SDK', async () => {
  await arm('create', 'bad_signature');
  expect((await make('BADSIG01')).failure).toContain('验签失败');
  expect((await make('BADSIG01')).failure).toBe('');
});

test('bad_signature of a callback: refused, then sent again rightly signed', async () => {
  await arm('callback', 'bad_signature', { match: 'BADSIG02' });
  await make('BADSIG02');
  shop.answerNext('BADSIG02', 'failure');
  await act('pay', 'BADSIG02');
  const told = await shop.received(2, 'BADSIG02');
  expect(told.map((one) => one.verified)).toEqual([false, true]);
});

test.each(['create', 'callback'])('wrong_amount of %s: the payer is charged more', async (on) => {
  const number = `WRONG_${on}`;
  await arm(on, 'wrong_amount', { match: number });
  await paidTrade(number);
  expect((await query(number)).node['total_amount']).toBe('20.00');
  const [callback] = await shop.received(1, number);
  expect(callback?.fields['total_amount']).toBe('20.00');
  expect(await booked(number)).toMatchObject({ captured: 2000, payments: [{ amount: 1999 }] });
});

test('not_found_once: a trade and a refund that exist are denied once', async () => {
  await paidTrade('DENIED01');
  await refund('DENIED01', 'DENIED_R');
  await arm('query', 'not_found_once');
  await arm('refund_query', 'not_found_once', { match: 'DENIED_R' });
  expect((await query('DENIED01')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  expect(await status('DENIED01')).toBe('TRADE_CLOSED');
  expect(await refundStatus('DENIED01', 'DENIED_R')).toBeUndefined();
  expect(await refundStatus('DENIED01', 'DENIED_R')).toBe('REFUND_SUCCESS');
});

test('pay_wins_close: the shopper paid in the same instant, scanned before or not', async () => {
  await arm('close', 'pay_wins_close', { times: 2 });
  await make('PAYWINS1');
  await act('scan', 'PAYWINS1');
  const scanned = await byNumber('close', 'PAYWINS1');
  expect(scanned.node['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  await make('PAYWINS2');
  const unscanned = await byNumber('close', 'PAYWINS2');
  expect(unscanned.node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  for (const number of ['PAYWINS1', 'PAYWINS2']) {
    expect(await status(number)).toBe('TRADE_SUCCESS');
    expect(await booked(number)).toMatchObject({ captured: 1999 });
  }
});

test('payable_after_close: TRADE_CLOSED until it is paid, then TRADE_SUCCESS', async () => {
  await make('AFTERCL1');
  await act('scan', 'AFTERCL1');
  await arm('close', 'payable_after_close');
  expect((await byNumber('close', 'AFTERCL1')).node['code']).toBe('10000');
  expect(await status('AFTERCL1')).toBe('TRADE_CLOSED');
  expect((await act('pay', 'AFTERCL1')).status).toBe(200);
  expect(await status('AFTERCL1')).toBe('TRADE_SUCCESS');
});

test('create_lands_late: no answer, and the number can be paid afterwards', async () => {
  await arm('create', 'create_lands_late', { ...unheard, delay_ms: 150 });
  expect((await make('LANDS001')).failure).not.toBe('');
  expect((await act('pay', 'LANDS001')).status).toBe(404);
  while ((await act('pay', 'LANDS001')).status !== 200);
  expect(await status('LANDS001')).toBe('TRADE_SUCCESS');
});

test('callback_lost: the payment is never told, with all its retries', async () => {
  await arm('callback', 'callback_lost', { match: 'LOSTCB01' });
  await make('LOSTCB01');
  await act('pay', 'LOSTCB01');
  await paidTrade('FOLLOWS1');
  expect(shop.callbacks.filter((one) => one.fields['out_trade_no'] === 'LOSTCB01')).toEqual([]);
});

test('callback_twice: the same notification comes two times', async () => {
  await arm('callback', 'callback_twice', { match: 'TWICE001' });
  await paidTrade('TWICE001');
  const [first, second] = await shop.received(2, 'TWICE001');
  expect(first?.fields['notify_id']).toBe(second?.fields['notify_id']);
});

test('callback_late: it comes delay_ms after the payment', async () => {
  await arm('callback', 'callback_late', { match: 'LATECB01', delay_ms: 80 });
  const begunMs = performance.now();
  await paidTrade('LATECB01');
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(79);
});

test('callback_forged of create: a stranger claims success for an unpaid number', async () => {
  await arm('create', 'callback_forged');
  await make('FORGED01');
  const [forged] = await shop.received(1, 'FORGED01');
  expect(forged).toMatchObject({ verified: false, fields: { trade_status: 'TRADE_SUCCESS' } });
  expect((await query('FORGED01')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  expect(await booked('FORGED01')).toMatchObject({ captured: 0, payments: [{ charges: 0 }] });
});

test('callback_forged of a callback: a bad one goes out beside the right one', async () => {
  await arm('callback', 'callback_forged', { match: 'BESIDE01' });
  await paidTrade('BESIDE01');
  const all = await shop.received(2, 'BESIDE01');
  expect(all.filter((one) => one.verified)).toHaveLength(1);
});

test('second_transaction: one number is charged twice, each under its own trade_no', async () => {
  await arm('callback', 'second_transaction', { match: 'SECOND01' });
  await make('SECOND01');
  await act('pay', 'SECOND01');
  const told = await shop.received(2, 'SECOND01');
  const tradeNos = told.map((one) => String(one.fields['trade_no']));
  expect(new Set(tradeNos).size).toBe(2);
  expect(await booked('SECOND01')).toMatchObject({ captured: 3998, payments: [{ charges: 2 }] });
  for (const tradeNo of tradeNos) {
    const found = await shop.call('query', { trade_no: tradeNo });
    expect(found.node['trade_no']).toBe(tradeNo);
    const content = { trade_no: tradeNo, refund_amount: '19.99', out_request_no: 'SAME' };
    expect((await shop.call('refund', content)).node['fund_change']).toBe('Y');
  }
  expect(await booked('SECOND01')).toMatchObject({ refunded: 3998, net: 0 });
});

test('slow_settlement: WAIT_BUYER_PAY and not closable until it settles', async () => {
  await arm('create', 'slow_settlement', { delay_ms: 300 });
  await make('SLOW0001');
  expect((await act('pay', 'SLOW0001')).data['state']).toBe('SETTLING');
  expect(await status('SLOW0001')).toBe('WAIT_BUYER_PAY');
  expect((await byNumber('close', 'SLOW0001')).node['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  expect((await byNumber('cancel', 'SLOW0001')).node['retry_flag']).toBe('Y');
  expect((await act('pay', 'SLOW0001')).status).toBe(409);
  await untilStatus('SLOW0001', 'TRADE_SUCCESS');
});

test('refund_fails: 10000 with fund_change N and no money; the same number later does it', async () => {
  await paidTrade('FAILS001');
  await arm('refund', 'refund_fails');
  expect((await refund('FAILS001', 'R1')).node).toMatchObject({
    code: '10000',
    fund_change: 'N',
    refund_fee: '0.00',
  });
  expect(await refundStatus('FAILS001', 'R1')).toBeUndefined();
  expect(await booked('FAILS001')).toMatchObject({ refunded: 0 });
  expect((await refund('FAILS001', 'R1')).node['fund_change']).toBe('Y');
});

test('refund_fails_after_success: done, then gone back, and to be asked again', async () => {
  await paidTrade('UNDONE01');
  await arm('refund', 'refund_fails_after_success');
  expect((await refund('UNDONE01', 'R1')).node['fund_change']).toBe('Y');
  await untilStatus('UNDONE01', 'TRADE_SUCCESS');
  expect(await refundStatus('UNDONE01', 'R1')).toBeUndefined();
  expect(await booked('UNDONE01')).toMatchObject({ refunded: 0, net: 1999 });
  expect((await refund('UNDONE01', 'R1')).node['fund_change']).toBe('Y');
});

test('refund_slow: fund_change N and no refund_status for delay_ms', async () => {
  await paidTrade('SLOWREF1');
  await arm('refund', 'refund_slow', { delay_ms: 200 });
  const begunMs = performance.now();
  expect((await refund('SLOWREF1', 'R1')).node['fund_change']).toBe('N');
  expect(await refundStatus('SLOWREF1', 'R1')).toBeUndefined();
  expect((await refund('SLOWREF1', 'R1')).node['fund_change']).toBe('N');
  await untilStatus('SLOWREF1', 'TRADE_CLOSED');
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(199);
  expect(await refundStatus('SLOWREF1', 'R1')).toBe('REFUND_SUCCESS');
});

test('short_balance: refused, and taken under the same number later', async () => {
  await paidTrade('SHORT001');
  await arm('refund', 'short_balance');
  expect((await refund('SHORT001', 'R1')).node['sub_code']).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  expect((await refund('SHORT001', 'R1')).node['fund_change']).toBe('Y');
});

test('refuse: refused for good with the code named, and nothing is performed', async () => {
  await arm('create', 'refuse', { code: 'ACQ.INVALID_PARAMETER' });
  expect((await make('REFUSED1')).node['sub_code']).toBe('ACQ.INVALID_PARAMETER');
  expect((await act('scan', 'REFUSED1')).status).toBe(404);
  expect((await make('REFUSED1')).node['code']).toBe('10000');
});

test('a fault that means nothing for Alipay is refused with words', async () => {
  const probe = { channel: 'alipay', operation: 'callback', kind: 'callback_probe' };
  const refused = await shop.control('faults', probe);
  expect(refused.status).toBe(400);
  expect(refused.data['error']).toContain('means nothing for callback of alipay');
});

test('the request log counts each call that arrived, lost ones too', async () => {
  await arm('create', 'lost_response', unheard);
  await make('COUNT001');
  await query('COUNT001');
  const { data } = await shop.control('requests?channel=alipay&number=COUNT001');
  expect(data).toEqual({ total: 3, counts: { create: 2, query: 1 } });
});

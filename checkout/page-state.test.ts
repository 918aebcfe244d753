import { expect, test } from 'vitest';
import type { CashierView, ShownPayment, ShownReturn } from './cashier-view.ts';
import { pageStateOf, type Place } from './page-state.ts';

const nowMs = 1_000_000;

const open: CashierView = {
  orderId: 'A-1',
  merchant: 'Shop',
  description: 'Two tickets',
  amount: { currency: 'CNY', value: 1_999, exponent: 2 },
  status: 'open',
  held: false,
  isGivenBack: false,
  version: 1,
  expiresAtMs: nowMs + 900_000,
  returnUrl: null,
  payment: null,
  payable: [],
  lateAnswerByMs: null,
  returns: [],
  choices: [],
  isInsideApp: false,
};

const offered: ShownPayment = {
  channel: 'wechat',
  title: 'WeChat Pay',
  method: 'qr',
  account: null,
  status: 'offered',
  action: { type: 'qr', content: 'weixin://x' },
  startedAtMs: nowMs,
  expiresAtMs: nowMs + 60_000,
  isBoundElsewhere: false,
};

function back(standing: ShownReturn['standing']): ShownReturn {
  const of = { channel: 'wechat', title: 'W', isSecond: false, money: open.amount };
  return { ...of, standing, to: null, atMs: null, wentAtMs: null };
}

function stateOf(change: Partial<CashierView>, place: Place = 'pay') {
  return pageStateOf({ ...open, ...change }, nowMs, place);
}

const withPayment = (change: Partial<ShownPayment>) => ({ payment: { ...offered, ...change } });

test('an open order: nothing begun, opening, waiting, expired, approved, refused', () => {
  expect(stateOf({})).toBe('choose');
  expect(stateOf(withPayment({ status: 'opening', action: null }))).toBe('opening');
  expect(stateOf(withPayment({}))).toBe('waiting');
  expect(stateOf(withPayment({ expiresAtMs: nowMs }))).toBe('expired');
  expect(stateOf(withPayment({ action: null }))).toBe('expired');
  expect(stateOf(withPayment({ status: 'closed', action: null }))).toBe('expired');
  expect(stateOf(withPayment({ status: 'approved', action: null }))).toBe('confirming');
  expect(stateOf(withPayment({ status: 'failed', action: null }))).toBe('choose');
});

test('the return from a channel proves nothing: confirming, until the channel has spoken', () => {
  expect(stateOf(withPayment({}), 'return')).toBe('confirming');
  expect(stateOf(withPayment({ expiresAtMs: nowMs - 1 }), 'return')).toBe('confirming');
  expect(stateOf(withPayment({ status: 'closed', action: null }), 'return')).toBe('expired');
  expect(stateOf({ ...withPayment({ status: 'succeeded' }), status: 'paid' }, 'return')).toBe(
    'paid',
  );
});

test('no order is shown closed or payable while that is uncertain', () => {
  expect(stateOf({ ...withPayment({}), status: 'closing' })).toBe('confirming');
  expect(stateOf({ ...withPayment({}), expiresAtMs: nowMs })).toBe('confirming');
  expect(stateOf({ status: 'closed', lateAnswerByMs: nowMs + 1 })).toBe('confirming');
  expect(stateOf({ status: 'closed' })).toBe('closed');
});

test('while evidence of money is held, or an earlier payment may still arrive, nothing asks to be paid', () => {
  expect(stateOf({ held: true })).toBe('confirming');
  expect(stateOf({ ...withPayment({}), held: true })).toBe('confirming');
  const payable = [offered];
  expect(stateOf({ payable })).toBe('confirming');
  expect(stateOf({ ...withPayment({ status: 'failed', action: null }), payable })).toBe(
    'confirming',
  );
  expect(stateOf({ ...withPayment({}), payable })).toBe('waiting');
});

test('what comes back is shown until all of it is back', () => {
  expect(stateOf({ status: 'paid' })).toBe('paid');
  expect(stateOf({ status: 'paid', returns: [back('done'), back('under_way')] })).toBe('refunding');
  expect(stateOf({ status: 'closed', returns: [back('person')] })).toBe('refunding');
  expect(stateOf({ status: 'closed', returns: [back('done')] })).toBe('refunded');
  // An order that can still be paid says so first; what comes back is told beside it.
  expect(stateOf({ ...withPayment({}), returns: [back('under_way')] })).toBe('waiting');
});

test('a create that was never answered does not keep the shopper beyond its expiry', () => {
  const opening = { ...offered, status: 'opening', action: null } as const;
  expect(stateOf({ payment: opening })).toBe('opening');
  expect(stateOf({ payment: { ...opening, expiresAtMs: nowMs } })).toBe('expired');
});

test('a closed order whose late payment is held is not told as unpaid', () => {
  expect(stateOf({ status: 'closed', held: true })).toBe('confirming');
  expect(stateOf({ status: 'closed' })).toBe('closed');
});

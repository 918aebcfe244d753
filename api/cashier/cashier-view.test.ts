import { expect, test } from 'vitest';
import type { AttemptView, OrderView, RefundView } from '../../ledger/views/order-json.ts';
import { cashierView } from './cashier-view.ts';

const at = '2026-12-01T12:00:00.000Z';

const paid: AttemptView = {
  id: 'WON',
  channel: 'wechat',
  method: 'qr',
  account: 'default',
  status: 'succeeded',
  role: 'winner',
  superseded: false,
  action: null,
  expires_at: at,
  channel_reference: null,
  amount_captured: 1_999,
  amount_refunded: 0,
  amount_reversed: 0,
  created_at: at,
  succeeded_at: at,
  failure: null,
  late_payment: null,
};
const second: AttemptView = { ...paid, id: 'SECOND', role: 'duplicate', superseded: true };

const order: OrderView = {
  id: 'A-1',
  status: 'paid',
  amount: { currency: 'CNY', value: 1_999 },
  amount_refunded: 0,
  description: 'Two tickets',
  version: 7,
  expires_at: at,
  created_at: at,
  paid_at: at,
  closed_at: null,
  winner: 'WON',
  attention: [],
  return_url: null,
  attempts: [paid, second],
  refunds: [],
  metadata: {},
  checkout_url: 'https://pay.example/pay/T',
};

const refund: RefundView = {
  id: 'R-1',
  number: 'R1',
  kind: 'merchant',
  reason: '',
  attempt: 'WON',
  amount: 700,
  status: 'succeeded',
  hold: null,
  failure: null,
  created_at: at,
  succeeded_at: at,
  channel_reference: null,
  expected: null,
};

function shown(change: Partial<OrderView>) {
  const titleOf = (channel: string): string => channel;
  return cashierView(
    { ...order, ...change },
    { merchant: 'Shop', choices: [], titleOf, isInsideApp: false },
  );
}

test('money of a second payment is on its way, unless a person must look at it first', () => {
  expect(shown({ attention: ['duplicate'] }).returns).toMatchObject([
    { standing: 'under_way', isSecond: true },
  ]);
  for (const kind of ['parked', 'dispute'] as const) {
    expect(shown({ attention: ['duplicate', kind] }).returns).toMatchObject([
      { standing: 'person', isSecond: true },
    ]);
  }
});

test('only a payment that went back to the last cent is called given back', () => {
  const part = { ...paid, amount_refunded: 700 };
  expect(shown({ attempts: [part], refunds: [refund] })).toMatchObject({
    isGivenBack: false,
    returns: [{ standing: 'done', isSecond: false, wentAtMs: Date.parse(at) }],
  });
  for (const whole of [{ amount_refunded: 1_999 }, { amount_reversed: 1_999 }]) {
    expect(shown({ attempts: [{ ...paid, ...whole }] }).isGivenBack).toBe(true);
  }
  expect(shown({}).isGivenBack).toBe(false);
});

test('what is held is told', () => {
  expect(shown({}).held).toBe(false);
  expect(shown({ attention: ['held'] }).held).toBe(true);
});

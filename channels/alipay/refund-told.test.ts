import { expect, test } from 'vitest';
import { toldOf } from './refund-told.ts';

const refund = { trade_no: '2026112122001', gmt_refund_pay: '2026-11-21 12:00:00' };
const told = (changes: object) => toldOf(JSON.stringify({ ...refund, ...changes }));
const funds = (...codes: string[]) => ({
  refund_detail_item_list: codes.map((fund_channel) => ({ fund_channel, amount: '1.00' })),
});
const paidAtMs = Date.UTC(2026, 10, 21, 4);

test('A refund is called by its trade’s number, for Alipay gives it none of its own', () => {
  expect(told({}).channelReference).toBe('2026112122001');
});

test.each([
  [funds('ALIPAYACCOUNT'), { to: 'balance', atMs: paidAtMs, usually: 'at once' }],
  [funds('PCREDIT', 'COUPON'), { to: 'credit', atMs: paidAtMs }],
  [funds('ALIPAYACCOUNT', 'PCREDIT'), { to: 'several', atMs: null }],
  [funds('BANKCARD'), { to: 'bank', atMs: null, usually: 'when the bank books it' }],
  [funds('NEWFUND'), { to: 'other', atMs: null }],
  [{}, { to: null, original: null, atMs: null }],
  [
    { refund_detail_item_list: 'odd', deposit_back_info: 7 },
    { to: null, atMs: null },
  ],
])('A refund that says %j is told as %j', (changes, expected) => {
  expect(told(changes).expected).toMatchObject(expected);
});

test('A refund to a bank arrives when Alipay estimates it; what the bank refused is in the balance', () => {
  const bank = { has_deposit_back: 'true', est_bank_receipt_time: '2026-11-23 12:00:00' };
  expect(told({ deposit_back_info: { ...bank, dback_status: 'S' } }).expected).toMatchObject({
    to: 'bank',
    atMs: Date.UTC(2026, 10, 23, 4),
  });
  expect(told({ deposit_back_info: { ...bank, dback_status: 'F' } }).expected).toEqual({
    to: 'balance',
    original: false,
    atMs: null,
    usually: 'at once',
  });
});

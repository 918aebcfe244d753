import { expect, test } from 'vitest';
import { toldOf } from './refund-told.ts';

const refund = {
  refund_id: '50000000382019052709732678859',
  status: 'SUCCESS',
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  success_time: '2020-12-01T16:18:12+08:00',
};
const told = (changes: object) => toldOf(Buffer.from(JSON.stringify({ ...refund, ...changes })));

test('A refund to the balance is told with its number, its moment and how long it takes', () => {
  expect(told({})).toEqual({
    channelReference: '50000000382019052709732678859',
    expected: {
      to: 'balance',
      original: true,
      atMs: Date.UTC(2020, 11, 1, 8, 18, 12),
      usually: 'within 5 minutes',
    },
  });
});

test('rule 22: of a card only that it is a bank’s is kept, neither the bank nor the digits', () => {
  const card = told({ user_received_account: '招商银行信用卡0403' });
  expect(card.expected).toMatchObject({ to: 'bank', usually: 'within 1 to 3 working days' });
  expect(JSON.stringify(card)).not.toMatch(/招商|0403/);
});

test.each([
  [{ user_received_account: '支付用户零钱通' }, { to: 'balance', original: true }],
  [{ user_received_account: '商户基本账户商户结算银行账户' }, { to: 'merchant', usually: null }],
  [
    { user_received_account: '何处', channel: 'OTHER_BANKCARD' },
    { to: 'bank', original: false },
  ],
  [
    { user_received_account: '何处', channel: 'BALANCE' },
    { to: 'balance', original: false },
  ],
  [
    { user_received_account: 7, channel: 'NEW' },
    { to: null, original: null },
  ],
  [{ status: 'PROCESSING' }, { to: 'balance', atMs: null }],
  [{ success_time: 'soon' }, { atMs: null }],
])('A refund that says %j is told as %j', (changes, expected) => {
  expect(told(changes).expected).toMatchObject(expected);
});

test('Of a refund that failed only its number is told, and a number that is none is left out', () => {
  expect(told({ status: 'CLOSED' })).toEqual({ channelReference: refund.refund_id });
  expect(told({ status: 'ABNORMAL', refund_id: 'a\nb' })).toEqual({});
});

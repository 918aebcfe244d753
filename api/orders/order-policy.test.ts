import { expect, test } from 'vitest';
import { defaultPolicy, scalePolicy } from '../../domain/order/policy.ts';
import { orderPolicy } from './order-policy.ts';

const installation = scalePolicy({ ...defaultPolicy, maxAttempts: 7, latePayment: 'ask' }, 0.01);

test('an order is made under the installation’s terms where nobody says more', () => {
  expect(orderPolicy(installation, {}, { latePayment: undefined }, 0.01)).toEqual(installation);
});

test('the merchant’s terms lie over the installation’s, on the same clock', () => {
  const policy = orderPolicy(
    installation,
    { attempt_life_ms: 60_000, late_payment: 'refund' },
    { latePayment: undefined },
    0.01,
  );
  expect(policy).toEqual({ ...installation, attemptLifeMs: 600, latePayment: 'refund' });
});

test('the order’s own word on late payments comes last', () => {
  const policy = orderPolicy(
    installation,
    { late_payment: 'refund' },
    { latePayment: 'ask' },
    0.01,
  );
  expect(policy.latePayment).toBe('ask');
});

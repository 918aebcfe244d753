import type { Attempt } from '../../../domain/order/attempt.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { attemptOf, firstOf, type Invariant } from './invariant.ts';

/** The moments at which the account of this attempt refused, absolute ms. */
function refusalsBy(order: OrderState, { channel, account }: Attempt): number[] {
  return order.attempts
    .filter((one) => one.channel === channel && one.account === account)
    .flatMap(({ refusedAtMs }) => (refusedAtMs === null ? [] : [refusedAtMs]));
}

/** Whether it was planned while its account had to cool down. */
function isTooSoon(order: OrderState, planned: Attempt): boolean {
  const { maxRefusals, refusalWindowMs, coolingMs } = order.policy;
  const refusals = refusalsBy(order, planned);
  return refusals.some((atMs) => {
    const before = refusals.filter((one) => one <= atMs && atMs - one <= refusalWindowMs);
    return before.length >= maxRefusals && planned.plannedAtMs < atMs + coolingMs;
  });
}

/** Rule 1, which has no name among the invariants: no attempt is planned beyond the limits. */
export const attemptLimit: Invariant = ({ ledger }, before) => {
  const { maxAttempts, maxAttemptsEver } = ledger.policy;
  const { attempts } = ledger;
  if (attempts.length === before.ledger.attempts.length) return null;
  const payable = attempts.filter((one) => one.status !== 'succeeded' && !one.final);
  if (payable.length > maxAttempts) return `${payable.length} attempts can be paid at once`;
  if (attempts.length > maxAttemptsEver) return `${attempts.length} attempts were planned`;
  return firstOf(attempts, (one) =>
    attemptOf(before.ledger, one.number) === undefined && isTooSoon(ledger, one)
      ? `${one.number} is planned while its account cools down`
      : null,
  );
};

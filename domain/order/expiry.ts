import type { Attempt } from './attempt.ts';
import type { OrderState } from './order.ts';
import type { ChannelTraits } from './traits.ts';

/**
 * Rule 7: the earliest of deadline, the method's longest and the attempt's
 * life, or the channel's own shortest if that is longer.
 *
 * @returns absolute ms
 */
export function expiryOf(order: OrderState, traits: ChannelTraits, nowMs: number): number {
  const wanted = Math.min(
    order.deadlineMs,
    nowMs + traits.longestValidityMs,
    // An offer of days (a voucher) is not cut to the life of a code.
    nowMs + Math.max(order.policy.attemptLifeMs, traits.shortestValidityMs),
  );
  return Math.max(wanted, nowMs + traits.shortestValidityMs);
}

/** After this moment a query's denial is the last word (no-guess). Absolute ms. */
export function lastWordMs(attempt: Attempt): number {
  return attempt.expiresAtMs + attempt.traits.settlementMarginMs;
}

/**
 * Rule 17: whether this method may be offered for this order now. What the
 * channel can't take exactly is not; nor, unless the merchant's policy allows
 * it, what can't be refunded and could still be paid after the deadline.
 */
export function isOffered(order: OrderState, traits: ChannelTraits, nowMs: number): boolean {
  const { amountMinor, currency } = order.amount;
  if (!traits.currencies.includes(currency)) return false;
  if (amountMinor < traits.smallestMinor || amountMinor > traits.largestMinor) return false;
  if (traits.refundable !== 'not' || order.policy.offerUnrefundable) return true;
  return expiryOf(order, traits, nowMs) + traits.settlementMarginMs <= order.deadlineMs;
}

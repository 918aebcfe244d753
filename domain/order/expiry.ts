import type { Attempt } from './attempt.ts';
import type { OrderState } from './order.ts';
import type { ChannelTraits } from './traits.ts';

/** The terms of an order that say until when it is offered. */
type Terms = Pick<OrderState, 'policy' | 'deadlineMs'>;

/**
 * Rule 7: the earliest of deadline, the method's longest and the attempt's
 * life, or the channel's own shortest if that is longer.
 *
 * @returns absolute ms
 */
export function expiryOf(order: Terms, traits: ChannelTraits, nowMs: number): number {
  const wanted = Math.min(
    order.deadlineMs,
    nowMs + traits.longestValidityMs,
    // An offer of days (a voucher) is not cut to the life of a code.
    nowMs + Math.max(order.policy.attemptLifeMs, traits.shortestValidityMs),
  );
  return Math.max(wanted, nowMs + traits.shortestValidityMs);
}

/** no-guess: a query asked from this moment on may end an attempt by denying it; absolute ms. */
export function lastWordMs(attempt: Attempt): number {
  return attempt.expiresAtMs + attempt.traits.settlementMarginMs;
}

/**
 * Rule 17: whether this method may be offered for this order now. It is not offered if the channel
 * can't take the amount exactly. Nor is it, unless the merchant's policy allows it, if it can't be
 * refunded and could still be paid after the deadline.
 */
export function isOffered(
  order: Terms & Pick<OrderState, 'amount'>,
  traits: ChannelTraits,
  nowMs: number,
): boolean {
  const { amountMinor, currency } = order.amount;
  if (!traits.currencies.includes(currency)) return false;
  if (amountMinor < traits.smallestMinor || amountMinor > traits.largestMinor) return false;
  if (traits.refundable !== 'not' || order.policy.offerUnrefundable) return true;
  return expiryOf(order, traits, nowMs) + traits.settlementMarginMs <= order.deadlineMs;
}

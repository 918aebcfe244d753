import { isPayable } from '../order/attempt.ts';
import type { OrderState, PayRequest, RefusedAnswer } from '../order/order.ts';

type Account = Pick<PayRequest, 'channel' | 'account'>;

/**
 * Rule 1: refused attempts count only against a rate per channel account: after too many refusals
 * the account is not asked for a while.
 *
 * @returns until when it is not asked, absolute ms; null: it may be asked now
 */
export function coolingUntilMs(
  order: OrderState,
  { channel, account }: Account,
  nowMs: number,
): number | null {
  const { maxRefusals, refusalWindowMs, coolingMs } = order.policy;
  const refusals = order.attempts
    .filter((one) => one.channel === channel && one.account === account)
    .flatMap((one) => (one.refusedAtMs === null ? [] : [one.refusedAtMs]))
    .sort((a, b) => a - b);
  const last = refusals.findLast((atMs, place) => {
    const first = refusals[place - maxRefusals + 1];
    return first !== undefined && atMs - first <= refusalWindowMs;
  });
  if (last === undefined) return null;
  const untilMs = last + coolingMs;
  return nowMs < untilMs ? untilMs : null;
}

/** Rule 1: why one more attempt on this account may not be opened now, or null. */
export function limitOf(order: OrderState, account: Account, nowMs: number): RefusedAnswer | null {
  const { maxAttempts, maxAttemptsEver } = order.policy;
  const planned = order.attempts.filter((one) => one.number === one.channelNumber);
  const payable = planned.filter(isPayable);
  if (payable.length >= maxAttempts || planned.length >= maxAttemptsEver) {
    return { kind: 'refused', code: 'too_many_attempts' };
  }
  const untilMs = coolingUntilMs(order, account, nowMs);
  return untilMs === null ? null : { kind: 'refused', code: 'channel_cooling', untilMs };
}

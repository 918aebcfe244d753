import { type Attempt, hasSucceeded, isCaptureUnderWay, isWatched } from '../order/attempt.ts';
import { confirmSinceMs } from '../order/confirmation.ts';
import { lastWordMs } from '../order/expiry.ts';
import type { OrderState } from '../order/order.ts';
import type { Policy } from '../order/policy.ts';

const never = Number.NEGATIVE_INFINITY;

/** The newest moment at which a query was asked that was answered. */
export function lastAnsweredMs(attempt: Attempt): number {
  return Math.max(
    attempt.memory.askedAtMs ?? never,
    attempt.answered?.askedAtMs ?? never,
    attempt.confirmedAtMs ?? never,
    attempt.deniedAtMs ?? never,
  );
}

/** A capture that may have moved money, or is about to. */
export function isCaptureInDoubt(attempt: Attempt): boolean {
  // Final without a success: its channel is trusted that nothing can be paid any more.
  return !attempt.final && isCaptureUnderWay(attempt.capture);
}

/** `close`, `void`, or null where neither call exists or may be made now. */
export function closingCall(attempt: Attempt): 'close' | 'void' | null {
  if (!isWatched(attempt) || attempt.withdrawal === null) return null;
  if (isCaptureInDoubt(attempt)) return null;
  // Without the channel's reference there is nothing to name in the call.
  if (!canBeLookedUp(attempt)) return null;
  if (attempt.status === 'approved') return attempt.traits.voidable ? 'void' : null;
  return attempt.traits.closable ? 'close' : null;
}

/** A query can name it to the channel. */
export function canBeLookedUp(attempt: Attempt): boolean {
  return attempt.traits.lookup === 'payment_number' || attempt.channelReference !== null;
}

/** Rule 2: create may be asked, or asked again, before this moment only; absolute ms. */
export function createUntilMs(attempt: Attempt): number {
  const { plannedAtMs, expiresAtMs, traits } = attempt;
  return Math.min(expiresAtMs, plannedAtMs + (traits.idempotencyLifeMs ?? Infinity));
}

/** Rule 6: a capture may be repeated before this moment only; absolute ms. */
export function captureUntilMs({ capture, traits }: Attempt): number {
  return (capture?.atMs ?? Infinity) + (traits.idempotencyLifeMs ?? Infinity);
}

/** Since when a close or void is owed that was not answered yet; null: none is. */
export function closeOwedSinceMs(attempt: Attempt): number | null {
  if (attempt.withdrawal === null || closingCall(attempt) === null) return null;
  const since = Math.max(
    attempt.withdrawal.atMs,
    attempt.acknowledgedAtMs ?? never,
    attempt.approvedAtMs ?? never,
  );
  const answeredMs = attempt.memory.closeAnsweredMs;
  return answeredMs !== null && answeredMs >= since ? null : since;
}

/**
 * Rule 9: a close proves nothing. Settled since a moment: no close is owed, and
 * a query asked since then, and since the close, was answered.
 */
export function isSettledSince(attempt: Attempt, sinceMs: number): boolean {
  if (!isWatched(attempt)) return true;
  if (closeOwedSinceMs(attempt) !== null) return false;
  return lastAnsweredMs(attempt) >= Math.max(sinceMs, attempt.memory.closeAnsweredMs ?? never);
}

/** A query asked at or after this moment must be answered before the rules can go on; null: none. */
export function answerOwedSinceMs(order: OrderState, attempt: Attempt): number | null {
  const since: number[] = [];
  if (attempt.promptedAtMs !== null) since.push(attempt.promptedAtMs);
  const confirm = confirmSinceMs(order, attempt);
  if (confirm !== null) since.push(confirm);
  if (isWatched(attempt)) {
    if (attempt.withdrawal !== null) {
      since.push(attempt.withdrawal.atMs, attempt.memory.closeAnsweredMs ?? never);
    }
    if (attempt.create === 'unknown')
      since.push(attempt.memory.lastCreateMs ?? attempt.plannedAtMs);
    if (isCaptureInDoubt(attempt) && attempt.traits.idempotencyLifeMs !== null) {
      since.push(captureUntilMs(attempt));
    }
    since.push(lastWordMs(attempt));
  }
  const owed = since.filter((ms) => ms > lastAnsweredMs(attempt));
  return owed.length === 0 ? null : Math.min(...owed);
}

/**
 * Rule 10: a success its channel does not confirm is asked about again, by the
 * schedule of polls, until it does or a person is asked; absolute ms, null: not at stake.
 */
export function nextConfirmMs(order: OrderState, attempt: Attempt): number | null {
  const since = confirmSinceMs(order, attempt);
  if (since === null || (attempt.confirmedAtMs ?? never) >= since) return null;
  const afterMs = Math.max(since, attempt.memory.lastTriedMs ?? never, attempt.deniedAtMs ?? never);
  return nextOnSchedule(order.policy, since, order.policy.pollEveryMs, afterMs);
}

/** Wait before an unanswered call is made again, in ms. */
export function retryWaitMs(schedule: readonly number[], unanswered: number): number {
  if (unanswered <= 0) return 0;
  return schedule[Math.min(unanswered, schedule.length) - 1] ?? 0;
}

/** When an unanswered call on this attempt may be repeated; absolute ms. */
export function retryAtMs(attempt: Attempt, policy: Policy): number {
  const { lastUnansweredMs, unanswered } = attempt.memory;
  if (lastUnansweredMs === null) return never;
  return lastUnansweredMs + retryWaitMs(policy.retriesMs, unanswered);
}

function nextOnSchedule(policy: Policy, fromMs: number, everyMs: number, afterMs: number): number {
  for (const wait of policy.pollScheduleMs) {
    if (fromMs + wait > afterMs) return fromMs + wait;
  }
  return fromMs + (Math.floor((afterMs - fromMs) / everyMs) + 1) * everyMs;
}

/**
 * Rule 3: the first poll after a moment. Times are absolute, counted from the launch (and from the
 * withdrawal, so that a close that had no effect is soon tried again), so a restart starts nothing
 * over.
 *
 * @returns absolute ms
 */
export function nextPollMs(attempt: Attempt, policy: Policy, afterMs: number): number {
  const { plannedAtMs, expiresAtMs, withdrawal } = attempt;
  const endMs = lastWordMs(attempt);
  const isLong = expiresAtMs - plannedAtMs > policy.longValidityMs;
  const everyMs = isLong ? policy.longPollEveryMs : policy.pollEveryMs;
  const moments = [
    nextOnSchedule(policy, plannedAtMs, everyMs, afterMs),
    ...(withdrawal === null ? [] : [nextOnSchedule(policy, withdrawal.atMs, everyMs, afterMs)]),
    expiresAtMs,
    endMs,
  ];
  // Past the last word only "processing" or a capture in doubt are left: asked on until known.
  return Math.min(...moments.filter((ms) => ms > afterMs && (ms <= endMs || afterMs >= endMs)));
}

/** Rule 3: when an attempt nobody answers for is parked; absolute ms, null while it is not at stake. */
export function parksAtMs(attempt: Attempt, policy: Policy): number | null {
  const patience = policy.lastQueryPatienceMs;
  if (isWatched(attempt)) {
    return Math.max(lastWordMs(attempt), attempt.promptedAtMs ?? never) + patience;
  }
  return attempt.promptedAtMs === null ? null : attempt.promptedAtMs + patience;
}

/** Rule 16: an acknowledged payment its channel denies knowing, though it should. */
export function isAlarming(attempt: Attempt): boolean {
  return (
    attempt.create === 'acknowledged' && attempt.traits.knownBeforeScan && !hasSucceeded(attempt)
  );
}

/** When the click at the head of the queue no longer waits; absolute ms, null without one. */
export function payDecidedByMs(order: OrderState): number | null {
  const head = order.pendingPays[0];
  if (head === undefined) return null;
  const since = order.attempts
    .filter((one) => one.superseded && isWatched(one))
    .map((one) => one.withdrawal?.atMs ?? 0);
  return Math.max(head.requestedAtMs, ...since) + order.policy.supersedeBoundMs;
}

import { type Attempt, hasSucceeded, isCaptureUnderWay, isWatched } from '../order/attempt.ts';
import { confirmSinceMs } from '../order/confirmation.ts';
import { lastWordMs } from '../order/expiry.ts';
import type { OrderState } from '../order/order.ts';
import type { Policy } from '../order/policy.ts';

const never = Number.NEGATIVE_INFINITY;

/** When the newest answered query was asked; absolute ms, -Infinity: none was answered. */
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

/** Whether a query can name this attempt to its channel. */
export function canBeLookedUp(attempt: Attempt): boolean {
  return attempt.traits.lookup === 'payment_number' || attempt.channelReference !== null;
}

/** Rule 2: create may be sent, first or again, only before this moment; absolute ms. */
export function createUntilMs(attempt: Attempt): number {
  const { plannedAtMs, expiresAtMs, traits } = attempt;
  return Math.min(expiresAtMs, plannedAtMs + (traits.idempotencyLifeMs ?? Infinity));
}

/** Rule 6: a capture may be repeated only before this moment; absolute ms, or Infinity. */
export function captureUntilMs({ capture, traits }: Attempt): number {
  return (capture?.atMs ?? Infinity) + (traits.idempotencyLifeMs ?? Infinity);
}

/**
 * Since when a close or void is owed that was not answered yet; absolute ms, null: none is owed.
 */
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
 * Rule 9: a close proves nothing. An attempt is settled since a moment when no close is owed
 * and a query was answered that was asked after that moment and after the close.
 */
export function isSettledSince(attempt: Attempt, sinceMs: number): boolean {
  if (!isWatched(attempt)) return true;
  if (closeOwedSinceMs(attempt) !== null) return false;
  return lastAnsweredMs(attempt) >= Math.max(sinceMs, attempt.memory.closeAnsweredMs ?? never);
}

/**
 * A rule waits for the answer to a query asked at or after this moment; absolute ms, null: none.
 */
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
 * Rule 10: when a success that must be confirmed is asked about next. It is asked about by the
 * schedule of polls until its channel confirms it or a person is asked.
 *
 * @returns absolute ms; null: nothing waits for a confirmation
 */
export function nextConfirmMs(order: OrderState, attempt: Attempt): number | null {
  const since = confirmSinceMs(order, attempt);
  if (since === null || (attempt.confirmedAtMs ?? never) >= since) return null;
  const afterMs = Math.max(since, attempt.memory.lastTriedMs ?? never, attempt.deniedAtMs ?? never);
  return nextOnSchedule(order.policy, since, order.policy.pollEveryMs, afterMs);
}

/** How long to wait before an unanswered call is made again, in ms; 0 for the first call. */
export function retryWaitMs(schedule: readonly number[], unanswered: number): number {
  if (unanswered <= 0) return 0;
  return schedule[Math.min(unanswered, schedule.length) - 1] ?? 0;
}

/** When an unanswered call on this attempt may be repeated; absolute ms, -Infinity: at once. */
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
 * Rule 3: the first poll after a moment. Times are counted from the launch and from the withdrawal,
 * never from a restart. Counting from the withdrawal lets a close without effect soon be repeated.
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
  // Past the last word only "processing" or a capture in doubt is left: polled until it is known.
  return Math.min(...moments.filter((ms) => ms > afterMs && (ms <= endMs || afterMs >= endMs)));
}

/**
 * Rule 3: when an attempt whose channel stays silent is parked; absolute ms, null: no query is
 * owed.
 */
export function parksAtMs(attempt: Attempt, policy: Policy): number | null {
  const patience = policy.lastQueryPatienceMs;
  if (isWatched(attempt)) {
    return Math.max(lastWordMs(attempt), attempt.promptedAtMs ?? never) + patience;
  }
  return attempt.promptedAtMs === null ? null : attempt.promptedAtMs + patience;
}

/**
 * Rule 16: whether it is an alarm if the channel says "not known": it acknowledged this payment.
 */
export function isAlarming(attempt: Attempt): boolean {
  return (
    attempt.create === 'acknowledged' && attempt.traits.knownBeforeScan && !hasSucceeded(attempt)
  );
}

/** When the click at the head of the queue stops waiting; absolute ms, null: no click waits. */
export function payDecidedByMs(order: OrderState): number | null {
  const head = order.pendingPays[0];
  if (head === undefined) return null;
  const since = order.attempts
    .filter((one) => one.superseded && isWatched(one))
    .map((one) => one.withdrawal?.atMs ?? 0);
  return Math.max(head.requestedAtMs, ...since) + order.policy.supersedeBoundMs;
}

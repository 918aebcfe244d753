import { refundClockMs } from '../agenda/refund-query-due.ts';
import {
  type Attempt,
  hasSucceeded,
  isWatched,
  keptMinor,
  type Withdrawal,
} from '../order/attempt.ts';
import { takeOverDueMs } from '../agenda/charging-call.ts';
import { compensate, releaseApproved, settleLate, stopPostponed } from './compensation.ts';
import { settlePay } from './decide-pay.ts';
import type { Consequence } from './decision-draft.ts';
import type { Fact } from '../facts/fact.ts';
import { isEvidenceHeld, isWithheld } from '../held/held.ts';
import type { OwnFailureCode } from '../order/failure-code.ts';
import type { OrderState } from '../order/order.ts';
import {
  captureUntilMs,
  createUntilMs,
  isCaptureInDoubt,
  isSettledSince,
  parksAtMs,
} from '../agenda/due-times.ts';

/**
 * Rule 2: create is not sent past the life of its key or past the expiry that it names, not even
 * by a run that wakes up late. A create that was sent may still stand.
 */
const abandonCreate: Consequence = (order, { nowMs }) =>
  order.attempts
    .filter((one) => isWatched(one) && (one.create === 'planned' || one.create === 'unknown'))
    .filter((one) => nowMs >= createUntilMs(one))
    .map((one) => ({
      type: 'create_abandoned',
      number: one.number,
      code: 'create_unanswered' satisfies OwnFailureCode,
      atMs: nowMs,
    }));

/** Rule 7: an order whose deadline passed turns closing. */
const meetDeadline: Consequence = (order, { nowMs }) =>
  order.status === 'open' && nowMs >= order.deadlineMs
    ? [{ type: 'order_closing', reason: 'deadline', input: null, atMs: nowMs }]
    : [];

/** Since when another attempt is to be captured, or may have been; absolute ms, null: none is. */
function capturingSinceMs(order: OrderState, attempt: Attempt): number | null {
  const other = order.attempts.find(
    (one) =>
      one.number !== attempt.number &&
      isWatched(one) &&
      one.withdrawal === null &&
      (one.capture?.state === 'wanted' || isCaptureInDoubt(one)),
  );
  return other?.capture?.atMs ?? null;
}

/** Rule 6: past the life of its key a capture is not repeated; only queries tell how it ended. */
const forgoCapture: Consequence = (order, { nowMs }) =>
  order.attempts
    .filter((one) => one.capture?.state === 'requested' || one.capture?.state === 'unknown')
    .filter((one) => isWatched(one) && nowMs >= captureUntilMs(one))
    .map(({ number }) => ({ type: 'capture_unanswered', number, state: 'pending', atMs: nowMs }));

/**
 * Since when (absolute ms) and why an attempt should be closed, by the first reason below; or null.
 */
function unwantedSince(
  order: OrderState,
  attempt: Attempt,
  nowMs: number,
): readonly [number, Exclude<Withdrawal['reason'], 'superseded'>] | null {
  if (order.paidAtMs !== null) return [order.paidAtMs, 'paid'];
  if (order.closing !== null) return [order.closing.atMs, 'closing'];
  const capturing = capturingSinceMs(order, attempt);
  if (capturing !== null) return [capturing, 'capturing'];
  return nowMs >= attempt.expiresAtMs ? [attempt.expiresAtMs, 'expired'] : null;
}

/** Rules 5, 6 and 7: an attempt no longer wanted is closed or voided at once, and asked about. */
const withdraw: Consequence = (order, { nowMs }) =>
  order.attempts.filter(isWatched).flatMap((attempt): Fact[] => {
    const unwanted = unwantedSince(order, attempt, nowMs);
    if (unwanted === null) return [];
    const [since, reason] = unwanted;
    if (attempt.withdrawal !== null && attempt.withdrawal.atMs >= since) return [];
    return [{ type: 'attempt_withdrawn', number: attempt.number, reason, atMs: nowMs }];
  });

/** one-charge: there is no winner, and no other capture is unknown or holds money. */
function mayCapture(order: OrderState, attempt: Attempt, nowMs: number): boolean {
  if (order.status !== 'open' || nowMs >= order.deadlineMs || order.winner !== null) return false;
  if (attempt.status !== 'approved' || attempt.withdrawal !== null) return false;
  return !order.attempts.some(
    (one) =>
      one.number !== attempt.number &&
      (isCaptureInDoubt(one) || (one.traits.twoPhase && hasSucceeded(one) && keptMinor(one) > 0)),
  );
}

/**
 * Rule 6: capture in full, once the other live attempts were closed and asked about, or after 5 s.
 */
const capture: Consequence = (order, { nowMs, held }) => {
  // Rule 21: the evidence that is held may say that the order is paid already.
  if (isEvidenceHeld(held)) return [];
  const wanted = order.attempts.find(
    (one) => one.capture?.state === 'wanted' && mayCapture(order, one, nowMs),
  );
  if (wanted?.capture) {
    const { atMs } = wanted.capture;
    const others = order.attempts.filter((one) => one.number !== wanted.number);
    const isDue = nowMs >= atMs + order.policy.captureBoundMs;
    if (!isDue && !others.every((one) => isSettledSince(one, atMs))) return [];
    return [{ type: 'capture_requested', number: wanted.number, atMs: nowMs }];
  }
  const next = order.attempts
    .filter((one) => mayCapture(order, one, nowMs))
    .filter((one) => one.capture === null || one.capture.state === 'refused')
    .map(({ number }): Fact => ({ type: 'capture_wanted', number, atMs: nowMs }))
    .find((fact) => !isWithheld(held, [fact]));
  return next === undefined ? [] : [next];
};

/**
 * Rule 7: closes once each attempt has answered since and no capture is unknown, or after 10 min.
 */
const close: Consequence = (order, { nowMs, held }) => {
  if (order.status !== 'closing' || order.closing === null || isEvidenceHeld(held)) return [];
  const { atMs } = order.closing;
  const isSettled = order.attempts.every(
    (one) => isSettledSince(one, atMs) && !isCaptureInDoubt(one),
  );
  const isSilent = nowMs >= atMs + order.policy.closingSilenceMs;
  return isSettled || isSilent ? [{ type: 'order_closed', atMs: nowMs }] : [];
};

/** one-writer: the ledger notes the take-over before a call of an earlier run is repeated. */
const takeOver: Consequence = (order, { nowMs }) =>
  order.attempts
    .filter((one) => nowMs >= (takeOverDueMs(order, one) ?? Infinity))
    .map(({ number }) => ({ type: 'attempt_taken_over', number, atMs: nowMs }));

/** Rule 3: without an answer even to the last query a person is told, and polling ends. */
const park: Consequence = (order, { nowMs, held }) => {
  for (const attempt of order.attempts) {
    const dueMs = parksAtMs(attempt, order.policy);
    if (dueMs === null || nowMs < dueMs) continue;
    const { number } = attempt;
    const detail = 'The channel does not answer for this payment. Look at its console.';
    const id = `parked:${number}`;
    const facts: Fact[] = [
      { type: 'attempt_parked', number, atMs: nowMs },
      { type: 'alert_raised', id, kind: 'parked', number, detail, atMs: nowMs },
    ];
    if (!isWithheld(held, facts)) return facts;
  }
  return [];
};

/** Rule 10: a refund that its channel leaves undecided is shown to a person, and polled on. */
const overdue: Consequence = (order, { nowMs }) =>
  order.refunds
    .filter((one) => {
      const dueMs = refundClockMs(order, one);
      return dueMs !== null && nowMs >= dueMs;
    })
    .map((one) => ({ type: 'refund_overdue', number: one.number, atMs: nowMs }));

/**
 * The rules that follow from state and clock alone, in the order they are
 * asked; `decide` asks them until none has anything to add.
 */
export const consequences: readonly Consequence[] = [
  settlePay,
  meetDeadline,
  abandonCreate,
  forgoCapture,
  withdraw,
  takeOver,
  capture,
  close,
  settleLate,
  compensate,
  stopPostponed,
  releaseApproved,
  park,
  overdue,
];

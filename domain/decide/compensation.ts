import { type Attempt, keptMinor } from '../order/attempt.ts';
import {
  acceptanceDueSinceMs,
  compensationDueSinceMs,
  liveCompensation,
} from '../order/confirmation.ts';
import type { Consequence } from './decision-draft.ts';
import type { Fact } from '../facts/fact.ts';
import { isEvidenceHeld, isWithheld } from '../held/held.ts';
import type { Circumstances } from './circumstances.ts';
import type { OwnFailureCode } from '../order/failure-code.ts';
import { attemptOf, type OrderState } from '../order/order.ts';
import { isLiveRefund, type Refund, type RefundHold } from '../order/refund.ts';

/** What the query before a compensation showed. `wait`: not answered yet. */
type Confirmation = 'wait' | 'confirmed' | 'denied';

function confirmation(
  order: OrderState,
  attempt: Attempt,
  sinceMs: number,
  nowMs: number,
): Confirmation {
  if ((attempt.confirmedAtMs ?? -1) >= sinceMs) return 'confirmed';
  // A channel may settle slowly: a denial counts only once patience is over.
  return nowMs >= sinceMs + order.policy.confirmPatienceMs ? 'denied' : 'wait';
}

/** Rule 10: why our books alone speak against a compensation, whatever its queries say; or null. */
function doubtOf(order: OrderState, attempt: Attempt): RefundHold | null {
  const winner = order.attempts.find((one) => one.number === order.winner);
  if (attempt.role === 'duplicate' && winner !== undefined) {
    if (winner.reversedMinor > 0 || winner.returnedUnclear) return 'winner_reversed';
    if (winner.disputed) return 'disputed';
  }
  if (attempt.disputed) return 'disputed';
  const isUnclear = attempt.returnedUnclear || attempt.capturedCurrency !== order.amount.currency;
  return isUnclear ? 'amount_unclear' : null;
}

/** Rule 10: why a person has to decide; `wait` while a query is owed; null: it may be asked. */
function holdOf(
  order: OrderState,
  attempt: Attempt,
  sinceMs: number,
  nowMs: number,
): RefundHold | 'wait' | null {
  if (attempt.contradicted) return 'amount_unclear';
  const own = confirmation(order, attempt, sinceMs, nowMs);
  if (own !== 'confirmed') return own === 'wait' ? 'wait' : 'payment_denied';
  const doubt = doubtOf(order, attempt);
  const winner = order.attempts.find((one) => one.number === order.winner);
  if (doubt !== null || attempt.role !== 'duplicate' || winner === undefined) return doubt;
  const theirs = confirmation(order, winner, sinceMs, nowMs);
  if (theirs === 'confirmed') return null;
  return theirs === 'wait' ? 'wait' : 'winner_denied';
}

function isRefundable(attempt: Attempt, nowMs: number): boolean {
  const { refundable, refundableForMs } = attempt.traits;
  if (refundable === 'not') return false;
  if (refundable === 'fully' && keptMinor(attempt) !== attempt.capturedMinor) return false;
  return refundableForMs === null || nowMs <= (attempt.succeededAtMs ?? nowMs) + refundableForMs;
}

/** Refund numbers follow the payment number: nothing random is decided here. */
export function nextRefundNumber(order: OrderState, attempt: string): string {
  return `${attempt}R${order.refunds.filter((one) => one.attempt === attempt).length + 1}`;
}

function compensation(order: OrderState, attempt: Attempt, atMs: number) {
  const number = nextRefundNumber(order, attempt.number);
  return {
    number,
    id: number,
    kind: 'compensation' as const,
    attempt: attempt.number,
    amountMinor: keptMinor(attempt),
    atMs,
  };
}

/** What was to be refunded went back another way, before the channel was asked. */
function nothingKept(refund: Refund, atMs: number): Fact {
  const code = 'nothing_kept' satisfies OwnFailureCode;
  return { type: 'refund_failed', number: refund.number, code, atMs };
}

function compensationOf(
  order: OrderState,
  attempt: Attempt,
  { nowMs, holds }: Circumstances,
): readonly Fact[] {
  const since = compensationDueSinceMs(order, attempt);
  if (since === null) return [];
  const live = liveCompensation(order, attempt);
  if (live !== null && keptMinor(attempt) <= 0) return [nothingKept(live, nowMs)];
  const hold = holdOf(order, attempt, since, nowMs);
  if (hold === 'wait') return [];
  if (live !== null) {
    // A person approved it: the controls don't stop it again, but our books still can.
    if (hold !== null) {
      return [{ type: 'refund_stopped', number: live.number, hold, atMs: nowMs }];
    }
    const amountMinor = keptMinor(attempt);
    return [{ type: 'refund_released', number: live.number, amountMinor, atMs: nowMs }];
  }
  const refund = compensation(order, attempt, nowMs);
  if (hold !== null) return [{ type: 'refund_held', ...refund, hold }];
  if (!isRefundable(attempt, nowMs)) {
    return [
      { type: 'refund_held', ...refund, hold: 'not_refundable' },
      {
        type: 'refund_parked',
        number: refund.number,
        code: 'not_refundable' satisfies OwnFailureCode,
        atMs: nowMs,
      },
    ];
  }
  const controls = holds[refund.number];
  if (controls !== undefined) return [{ type: 'refund_held', ...refund, hold: controls }];
  return [{ type: 'refund_requested', ...refund, input: null, reasonMark: null }];
}

/** Rule 10: all money that is not the winner's goes back, once a query has confirmed it. */
export const compensate: Consequence = (order, circumstances) => {
  const { held } = circumstances;
  // Rule 21: which money is a duplicate depends on evidence that the ledger does not hold yet.
  if (isEvidenceHeld(held)) return [];
  for (const attempt of order.attempts) {
    const facts = compensationOf(order, attempt, circumstances);
    if (facts.length > 0 && !isWithheld(held, facts)) return facts;
  }
  return [];
};

/** Whether the attempt's refunds and its reversals together are more than it captured. */
function isOverAsked(order: OrderState, attempt: Attempt): boolean {
  const askedMinor = order.refunds
    .filter((one) => one.attempt === attempt.number && isLiveRefund(one))
    .reduce((sum, one) => sum + one.amountMinor, 0);
  return askedMinor + attempt.reversedMinor > attempt.capturedMinor;
}

/** Rule 10: what is left of the payment is not known, so the refund waits until somebody says. */
function stopUnclear({ number }: Refund, atMs: number): Fact {
  return { type: 'refund_stopped', number, hold: 'amount_unclear', atMs };
}

/**
 * no-over-refund: a refund that the channel put off is not asked again if money was reversed or a
 * dispute opened in the meantime. While it waits, none of its money is on its way.
 */
export const stopPostponed: Consequence = (order, { nowMs }) =>
  order.refunds.flatMap((refund): Fact[] => {
    const attempt = attemptOf(order, refund.attempt);
    if (attempt === undefined || refund.status !== 'requested') return [];
    if (refund.notBeforeMs === null || nowMs >= refund.notBeforeMs) return [];
    const isOver = isOverAsked(order, attempt);
    if (refund.kind === 'merchant') {
      if (isOver) return [nothingKept(refund, nowMs)];
      return attempt.returnedUnclear ? [stopUnclear(refund, nowMs)] : [];
    }
    const hold = doubtOf(order, attempt) ?? (isOver ? 'amount_unclear' : null);
    return hold === null
      ? []
      : [{ type: 'refund_stopped', number: refund.number, hold, atMs: nowMs }];
  });

function released(order: OrderState, refund: Refund, nowMs: number): Fact {
  const attempt = attemptOf(order, refund.attempt);
  if (attempt !== undefined && isOverAsked(order, attempt)) return nothingKept(refund, nowMs);
  if (attempt?.returnedUnclear === true) return stopUnclear(refund, nowMs);
  const { number, amountMinor } = refund;
  return { type: 'refund_released', number, amountMinor, atMs: nowMs };
}

/**
 * A merchant's own refund that a control stopped goes out once a person approved it, unless
 * its money went back another way while it waited, or may have.
 */
export const releaseApproved: Consequence = (order, { nowMs, held }) => {
  if (isEvidenceHeld(held)) return [];
  const approved = order.refunds.filter(
    (one) =>
      one.kind === 'merchant' && one.status === 'awaiting_approval' && one.approvedAtMs !== null,
  );
  for (const refund of approved) {
    const facts = [released(order, refund, nowMs)];
    if (!isWithheld(held, facts)) return facts;
  }
  return [];
};

function accepted(order: OrderState, attempt: Attempt, nowMs: number): readonly Fact[] {
  const since = acceptanceDueSinceMs(order, attempt);
  if (since === null) return [];
  const { number } = attempt;
  const now = confirmation(order, attempt, since, nowMs);
  if (now === 'wait') return [];
  const isWhole =
    keptMinor(attempt) === order.amount.amountMinor &&
    !attempt.disputed &&
    !attempt.returnedUnclear &&
    !attempt.contradicted;
  if (now === 'confirmed' && isWhole) return [{ type: 'order_paid', number, atMs: nowMs }];
  const why = 'accepted late, but not all of it is kept';
  return [
    { type: 'mismatch_found', number, why, atMs: nowMs },
    {
      type: 'alert_raised',
      id: `mismatch:${number}`,
      kind: 'mismatch',
      number,
      detail: why,
      atMs: nowMs,
    },
  ];
}

function settledLate(order: OrderState, attempt: Attempt, nowMs: number): readonly Fact[] {
  if (attempt.role !== 'late' || attempt.late === null) return [];
  const { number, late } = attempt;
  if (late.decision === 'refund') return [];
  if (order.winner !== null) return [{ type: 'duplicate_found', number, atMs: nowMs }];
  if (late.decision === null && nowMs >= late.answerByMs) {
    return [{ type: 'late_payment_decided', number, decision: 'refund', input: null, atMs: nowMs }];
  }
  return accepted(order, attempt, nowMs);
}

/** Rule 8: late payments that were asked about: accepted, refused, unanswered or overtaken. */
export const settleLate: Consequence = (order, { nowMs, held }) => {
  if (isEvidenceHeld(held)) return [];
  for (const attempt of order.attempts) {
    const facts = settledLate(order, attempt, nowMs);
    if (facts.length > 0 && !isWithheld(held, facts)) return facts;
  }
  return [];
};

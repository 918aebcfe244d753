import { type Attempt, hasSucceeded, isWatched } from '../order/attempt.ts';
import { confirmSinceMs } from '../order/confirmation.ts';
import { draftOf, type DecisionDraft, add } from './decision-draft.ts';
import { acceptSuccess } from './decide-success.ts';
import { lastWordMs } from '../order/expiry.ts';
import type { Fact } from '../facts/fact.ts';
import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  PaymentStanding,
  QueryAnswer,
} from '../order/channel-answer.ts';
import type { OwnFailureCode } from '../order/failure-code.ts';
import type { OrderState } from '../order/order.ts';
import {
  answerOwedSinceMs,
  captureUntilMs,
  isAlarming,
  isCaptureInDoubt,
} from '../agenda/due-times.ts';

/**
 * Whether an earlier run made this call. The attempt was taken over since, so its refusal is stale.
 */
function isOutdated(attempt: Attempt, askedAtMs: number): boolean {
  return attempt.takenOverAtMs !== null && askedAtMs < attempt.takenOverAtMs;
}

/** Rule 2: what create's answer means. A time-out is unknown, not failed. */
export function decideCreated(
  attempt: Attempt,
  answer: CreateAnswer,
  askedAtMs: number,
  nowMs: number,
): Fact[] {
  const { number } = attempt;
  const of = { number, atMs: nowMs };
  switch (answer.kind) {
    case 'offered':
      // The answer to the first create brought it; a replayed one changes nothing.
      if (attempt.create === 'acknowledged') return [];
      return [{ ...of, type: 'attempt_offered', channelReference: answer.channelReference }];
    case 'refused': {
      const failure = { code: answer.code };
      if (!isWatched(attempt) || isOutdated(attempt, askedAtMs)) return [];
      // A refusal is final only if no earlier create, whose answer is unknown, may stand.
      if (attempt.create === 'planned') return [{ ...of, ...failure, type: 'attempt_refused' }];
      if (attempt.create === 'unknown') return [{ ...of, ...failure, type: 'create_abandoned' }];
      return [];
    }
    case 'unknown':
    case 'retry':
      return [{ ...of, type: 'create_unanswered', sent: answer.kind === 'unknown' }];
    default:
      return answer satisfies never;
  }
}

/** Rule 9: whatever the close answered, a query follows. */
export function decideClosed(attempt: Attempt, _answer: CloseAnswer, nowMs: number): Fact[] {
  return [{ type: 'close_answered', number: attempt.number, atMs: nowMs }];
}

/** Rule 6: an unknown capture is repeated with its key until known. */
export function decideCaptured(
  order: OrderState,
  attempt: Attempt,
  answer: CaptureAnswer,
  askedAtMs: number,
  nowMs: number,
): readonly Fact[] {
  const of = { number: attempt.number, atMs: nowMs };
  switch (answer.kind) {
    case 'success':
      return acceptSuccess(order, attempt, answer, { askedAtMs: null, input: null }, nowMs).facts;
    case 'processing':
      if (!isCaptureInDoubt(attempt)) return [];
      return [{ ...of, type: 'capture_unanswered', state: 'pending' }];
    case 'refused':
      if (!isCaptureInDoubt(attempt) || isOutdated(attempt, askedAtMs)) return [];
      return [{ ...of, type: 'capture_refused', code: answer.code }];
    case 'unknown':
    case 'retry':
      if (!isCaptureInDoubt(attempt)) return [];
      return [{ ...of, type: 'capture_unanswered', state: 'unknown' }];
    default:
      return answer satisfies never;
  }
}

/** Whether a rule waits for this very answer, so that it is recorded. */
function isAwaited(order: OrderState, attempt: Attempt, askedAtMs: number): boolean {
  if (attempt.promptedAtMs !== null && askedAtMs >= attempt.promptedAtMs) return true;
  if (hasSucceeded(attempt)) {
    const since = answerOwedSinceMs(order, attempt);
    return since !== null && askedAtMs >= since;
  }
  if (askedAtMs >= lastWordMs(attempt)) return true;
  const closingAtMs = order.status === 'closing' ? order.closing?.atMs : undefined;
  return closingAtMs !== undefined && (attempt.answered?.askedAtMs ?? -1) < closingAtMs;
}

/** Rule 10: whether a success found now is the confirmation that a rule waits for. */
function isConfirmation(order: OrderState, attempt: Attempt, askedAtMs: number): boolean {
  const since = confirmSinceMs(order, attempt);
  return since !== null && askedAtMs >= since && (attempt.confirmedAtMs ?? -1) < since;
}

/** Rule 6: "approved" after the life of the capture's key proves that the capture was not made. */
function isCaptureDenied(attempt: Attempt, finding: PaymentStanding, askedAtMs: number): boolean {
  if (!isCaptureInDoubt(attempt)) return false;
  return finding.kind === 'approved' && askedAtMs >= captureUntilMs(attempt);
}

function alarm(order: OrderState, attempt: Attempt, atMs: number): Fact[] {
  const id = `unknown:${attempt.number}`;
  if (order.alerts.some((one) => one.id === id)) return [];
  const detail =
    'The channel acknowledged this payment and now says it does not know it. Look at its console.';
  return [{ type: 'alert_raised', id, kind: 'unknown', number: attempt.number, detail, atMs }];
}

/** no-guess: what an answer other than success makes of an attempt that may still be paid. */
function standing(
  order: OrderState,
  attempt: Attempt,
  finding: PaymentStanding,
  askedAtMs: number,
  nowMs: number,
): Fact[] {
  const of = { number: attempt.number, atMs: nowMs };
  const facts: Fact[] = [];
  const isDenied = isCaptureDenied(attempt, finding, askedAtMs);
  if (isDenied)
    facts.push({ ...of, type: 'capture_refused', code: 'not_captured' satisfies OwnFailureCode });
  if (finding.kind === 'closed' && attempt.traits.closedIsTrusted) {
    return [...facts, { ...of, type: 'attempt_ended', how: 'closed' }];
  }
  const isUnknownThere = finding.kind === 'not_known' && isAlarming(attempt);
  if (isUnknownThere) facts.push(...alarm(order, attempt, nowMs));
  if (finding.kind === 'approved' && attempt.status !== 'approved' && !isDenied) {
    if (attempt.status === 'opening' || attempt.status === 'offered') {
      facts.push({ ...of, type: 'attempt_approved' });
    }
  }
  if (askedAtMs < lastWordMs(attempt) || finding.kind === 'processing') return facts;
  if (isCaptureInDoubt(attempt) && !isDenied) return facts;
  facts.push(
    isUnknownThere
      ? { ...of, type: 'attempt_parked' }
      : { ...of, type: 'attempt_ended', how: 'denied' },
  );
  return facts;
}

function answered(
  order: OrderState,
  attempt: Attempt,
  finding: PaymentStanding,
  askedAtMs: number,
  nowMs: number,
): DecisionDraft {
  const of = { number: attempt.number, atMs: nowMs };
  if (hasSucceeded(attempt)) {
    return add(
      draftOf(order),
      isAwaited(order, attempt, askedAtMs)
        ? { ...of, type: 'payment_denied', askedAtMs }
        : { ...of, type: 'poll_answered', askedAtMs },
    );
  }
  const noted = add(
    draftOf(order),
    isAwaited(order, attempt, askedAtMs)
      ? { ...of, type: 'attempt_answered', askedAtMs, finding: finding.kind }
      : { ...of, type: 'poll_answered', askedAtMs },
  );
  if (!isWatched(attempt)) return noted;
  return add(noted, ...standing(order, attempt, finding, askedAtMs, nowMs));
}

/** Rules 3, 5, 7 and 9: what a query's answer means. */
export function decideQueried(
  order: OrderState,
  attempt: Attempt,
  answer: QueryAnswer,
  askedAtMs: number,
  nowMs: number,
): readonly Fact[] {
  if (answer.kind === 'unknown' || answer.kind === 'retry') {
    return [{ type: 'call_unanswered', number: attempt.number, askedAtMs, atMs: nowMs }];
  }
  if (answer.kind !== 'success') return answered(order, attempt, answer, askedAtMs, nowMs).facts;
  const source = { askedAtMs, input: null };
  const awaited = {
    answer: isAwaited(order, attempt, askedAtMs),
    confirmation: isConfirmation(order, attempt, askedAtMs),
  };
  return acceptSuccess(order, attempt, answer, source, nowMs, awaited).facts;
}

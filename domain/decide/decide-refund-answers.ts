import type { Fact } from '../facts/fact.ts';
import type {
  RefundAnswer,
  RefundQueryAnswer,
  RefundRefusal,
  RefundStanding,
} from '../order/channel-answer.ts';
import { lessIsLeft, lessIsLeftCode } from './less-left.ts';
import { attemptOf, type OrderState } from '../order/order.ts';
import { notTaken, putOff } from './put-off.ts';
import { isRefundUnderWay, type Refund } from '../order/refund.ts';
import { retryWaitMs } from '../agenda/due-times.ts';

type Failure = Readonly<{ code: string }>;

/** Rule 10: a new number only after final failure; after a few, parked. */
function failed(order: OrderState, refund: Refund, failure: Failure, atMs: number): Fact[] {
  const of = { number: refund.number, atMs, code: failure.code };
  if (refund.status === 'succeeded') return [{ ...of, type: 'refund_failed' }];
  if (refund.status === 'failed' || (refund.status === 'manual' && !refund.abnormal)) return [];
  const failures = order.refunds.filter(
    (one) =>
      one.attempt === refund.attempt && one.kind === 'compensation' && one.status === 'failed',
  ).length;
  const isLastTry = failures + 1 >= order.policy.maxRefundNumbers;
  return refund.kind === 'compensation' && isLastTry
    ? [{ ...of, type: 'refund_parked' }]
    : [{ ...of, type: 'refund_failed' }];
}

/**
 * The answer a rule waits for, or that changes the refund, is recorded with the
 * moment it was asked: an older one counts no more (see isOutdated). Any other is
 * only remembered. One-writer: before an unknown refund is asked again the ledger
 * takes the query's answer, so that a run which missed how it ended learns of it first.
 */
function heard(
  refund: Refund,
  changes: readonly Fact[],
  askedAtMs: number,
  atMs: number,
): readonly Fact[] {
  const of = { number: refund.number, askedAtMs, atMs };
  const isPrompted = refund.promptedAtMs !== null && askedAtMs >= refund.promptedAtMs;
  const isAwaited = isPrompted || (refund.status === 'requested' && refund.memory.unknown);
  const isRecorded = isAwaited || changes.length > 0;
  return [{ ...of, type: isRecorded ? 'refund_answered' : 'refund_polled' }, ...changes];
}

function change(order: OrderState, refund: Refund, now: RefundStanding, nowMs: number): Fact[] {
  const of = { number: refund.number, atMs: nowMs };
  switch (now.kind) {
    case 'succeeded':
      return refund.status === 'succeeded' ? [] : [{ ...of, type: 'refund_succeeded' }];
    case 'processing':
      return refund.status === 'requested' ? [{ ...of, type: 'refund_accepted' }] : [];
    case 'failed':
      return failed(order, refund, now, nowMs);
    case 'abnormal':
      if (refund.status === 'succeeded' || refund.abnormal) return [];
      return [{ ...of, type: 'refund_abnormal', code: now.code }];
    default:
      return now satisfies never;
  }
}

function standing(
  order: OrderState,
  refund: Refund,
  now: RefundStanding,
  askedAtMs: number,
  nowMs: number,
): readonly Fact[] {
  return heard(refund, change(order, refund, now, nowMs), askedAtMs, nowMs);
}

/**
 * A refusal: nothing goes out under this number, unless an earlier call already did it. After one
 * that says less is left, money may still be owed; how much, the books say once they are clear.
 */
function refused(
  order: OrderState,
  refund: Refund,
  refusal: RefundRefusal,
  atMs: number,
): readonly Fact[] {
  if (!isRefundUnderWay(refund)) return [];
  const isLess = refusal.lessIsLeft === true;
  const failure = { code: isLess ? lessIsLeftCode : refusal.code };
  const of = { number: refund.number, atMs, ...failure };
  // It was unknown once, so only the channel's own books tell what became of it: a person is shown
  // it, and the channel is asked on.
  if (refund.memory.everUnknown) return [{ ...of, type: 'refund_abnormal' }];
  const attempt = attemptOf(order, refund.attempt);
  if (isLess && attempt !== undefined) {
    return [...failed(order, refund, failure, atMs), ...lessIsLeft(attempt, atMs)];
  }
  return refund.kind === 'merchant'
    ? [{ ...of, type: 'refund_failed' }]
    : [{ ...of, type: 'refund_parked' }];
}

/**
 * The answer comes from a run that was given up: the ledger already holds the answer to a later
 * question.
 */
function isOutdated(refund: Refund, askedAtMs: number): boolean {
  return refund.answeredAtMs !== null && askedAtMs < refund.answeredAtMs;
}

/** Rule 10: "accepted" is not "refunded"; unknown is queried before it is repeated. */
export function decideRefunded(
  order: OrderState,
  refund: Refund,
  answer: RefundAnswer,
  askedAtMs: number,
  nowMs: number,
): readonly Fact[] {
  if (isOutdated(refund, askedAtMs)) return [];
  const of = { number: refund.number, atMs: nowMs };
  switch (answer.kind) {
    case 'refused':
      return refused(order, refund, answer, nowMs);
    case 'later':
      return putOff(order, refund, answer.code, nowMs);
    case 'held':
      if (refund.status !== 'requested') return [];
      return [{ ...of, type: 'refund_stopped', hold: answer.hold }];
    case 'unknown':
      return [{ ...of, type: 'refund_unanswered', unknown: true }];
    case 'retry':
      return [notTaken(order, refund, answer.why ?? 'not_reached', nowMs)];
    default:
      return standing(order, refund, answer, askedAtMs, nowMs);
  }
}

/**
 * A channel that accepted a refund may at first not find it, or may have
 * dropped it: after the first wait the same number is asked again, which every
 * channel takes as the same refund.
 */
function forgotten(
  order: OrderState,
  refund: Refund,
  askedAtMs: number,
  atMs: number,
): readonly Fact[] {
  if (refund.status !== 'processing' || refund.acceptedAtMs === null) return [];
  const { refundRetriesMs } = order.policy;
  if (askedAtMs < refund.acceptedAtMs + retryWaitMs(refundRetriesMs, 1)) return [];
  const notBeforeMs = atMs + retryWaitMs(refundRetriesMs, refund.postponed + 1);
  return [{ type: 'refund_forgotten', number: refund.number, notBeforeMs, atMs }];
}

/** Rule 10: poll until final; a success later denied is owed again. */
export function decideRefundQueried(
  order: OrderState,
  refund: Refund,
  answer: RefundQueryAnswer,
  askedAtMs: number,
  nowMs: number,
): readonly Fact[] {
  if (isOutdated(refund, askedAtMs)) return [];
  const of = { number: refund.number, atMs: nowMs };
  switch (answer.kind) {
    case 'not_known':
      return heard(refund, forgotten(order, refund, askedAtMs, nowMs), askedAtMs, nowMs);
    case 'unknown':
    case 'retry':
      return [{ ...of, type: 'refund_unanswered', unknown: refund.memory.unknown }];
    default:
      return standing(order, refund, answer, askedAtMs, nowMs);
  }
}

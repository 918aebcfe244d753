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
import type { RefundTold } from '../order/refund-arrival.ts';
import { retryWaitMs } from '../agenda/due-times.ts';

type Failure = Readonly<{ code: string }>;

/**
 * Rule 10: only a final failure frees the way for a new number; after a few numbers it is parked.
 */
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
 * An answer that a rule waits for, or that changes the refund, is recorded with the moment of
 * its question: answers to older questions then count no more (see isOutdated). Any other is only
 * remembered. one-writer: the query that lets an unknown refund be repeated is recorded first, so
 * that a run which does not know yet how the refund ended must read the ledger before it repeats.
 */
function heard(
  refund: Refund,
  changes: readonly Fact[],
  askedAtMs: number,
  atMs: number,
  told: RefundTold = {},
): readonly Fact[] {
  const of = { number: refund.number, askedAtMs, atMs };
  const isPrompted = refund.promptedAtMs !== null && askedAtMs >= refund.promptedAtMs;
  const isAwaited = isPrompted || (refund.status === 'requested' && refund.memory.unknown);
  const isRecorded = isAwaited || changes.length > 0;
  if (!isRecorded) return [{ ...of, type: 'refund_polled' }];
  return [{ ...of, ...told, type: 'refund_answered' }, ...changes];
}

/** What of an answer no rule reads, with nothing where the channel said nothing. */
function toldOf({ channelReference, expected }: RefundStanding): RefundTold {
  return {
    ...(channelReference === undefined ? {} : { channelReference }),
    ...(expected === undefined ? {} : { expected }),
  };
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
  return heard(refund, change(order, refund, now, nowMs), askedAtMs, nowMs, toldOf(now));
}

/**
 * After a refusal nothing goes out under this number, unless an earlier call was executed. If it
 * says that less is left, money may still be owed: how much is known once the books are clear.
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
  // An earlier call may have been executed, and only the channel's books can tell: a person is
  // told, and the channel is polled.
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
 * Whether the ledger already holds the answer to a later question. Then this answer comes from a
 * run that was given up.
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
 * A channel that accepted a refund may not find it at first, or may have dropped it: after the
 * first wait the refund is sent again under the same number, which every channel takes as the same.
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

/** Rule 10: polled until final; the money of a success that is later denied is owed again. */
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

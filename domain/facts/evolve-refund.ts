import type { Fact } from './fact.ts';
import type { OwnFailureCode } from '../order/failure-code.ts';
import { isRefundUnderWay, type Refund } from '../order/refund.ts';
import type { RefundTold } from '../order/refund-arrival.ts';

type NewRefundFact = Extract<Fact, { type: 'refund_requested' | 'refund_held' }>;

/** The refund that a request makes, held or not. */
export function newRefund(fact: NewRefundFact): Refund {
  const held = fact.type === 'refund_held';
  return {
    number: fact.number,
    id: fact.id,
    kind: fact.kind,
    attempt: fact.attempt,
    amountMinor: fact.amountMinor,
    reasonMark: held ? null : fact.reasonMark,
    status: held ? 'awaiting_approval' : 'requested',
    hold: held ? fact.hold : null,
    createdAtMs: fact.atMs,
    requestedAtMs: held ? null : fact.atMs,
    approvedAtMs: null,
    acceptedAtMs: null,
    succeededAtMs: null,
    notBeforeMs: null,
    postponed: 0,
    abnormal: false,
    answeredAtMs: null,
    promptedAtMs: null,
    overdue: false,
    failure: null,
    channelReference: null,
    expected: null,
    memory: {
      unknown: false,
      everUnknown: false,
      lastTriedMs: null,
      unanswered: 0,
      calledAtMs: null,
    },
  };
}

/** What may be the answer to a call of the refund. */
const answersOfCalls: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'refund_answered',
  'refund_unanswered',
  'refund_postponed',
  'refund_failed',
  'refund_parked',
  'refund_abnormal',
]);

/**
 * Until when a call of it may have been under way. After a restart only the query of what an earlier
 * run may have sent tells it, so answers to queries count too.
 */
function calledAtMs({ status, memory }: Refund, fact: Fact): number | null {
  if (status !== 'requested' || !answersOfCalls.has(fact.type)) return memory.calledAtMs;
  return Math.max(memory.calledAtMs ?? fact.atMs, fact.atMs);
}

/** The change one fact makes to the refund it names; no choices here. */
export function evolveRefund(refund: Refund, fact: Fact): Refund {
  const next = changed(refund, fact);
  const called = calledAtMs(refund, fact);
  if (called === next.memory.calledAtMs) return next;
  return { ...next, memory: { ...next.memory, calledAtMs: called } };
}

function changed(refund: Refund, fact: Fact): Refund {
  const settled = {
    memory: { ...refund.memory, unknown: false, lastTriedMs: null, unanswered: 0 },
  };
  switch (fact.type) {
    case 'refund_stopped':
      return {
        ...refund,
        ...settled,
        status: 'awaiting_approval',
        hold: fact.hold,
        requestedAtMs: null,
        approvedAtMs: null,
        failure: null,
      };
    case 'refund_approved':
      return { ...refund, approvedAtMs: fact.atMs, hold: null };
    case 'refund_released':
      return {
        ...refund,
        status: 'requested',
        requestedAtMs: fact.atMs,
        amountMinor: fact.amountMinor,
      };
    case 'refund_rejected':
      return {
        ...refund,
        status: 'manual',
        hold: null,
        failure: { code: 'rejected' satisfies OwnFailureCode },
      };
    case 'refund_accepted':
      return {
        ...refund,
        ...settled,
        status: 'processing',
        acceptedAtMs: refund.acceptedAtMs ?? fact.atMs,
        succeededAtMs: null,
        abnormal: false,
        failure: null,
      };
    case 'refund_postponed':
      return {
        ...refund,
        ...settled,
        notBeforeMs: fact.notBeforeMs,
        postponed: refund.postponed + 1,
        failure: fact.failure === undefined ? refund.failure : { code: fact.failure.code },
      };
    case 'refund_forgotten':
      return {
        ...refund,
        ...settled,
        status: 'requested',
        acceptedAtMs: null,
        notBeforeMs: fact.notBeforeMs,
        postponed: refund.postponed + 1,
      };
    case 'refund_succeeded':
      return {
        ...refund,
        ...settled,
        status: 'succeeded',
        succeededAtMs: fact.atMs,
        abnormal: false,
        overdue: false,
        failure: null,
      };
    case 'refund_failed':
      return {
        ...refund,
        ...settled,
        status: 'failed',
        abnormal: false,
        overdue: false,
        succeededAtMs: null,
        failure: { code: fact.code },
        expected: null,
      };
    case 'refund_parked':
      return {
        ...refund,
        ...settled,
        status: 'manual',
        failure: { code: fact.code },
      };
    case 'refund_abnormal':
      return {
        ...refund,
        ...settled,
        status: 'manual',
        abnormal: true,
        acceptedAtMs: refund.acceptedAtMs ?? fact.atMs,
        memory: { ...settled.memory, lastTriedMs: fact.atMs },
        failure: { code: fact.code },
        expected: null,
      };
    case 'refund_overdue':
      return { ...refund, overdue: true };
    case 'refund_prompted':
      return { ...refund, promptedAtMs: fact.atMs };
    case 'refund_resolved':
      return {
        ...refund,
        status: fact.outcome,
        abnormal: false,
        overdue: false,
        succeededAtMs: fact.outcome === 'succeeded' ? fact.atMs : null,
        failure: fact.outcome === 'succeeded' ? null : refund.failure,
      };
    case 'refund_unanswered':
      return {
        ...refund,
        memory: {
          ...refund.memory,
          unknown: fact.unknown,
          everUnknown: refund.memory.everUnknown || fact.unknown,
          lastTriedMs: fact.atMs,
          unanswered: refund.memory.unanswered + 1,
        },
      };
    case 'refund_answered':
    case 'refund_polled': {
      const isSettled = refund.promptedAtMs !== null && fact.askedAtMs >= refund.promptedAtMs;
      const isRecorded = fact.type === 'refund_answered';
      const told: RefundTold = isRecorded ? fact : {};
      return {
        ...refund,
        channelReference: told.channelReference ?? refund.channelReference,
        expected: told.expected ?? refund.expected,
        answeredAtMs: isRecorded
          ? Math.max(refund.answeredAtMs ?? fact.askedAtMs, fact.askedAtMs)
          : refund.answeredAtMs,
        memory: {
          ...refund.memory,
          unknown: false,
          lastTriedMs: fact.askedAtMs,
          // Until the refund is accepted, the waits between its calls go on growing.
          unanswered: refund.status === 'requested' ? refund.memory.unanswered : 0,
        },
        promptedAtMs: isSettled ? null : refund.promptedAtMs,
        overdue: refund.overdue && !(isSettled && !isRefundUnderWay(refund)),
      };
    }
    case 'refund_query_renewed':
      return { ...refund, memory: { ...refund.memory, unanswered: 0, lastTriedMs: null } };
    default:
      return refund;
  }
}

/** A run that died may have sent a refund that is `requested`: query it before repeating. */
export function resumedRefund(refund: Refund): Refund {
  return refund.status === 'requested'
    ? { ...refund, memory: { ...refund.memory, unknown: true, everUnknown: true } }
    : refund;
}

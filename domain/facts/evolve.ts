import { answerOfFact, isPassing } from './answer-of-fact.ts';
import { type Attempt } from '../order/attempt.ts';
import { evolveAlerts } from './evolve-alerts.ts';
import {
  evolveAttempt,
  plannedAttempt,
  resumedAttempt,
  secondTransaction,
} from './evolve-attempt.ts';
import { evolveRefund, newRefund, resumedRefund } from './evolve-refund.ts';
import type { Fact } from './fact.ts';
import { invariant } from '../invariant.ts';
import type { OrderState } from '../order/order.ts';
import { recordedPolicy } from '../order/policy.ts';

function created(fact: Extract<Fact, { type: 'order_created' }>): OrderState {
  return {
    key: fact.key,
    amount: fact.amount,
    deadlineMs: fact.deadlineMs,
    policy: recordedPolicy(fact.policy),
    status: 'open',
    createdAtMs: fact.atMs,
    closing: null,
    paidAtMs: null,
    closedAtMs: null,
    winner: null,
    attempts: [],
    refunds: [],
    pendingPays: [],
    alerts: [],
    answers: {},
  };
}

/** Rule 19: the id of an answered input is kept with its answer, unless the answer is passing. */
function withAnswer(state: OrderState, fact: Fact): OrderState {
  const said = answerOfFact(fact);
  if (said === null || isPassing(said.answer)) return state;
  return { ...state, answers: { ...state.answers, [said.input]: said.answer } };
}

function withAttempts(state: OrderState, fact: Fact): OrderState {
  if (fact.type === 'attempt_planned') {
    return { ...state, attempts: [...state.attempts, plannedAttempt(fact)] };
  }
  if (fact.type === 'second_transaction_found') {
    const parent = state.attempts.find((one) => one.number === fact.parent);
    invariant(parent !== undefined, 'a second transaction has a first');
    return { ...state, attempts: [...state.attempts, secondTransaction(parent, fact)] };
  }
  if (!('number' in fact) || fact.number === null) return state;
  const { number } = fact;
  if (!state.attempts.some((one) => one.number === number)) return state;
  return {
    ...state,
    attempts: state.attempts.map((one) => (one.number === number ? evolveAttempt(one, fact) : one)),
  };
}

/** Counts a refund's money at the attempt that it refunds; in minor units. */
function refundedAttempts(state: OrderState, attempt: string, changeMinor: number): Attempt[] {
  return state.attempts.map((one) =>
    one.number === attempt ? { ...one, refundedMinor: one.refundedMinor + changeMinor } : one,
  );
}

function owedAgain(attempts: readonly Attempt[], number: string, atMs: number): Attempt[] {
  return attempts.map((one) =>
    one.number === number && one.owedSinceMs !== null ? { ...one, owedSinceMs: atMs } : one,
  );
}

function withRefunds(state: OrderState, fact: Fact): OrderState {
  if (fact.type === 'refund_requested' || fact.type === 'refund_held') {
    return { ...state, refunds: [...state.refunds, newRefund(fact)] };
  }
  if (!('number' in fact)) return state;
  const before = state.refunds.find((one) => one.number === fact.number);
  if (before === undefined) return state;
  const after = evolveRefund(before, fact);
  const counted = (refund: typeof before): number =>
    refund.status === 'succeeded' ? refund.amountMinor : 0;
  const refunds = state.refunds.map((one) => (one === before ? after : one));
  let attempts = refundedAttempts(state, before.attempt, counted(after) - counted(before));
  if (before.kind === 'compensation') {
    // The next compensation needs a query of its own, asked after this failure.
    if (fact.type === 'refund_failed') attempts = owedAgain(attempts, before.attempt, fact.atMs);
    if (fact.type === 'refund_resolved') {
      attempts = attempts.map((one) =>
        one.number === before.attempt ? { ...one, compensationEnded: true } : one,
      );
    }
  }
  return { ...state, refunds, attempts };
}

function withOrder(state: OrderState, fact: Fact): OrderState {
  switch (fact.type) {
    case 'order_closing':
      return {
        ...state,
        status: 'closing',
        closing: { atMs: fact.atMs, reason: fact.reason },
      };
    case 'order_closed':
      return { ...state, status: 'closed', closedAtMs: fact.atMs };
    case 'order_paid':
      return { ...state, status: 'paid', winner: fact.number, paidAtMs: fact.atMs };
    case 'pay_requested':
      return {
        ...state,
        pendingPays: [...state.pendingPays, { request: fact.request, requestedAtMs: fact.atMs }],
      };
    case 'pay_refused':
    case 'attempt_planned':
    case 'attempt_handed_out':
      return {
        ...state,
        pendingPays: state.pendingPays.filter((one) => one.request.id !== fact.input),
      };
    default:
      return state;
  }
}

/**
 * Applies one fact. Makes no choice: those are in `decide`.
 *
 * @param state null before `order_created`
 * @throws InvariantViolation when `order_created` is not the first fact
 */
export function evolve(state: OrderState | null, fact: Fact): OrderState {
  if (fact.type === 'order_created') return created(fact);
  invariant(state !== null, 'the first fact of an order is its creation');
  const moved = withRefunds(withAttempts(withOrder(state, fact), fact), fact);
  return withAnswer(evolveAlerts(moved, fact), fact);
}

/** The state after these facts, or null without any. */
export function fold(facts: readonly Fact[]): OrderState | null {
  return facts.reduce<OrderState | null>((state, fact) => evolve(state, fact), null);
}

/**
 * A folded state as a new run must see it: a call that an earlier run may have made counts as made,
 * with an unknown outcome.
 */
export function resume(state: OrderState): OrderState {
  return {
    ...state,
    attempts: state.attempts.map(resumedAttempt),
    refunds: state.refunds.map(resumedRefund),
  };
}

import {
  noOverRefund,
  noOverRefundWhenAsked,
  notPaidBackTwice,
  winnerTookItsMoney,
} from './refund-invariants.ts';
import { attemptOf, firstOf, type Invariant } from './invariant.ts';
import { heldStops } from './held-invariants.ts';
import { attemptLimit } from './limit-invariants.ts';
import { type Attempt, hasSucceeded } from '../../../domain/order/attempt.ts';
import { needsPerson } from '../../../domain/order/attention.ts';
import { lastWordMs } from '../../../domain/order/expiry.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { orderDigest } from '../../../domain/order/order-digest.ts';
import { canBeLookedUp } from '../../../domain/agenda/due-times.ts';
import { canBePaid, type Payment, refundedMinor } from './channel.ts';
import { kinds } from './kinds.ts';
import { stillHeldMinor } from './people-moves.ts';
import { isAtRest, isQuiescent } from './quiescence.ts';
import { type Call, paymentOf, type World } from './world.ts';

const oneWinner: Invariant = ({ ledger }, before) => {
  const winners = ledger.attempts.filter((one) => one.role === 'winner');
  if (winners.length > 1) return `two winners: ${winners.map((one) => one.number).join(', ')}`;
  const was = before.ledger.winner;
  if (was !== null && ledger.winner !== was) {
    return `the winner was ${was} and is ${String(ledger.winner)}`;
  }
  return ledger.winner === (winners[0]?.number ?? null) ? null : 'order and attempts disagree';
};

/** Our books never say that more was taken or given back than the channel's books say. */
const booksAreTrue: Invariant = (world) =>
  firstOf(world.ledger.attempts, (attempt) => {
    const payment = paymentOf(world, attempt.number);
    if (world.lied.includes(attempt.number)) return null;
    const captured = payment?.capturedMinor ?? 0;
    const returned =
      payment === null ? 0 : refundedMinor(payment) + payment.byHandMinor + payment.reversedMinor;
    const isUndone = payment?.refunds.some((one) => one.standing === 'failed') === true;
    if (attempt.capturedMinor !== 0 && attempt.capturedMinor !== captured) {
      return `${attempt.number}: ours say ${attempt.capturedMinor} captured, the channel ${captured}`;
    }
    const ours = attempt.refundedMinor + attempt.reversedMinor;
    return ours > returned && !isUndone
      ? `${attempt.number}: ours say ${ours} went back, the channel ${returned}`
      : null;
  });

/**
 * Whether a person knows of the money that is owed: by rule 10 it is held, manual or recorded as
 * ended.
 */
function isOwedInSight(order: OrderState, attempt: Attempt): boolean {
  if (attempt.compensationEnded || attempt.parked) return true;
  return order.refunds.some(
    (one) =>
      one.attempt === attempt.number &&
      one.kind === 'compensation' &&
      (one.status === 'awaiting_approval' || one.status === 'manual' || one.overdue),
  );
}

function isWinnerBalanced(world: World, attempt: Attempt, payment: Payment): string | null {
  if (world.lied.includes(attempt.number)) return null;
  if (payment.capturedMinor !== world.ledger.amount.amountMinor) {
    return `the winner ${attempt.number} captured ${payment.capturedMinor}`;
  }
  const ofWinner = world.ledger.refunds.filter((one) => one.attempt === attempt.number);
  const isOpen = ofWinner.some(needsPerson);
  const asked = ofWinner
    .filter((one) => one.status === 'succeeded')
    .reduce((sum, one) => sum + one.amountMinor, 0);
  const given = refundedMinor(payment) + payment.byHandMinor;
  return isOpen || asked === given
    ? null
    : `the winner ${attempt.number}: ${asked} asked back and done, ${given} given by the channel`;
}

const booksBalance: Invariant = (world, before, rules) => {
  const lie = booksAreTrue(world, before, rules);
  if (lie !== null) return lie;
  if (!isAtRest(rules, world)) return null;
  if (world.ledger.status === 'paid' && world.ledger.winner === null) return 'paid by nobody';
  return firstOf(world.payments, (payment) => {
    const attempt = attemptOf(world.ledger, payment.number);
    if (attempt === undefined) return `${payment.number}: the channel knows it and we don't`;
    if (attempt.number === world.ledger.winner) return isWinnerBalanced(world, attempt, payment);
    if (payment.capturedMinor === 0) return null;
    const held = stillHeldMinor(payment);
    if (held < 0) return `${payment.number}: ${-held} more went back than was captured`;
    if (held === 0 || isOwedInSight(world.ledger, attempt)) return null;
    return `${payment.number}: ${held} kept, by nobody's decision`;
  });
};

const winnerSafe: Invariant = ({ ledger }) => {
  const ofWinner = ledger.refunds.find(
    (one) => one.kind === 'compensation' && one.attempt === ledger.winner,
  );
  return ofWinner === undefined ? null : `${ofWinner.number} is a compensation of the winner`;
};

const paidStaysPaid: Invariant = ({ ledger }, before) =>
  before.ledger.status === 'paid' && ledger.status !== 'paid'
    ? `paid, and now ${ledger.status}`
    : null;

/**
 * Whether the shopper's money can still come by this attempt, or by a request of ours on its way.
 */
function canStillBePaid(world: World, number: string): boolean {
  const payment = paymentOf(world, number);
  const lands = world.late.filter((one) => one.number === number);
  if (payment !== null) {
    if (canBePaid(payment, world.nowMs)) return true;
    return payment.status === 'approved' && lands.some((one) => one.task.kind === 'capture');
  }
  const attempt = attemptOf(world.ledger, number);
  const isOpen = attempt !== undefined && world.nowMs < attempt.expiresAtMs;
  return isOpen && lands.some((one) => one.task.kind === 'create');
}

const closedMeansWatched: Invariant = (world, _before, rules) => {
  const { ledger } = world;
  if (ledger.status !== 'closed' && ledger.status !== 'paid') return null;
  const state = world.run ?? rules.resume(ledger);
  const lanes = new Set([
    ...rules.agenda(state).map((one) => one.lane),
    ...world.calls.map((one) => one.task.lane),
  ]);
  return firstOf(ledger.attempts, (attempt) => {
    const { number, parked } = attempt;
    if (!canStillBePaid(world, number) || parked || world.lied.includes(number)) return null;
    // Without the channel's reference no query can name it, and at the end a person is told. A run
    // that is behind may not know the reference yet: its clock brings an append that is refused,
    // and then it reads on.
    const known = state.attempts.find((one) => one.number === number) ?? attempt;
    const isWatched = lanes.has(number) || (!canBeLookedUp(known) && lanes.has('clock'));
    return isWatched ? null : `${number} can still be paid and nobody asks about it`;
  });
};

/** By the channel's books, no attempt is given up that was paid, or may still be. */
const noGuess: Invariant = (world) =>
  firstOf(world.ledger.attempts, (attempt) => {
    if (hasSucceeded(attempt) || !attempt.final) return null;
    const { number } = attempt;
    const payment = paymentOf(world, number);
    if (payment !== null && payment.capturedMinor > 0) return `${number} is given up, and was paid`;
    return canStillBePaid(world, number) && world.nowMs < lastWordMs(attempt)
      ? `${number} is given up, and can still be paid`
      : null;
  });

/** At most one of the two-phase payments holds money: among these a double charge never happens. */
const oneCharge: Invariant = (world) => {
  const charged = world.payments.filter(
    (one) => kinds[one.kind].traits.twoPhase && stillHeldMinor(one) > 0,
  );
  return charged.length > 1 ? `captured: ${charged.map((one) => one.number).join(' and ')}` : null;
};

/** When a capture is asked, no other payment holds money, or may hold it. */
const oneChargeWhenAsked: Invariant = (world, before) => {
  const asked = world.ledger.attempts.find(
    (one) =>
      one.capture?.state === 'requested' &&
      attemptOf(before.ledger, one.number)?.capture?.state !== 'requested',
  );
  if (asked === undefined) return null;
  const inDoubt = before.ledger.attempts.find(
    (one) => one.number !== asked.number && one.capture?.state === 'requested' && !one.final,
  );
  if (inDoubt !== undefined) return `${asked.number} is captured while ${inDoubt.number} may be`;
  return before.ledger.winner !== null && before.ledger.winner !== asked.number
    ? `${asked.number} is captured although ${before.ledger.winner} won`
    : null;
};

const nothingLost: Invariant = (world) =>
  firstOf(world.taken, (mark) => {
    const [number = '', age] = mark.split(' ');
    const attempt = attemptOf(world.ledger, number);
    if (attempt === undefined) return `the callback of ${number} was taken and is nowhere`;
    if (hasSucceeded(attempt)) return null;
    const isAsked = attempt.promptedAtMs !== null || attempt.parked;
    // A stale callback that lies prompts a query, whose answer "unpaid" is the only evidence there
    // is.
    if (age === 'stale' && world.lied.includes(number)) return null;
    return age === 'stale' && isAsked
      ? null
      : `the callback of ${number} was taken, and the ledger has no evidence`;
  });

function isRecordedFor(world: World, { task, number }: Call): boolean {
  const { ledger } = world;
  const attempt = attemptOf(ledger, number);
  switch (task.kind) {
    case 'create':
      return attempt !== undefined;
    case 'close':
    case 'void':
      return attempt !== undefined && attempt.withdrawal !== null;
    case 'capture': {
      // It is done: a run that is behind the ledger repeats it with its key, which moves no money.
      const state = attempt?.capture?.state;
      return state === 'requested' || state === 'done';
    }
    case 'refund': {
      const refund = ledger.refunds.find((one) => one.number === task.refundNumber);
      return refund?.status === 'requested';
    }
    case 'query':
    case 'query_refund':
      return true;
    default:
      return task satisfies never;
  }
}

const oneWriter: Invariant = (world) => {
  const early = world.calls.find((one) => one.answer === null && !isRecordedFor(world, one));
  return early === undefined ? null : `${early.task.kind} goes out before its fact is recorded`;
};

/** It costs more than all others together, so only the random search checks it in every state. */
export const oneTruth: Invariant = ({ run, ledger, isBehind }) =>
  run === null || isBehind || orderDigest(run) === orderDigest(ledger)
    ? null
    : 'the run believes another standing than the ledger holds';

/** When the agenda is empty the workflow ends, so nothing may be left to do. */
const agendaIsWhole: Invariant = (world, _before, rules) => {
  const state = world.run ?? rules.resume(world.ledger);
  // A hold is tried again from its row, not from the agenda.
  if (world.holds.length > 0) return null;
  if (world.calls.length > 0 || rules.agenda(state).length > 0) return null;
  // Before the first click there is no workflow, but the deadline is on the agenda.
  return isQuiescent(state) ? null : 'nothing is on the agenda, and the order is not at rest';
};

type Named = readonly (readonly [string, Invariant])[];

/**
 * Invariants of one state, by the names of docs/rules.md. explore.ts checks quiet-end of the whole
 * graph.
 */
export const ofStates: Named = [
  ['books-balance', booksBalance],
  ['no-over-refund', noOverRefund],
  ['no-over-refund', notPaidBackTwice],
  ['winner-safe', winnerSafe],
  ['one-charge', oneCharge],
  ['closed-means-watched', closedMeansWatched],
  ['no-guess', noGuess],
  ['nothing-lost', nothingLost],
  ['one-writer', oneWriter],
  ['quiet-end', agendaIsWhole],
];

/** Invariants of one step: each is about what the ledger says after it and did not say before. */
export const ofSteps: Named = [
  ['one-winner', oneWinner],
  ['no-over-refund', noOverRefundWhenAsked],
  ['winner-safe', winnerTookItsMoney],
  ['paid-stays-paid', paidStaysPaid],
  ['one-charge', oneChargeWhenAsked],
  ['attempt-limit', attemptLimit],
  ['rule-21', heldStops],
];

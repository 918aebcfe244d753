import { type Attempt, isWatched } from '../order/attempt.ts';
import { limitOf } from './attempt-limit.ts';
import { expiryOf, isOffered } from '../order/expiry.ts';
import type { Fact } from '../facts/fact.ts';
import { consequencesIn, heldAnswer, isEvidenceHeld, isWithheld } from '../held/held.ts';
import type { Consequence } from './decision-draft.ts';
import {
  isTaken,
  type OrderState,
  type PayRequest,
  type PendingPay,
  type RefusalCode,
  type RefusedAnswer,
} from '../order/order.ts';
import { isSettledSince } from '../agenda/due-times.ts';

type Answer = RefusedAnswer | Readonly<{ kind: 'attempt'; number: string }>;

/** Why no attempt may be opened now, or null. Rules 1 and 17. */
function refusalOf(order: OrderState, request: PayRequest, nowMs: number): RefusalCode | null {
  if (order.status === 'paid') return 'order_already_paid';
  if (order.status !== 'open' || nowMs >= order.deadlineMs) return 'order_closed';
  if (!isOffered(order, request.traits, nowMs)) return 'channel_not_offered';
  return null;
}

/** Whether the attempt has a valid offer, or may still get one. */
function isHandedOutAgain(order: OrderState, attempt: Attempt, nowMs: number): boolean {
  if (!isWatched(attempt) || attempt.withdrawal !== null) return false;
  if (nowMs >= attempt.expiresAtMs) return false;
  if (attempt.status !== 'opening') return true;
  const hopeful = attempt.create === 'planned' || attempt.create === 'unknown';
  return hopeful && attempt.memory.createTries <= order.policy.createRepeatsMs.length;
}

function liveTwin(order: OrderState, request: PayRequest, nowMs: number): Attempt | undefined {
  return order.attempts.find(
    (one) =>
      one.channel === request.channel &&
      one.account === request.account &&
      one.method === request.method &&
      one.payer === request.payer &&
      isHandedOutAgain(order, one, nowMs),
  );
}

function planOf(order: OrderState, request: PayRequest, nowMs: number): Fact {
  return {
    type: 'attempt_planned',
    input: request.id,
    number: request.number,
    channel: request.channel,
    method: request.method,
    account: request.account,
    payer: request.payer,
    amount: order.amount,
    traits: request.traits,
    expiresAtMs: expiryOf(order, request.traits, nowMs),
    atMs: nowMs,
  };
}

/** Rule 1: the answer to a click that needs no new attempt; null: one is to be opened. */
function answerOf(order: OrderState, request: PayRequest, nowMs: number): Answer | null {
  const code = refusalOf(order, request, nowMs);
  if (code !== null) return { kind: 'refused', code };
  const twin = liveTwin(order, request, nowMs);
  if (twin !== undefined) return { kind: 'attempt', number: twin.number };
  return limitOf(order, request, nowMs);
}

function handedOut(request: PayRequest, number: string, nowMs: number): Fact {
  return { type: 'attempt_handed_out', input: request.id, number, atMs: nowMs };
}

/**
 * Rule 1: what a click on pay leads to when its turn has come: an answer at once, a new attempt,
 * or a recorded wait while the attempts it supersedes are closed.
 */
function startPay(order: OrderState, request: PayRequest, nowMs: number): readonly Fact[] {
  const answer = answerOf(order, request, nowMs);
  if (answer?.kind === 'attempt') return [handedOut(request, answer.number, nowMs)];
  // A refusal changes nothing, so no fact of it is stored: at most this run remembers it.
  if (answer !== null) {
    return [{ type: 'request_answered', input: request.id, answer, atMs: nowMs }];
  }
  const superseded = order.attempts.filter((one) => isWatched(one) && !one.superseded);
  if (superseded.length === 0) return [planOf(order, request, nowMs)];
  return [
    { type: 'pay_requested', input: request.id, request, atMs: nowMs },
    ...superseded.map((one): Fact => ({
      type: 'attempt_withdrawn',
      number: one.number,
      reason: 'superseded',
      atMs: nowMs,
    })),
  ];
}

/** A click on pay. One at a time per order: a second one waits for the first. */
export function decidePay(order: OrderState, request: PayRequest, nowMs: number): readonly Fact[] {
  if (isTaken(order, request.id)) return [];
  if (order.attempts.some((one) => one.number === request.number)) {
    return [handedOut(request, request.number, nowMs)];
  }
  if (order.pendingPays.length === 0) return startPay(order, request, nowMs);
  return [{ type: 'pay_requested', input: request.id, request, atMs: nowMs }];
}

/** The wait of this click was recorded, so its refusal, which ends the wait, is recorded too. */
function waitRefused(request: PayRequest, answer: RefusedAnswer, nowMs: number): Fact {
  const of = { type: 'pay_refused', input: request.id, atMs: nowMs } as const;
  return 'untilMs' in answer
    ? { ...of, code: answer.code, untilMs: answer.untilMs }
    : { ...of, code: answer.code };
}

/**
 * Rule 1: what becomes of the waiting click once the attempts it supersedes were closed and asked
 * about, or its 2 s are over. What was learned of the old attempts decides.
 */
function settled(order: OrderState, head: PendingPay, nowMs: number): readonly Fact[] {
  const { request } = head;
  const answer = answerOf(order, request, nowMs);
  if (answer?.kind === 'attempt') return [handedOut(request, answer.number, nowMs)];
  if (answer !== null) return [waitRefused(request, answer, nowMs)];
  // A click that waited behind another has its own attempts to supersede.
  const live = order.attempts.filter((one) => isWatched(one) && !one.superseded);
  if (live.length > 0) {
    return live.map((one) => ({
      type: 'attempt_withdrawn',
      number: one.number,
      reason: 'superseded',
      atMs: nowMs,
    }));
  }
  const waits = order.attempts.some((one) => {
    const since = one.withdrawal?.atMs ?? nowMs;
    const recent = one.superseded && since >= head.requestedAtMs;
    return recent && !isSettledSince(one, since) && nowMs < since + order.policy.supersedeBoundMs;
  });
  return waits ? [] : [planOf(order, request, nowMs)];
}

/**
 * Rules 1 and 21: what becomes of the click at the head of the queue. A click that the ledger can't
 * take, or whose order is held, is refused and makes room for those behind it.
 */
export const settlePay: Consequence = (order, { nowMs, held }) => {
  const head = order.pendingPays[0];
  if (head === undefined) return [];
  const refused = [waitRefused(head.request, heldAnswer(nowMs), nowMs)];
  if (isEvidenceHeld(held)) return refused;
  const facts = settled(order, head, nowMs);
  return consequencesIn(facts).some((part) => isWithheld(held, part)) ? refused : facts;
};

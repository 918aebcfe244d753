import { refundTask } from '../agenda/refund-query-due.ts';
import { decideCaptured, decideClosed, decideCreated, decideQueried } from './decide-answers.ts';
import { decideCallback } from './decide-callback.ts';
import { decideRefunded, decideRefundQueried } from './decide-refund-answers.ts';
import { decideRequest } from './decide-request.ts';
import type { Fact } from '../facts/fact.ts';
import { type Held, heldAnswer, isAttemptHeld, isEvidenceHeld } from '../held/held.ts';
import type { Circumstances } from './circumstances.ts';
import {
  type Input,
  isRequest,
  requestId,
  type RequestInput,
  type TaskAnswer,
} from '../facts/input.ts';
import { attemptOf, familyOf, isTaken, type OrderState } from '../order/order.ts';
import { unanswered } from '../agenda/task-answer.ts';

function ofTaskAnswer(order: OrderState, input: TaskAnswer, nowMs: number): readonly Fact[] {
  if (input.type === 'refunded' || input.type === 'refund_queried') {
    const refund = order.refunds.find((one) => one.number === input.refundNumber);
    if (refund === undefined) return [];
    return input.type === 'refunded'
      ? decideRefunded(order, refund, input.answer, input.askedAtMs, nowMs)
      : decideRefundQueried(order, refund, input.answer, input.askedAtMs, nowMs);
  }
  const attempt = order.attempts.find((one) => one.number === input.number);
  if (attempt === undefined) return [];
  switch (input.type) {
    case 'created':
      return decideCreated(attempt, input.answer, input.askedAtMs, nowMs);
    case 'queried':
      return decideQueried(order, attempt, input.answer, input.askedAtMs, nowMs);
    case 'close_answered':
      return decideClosed(attempt, input.answer, nowMs);
    case 'captured':
      return decideCaptured(order, attempt, input.answer, input.askedAtMs, nowMs);
    default:
      return input satisfies never;
  }
}

/** Rule 21: asks again at once for evidence that is held, however long the channel was silent. */
function retry(order: OrderState, number: string, nowMs: number): readonly Fact[] {
  const of = { number, atMs: nowMs };
  const refund = order.refunds.find((one) => one.number === number);
  if (refund !== undefined) {
    const renewed: Fact = { ...of, type: 'refund_query_renewed' };
    // Of one that ended meanwhile nothing more is asked by itself, and what is held may say otherwise.
    if (refundTask(order, refund) !== null) return [renewed];
    return [{ ...of, type: 'refund_prompted', input: `retry:${number}:${nowMs}` }, renewed];
  }
  const attempt = attemptOf(order, number);
  if (attempt === undefined) return [];
  const renewed: Fact = { ...of, type: 'query_renewed' };
  if (attempt.promptedAtMs !== null) return [renewed];
  return [{ ...of, type: 'query_prompted', input: null }, renewed];
}

function direct(order: OrderState, input: Input, nowMs: number): readonly Fact[] {
  switch (input.type) {
    case 'clock':
      return [];
    case 'cancellation':
      if (input.id in order.answers) return [];
      return [{ type: 'cancellation_ignored', input: input.id, atMs: nowMs }];
    case 'hint':
      return familyOf(order, input.channelNumber).map(({ number }) => {
        return { type: 'poll_hinted', number, atMs: nowMs };
      });
    case 'retry':
      return retry(order, input.number, nowMs);
    case 'callback':
      return decideCallback(order, input, nowMs);
    case 'created':
    case 'queried':
    case 'close_answered':
    case 'captured':
    case 'refunded':
    case 'refund_queried':
      return ofTaskAnswer(order, input, nowMs);
    default:
      return decideRequest(order, input, nowMs);
  }
}

/**
 * Nobody knows yet what became of the money, so a request is refused for now and nothing is done.
 */
function refuseWhileHeld(order: OrderState, request: RequestInput, nowMs: number): Fact[] {
  const input = requestId(request);
  if (isTaken(order, input)) return [];
  return [{ type: 'request_answered', input, answer: heldAnswer(nowMs), atMs: nowMs }];
}

/** Rule 21: what an input says while evidence of money is held. */
function whileHeld(order: OrderState, input: Input, held: Held, nowMs: number): readonly Fact[] {
  if (isRequest(input)) return refuseWhileHeld(order, input, nowMs);
  const attempt = 'number' in input ? attemptOf(order, input.number) : undefined;
  if (attempt === undefined || !isAttemptHeld(held, attempt)) return direct(order, input, nowMs);
  if (input.type === 'created' && input.answer.kind === 'refused') {
    // The refusal would end the attempt, and may be wrong: the held evidence says it was paid.
    return direct(order, unanswered(input), nowMs);
  }
  return direct(order, input, nowMs).filter((one) => one.type !== 'attempt_ended');
}

/**
 * The facts of the input alone, without the consequences that the rules draw from the new state.
 *
 * @returns facts in order, as `decide` does
 */
export function decideInput(
  order: OrderState,
  input: Input,
  { nowMs, held }: Circumstances,
): readonly Fact[] {
  return isEvidenceHeld(held) ? whileHeld(order, input, held, nowMs) : direct(order, input, nowMs);
}

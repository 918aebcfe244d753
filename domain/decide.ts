import { consequences } from './consequences.ts';
import { decideCaptured, decideClosed, decideCreated, decideQueried } from './decide-answers.ts';
import { decideCallback } from './decide-callback.ts';
import { decideRefunded, decideRefundQueried } from './decide-refund-answers.ts';
import { decideRequest } from './decide-request.ts';
import { add, type Draft, draftOf } from './draft.ts';
import type { Fact } from './fact.ts';
import type { Circumstances, Input, TaskAnswer } from './input.ts';
import { invariant } from './invariant.ts';
import type { OrderState } from './order.ts';

/** More rounds than any order needs: two rules that feed each other are a bug, not a hang. */
const mostRounds = 200;

function decideTaskAnswer(order: OrderState, input: TaskAnswer, nowMs: number): readonly Fact[] {
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

/** What the input alone says, before the rules look at where that leaves the order. */
function direct(order: OrderState, input: Input, nowMs: number): readonly Fact[] {
  switch (input.type) {
    case 'clock':
      return [];
    case 'cancellation':
      if (input.id in order.answers) return [];
      return [{ type: 'cancellation_ignored', input: input.id, atMs: nowMs }];
    case 'hint':
      return order.attempts
        .filter((one) => one.channelNumber === input.channelNumber)
        .map((one) => ({ type: 'poll_hinted', number: one.number, atMs: nowMs }));
    case 'callback':
      return decideCallback(order, input, nowMs);
    case 'created':
    case 'queried':
    case 'close_answered':
    case 'captured':
    case 'refunded':
    case 'refund_queried':
      return decideTaskAnswer(order, input, nowMs);
    default:
      return decideRequest(order, input, nowMs);
  }
}

function settle(draft: Draft, circumstances: Circumstances): Draft {
  let settled = draft;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = consequences
      .map((consequence) => consequence(settled.state, circumstances))
      .find((facts) => facts.length > 0);
    if (next === undefined) return settled;
    settled = add(settled, ...next);
  }
  invariant(false, 'the rules come to rest');
}

/**
 * What happened, in the past tense. Pure: the same state, input and
 * circumstances always decide the same.
 *
 * @returns facts in order, passing ones among them (see `isRecorded`); none
 *   when the input changes nothing
 * @see rules.md
 */
export function decide(
  order: OrderState,
  input: Input,
  circumstances: Circumstances,
): readonly Fact[] {
  const first = add(draftOf(order), ...direct(order, input, circumstances.nowMs));
  return settle(first, circumstances).facts;
}

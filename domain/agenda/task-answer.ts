import type { NoAnswer, RefundAnswer } from '../order/channel-answer.ts';
import type { TaskAnswer } from '../facts/input.ts';
import type { CallKind, CallName } from './task.ts';

/** The type of the input that brings the rules the answer to a call. */
export const answerTypeOf = Object.freeze({
  create: 'created',
  query: 'queried',
  close: 'close_answered',
  void: 'close_answered',
  capture: 'captured',
  refund: 'refunded',
  query_refund: 'refund_queried',
}) satisfies Record<CallKind, TaskAnswer['type']>;

/** One of our own controls stopped a refund right before its call. */
export type HeldAnswer = Extract<RefundAnswer, { kind: 'held' }>;

/** Whether an answer to a call is no word of the channel's: it stands in no row, and is no evidence. */
export function provesNothing(answer: TaskAnswer['answer']): answer is NoAnswer | HeldAnswer {
  return answer.kind === 'unknown' || answer.kind === 'retry' || answer.kind === 'held';
}

/** The number of the attempt or refund that an answer is about. */
export function subjectOf(answer: TaskAnswer): string {
  return 'number' in answer ? answer.number : answer.refundNumber;
}

/** The same input as if no answer had come, so that the rules ask again. */
export function unanswered(input: TaskAnswer): TaskAnswer {
  const said: NoAnswer = { kind: 'unknown', code: 'order_held' };
  return { ...input, answer: said };
}

/**
 * The input for a call that, so far as we know, its channel did not answer. Only a refund can be
 * `held`; for any other call that makes no sense, and counts as unknown.
 */
export function withoutAnswer(
  { call, number, askedAtMs }: CallName,
  said: NoAnswer | HeldAnswer,
): TaskAnswer {
  if (call === 'refund') return { type: 'refunded', refundNumber: number, askedAtMs, answer: said };
  const answer: NoAnswer = said.kind === 'held' ? { kind: 'unknown', code: 'malformed' } : said;
  switch (call) {
    case 'create':
      return { type: 'created', number, askedAtMs, answer };
    case 'query':
      return { type: 'queried', number, askedAtMs, answer };
    case 'close':
    case 'void':
      return { type: 'close_answered', number, askedAtMs, answer };
    case 'capture':
      return { type: 'captured', number, askedAtMs, answer };
    case 'query_refund':
      return { type: 'refund_queried', refundNumber: number, askedAtMs, answer };
    default:
      return call satisfies never;
  }
}

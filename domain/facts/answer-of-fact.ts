import type { Fact } from './fact.ts';
import type { PassingRefusal, RequestAnswer } from '../order/order.ts';

function saidBy(fact: Fact): RequestAnswer {
  switch (fact.type) {
    case 'attempt_planned':
      return { kind: 'attempt', number: fact.number, handedOut: false };
    case 'attempt_handed_out':
      return { kind: 'attempt', number: fact.number, handedOut: true };
    case 'pay_refused':
      return 'untilMs' in fact
        ? { kind: 'refused', code: fact.code, untilMs: fact.untilMs }
        : { kind: 'refused', code: fact.code };
    case 'refund_requested':
      return { kind: 'refund', number: fact.number };
    case 'request_answered':
      return fact.answer;
    default:
      return { kind: 'done' };
  }
}

/**
 * What a fact answers to the input it came from.
 *
 * @returns null where the fact came from no input, or the input is answered later
 */
export function answerOfFact(
  fact: Fact,
): Readonly<{ input: string; answer: RequestAnswer }> | null {
  if (!('input' in fact) || fact.input === null || fact.type === 'pay_requested') return null;
  return { input: fact.input, answer: saidBy(fact) };
}

/**
 * Whether the answer holds for now only: it is not kept, and a repeat under the same id is decided
 * anew.
 */
export function isPassing(answer: RequestAnswer): answer is PassingRefusal {
  return answer.kind === 'refused' && 'untilMs' in answer;
}

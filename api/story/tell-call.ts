import type { TaskAnswer } from '../../domain/facts/input.ts';
import type { RefundStanding } from '../../domain/order/channel-answer.ts';
import type { ToldCall } from '../../ledger/answers/answers-of-order.ts';
import { amountText } from './amount-text.ts';
import { type Cast, channelName, momentText } from './cast.ts';
import { findings } from './tell-attempt-fact.ts';
import { rules, type StoryEntry } from './telling.ts';

/** How a refund stands, as the end of a sentence. */
export const refundStandings: Readonly<Record<RefundStanding['kind'], string>> = {
  succeeded: 'succeeded',
  processing: 'is under way',
  failed: 'failed for good',
  abnormal: 'needs a person',
};

const kinds: Readonly<Record<TaskAnswer['answer']['kind'], string>> = {
  ...findings,
  ...refundStandings,
  processing: 'is under way',
  offered: 'was taken',
  done: 'was done',
  refused: 'was refused',
  later: 'is not taken now',
  held: 'was stopped by our own switch',
  unknown: 'is unknown',
  retry: 'was not made',
};

const asked: ReadonlyMap<string, string> = new Map([
  ['create', 'open'],
  ['query', 'tell how it stands with'],
  ['close', 'close'],
  ['void', 'let go of'],
  ['capture', 'capture'],
  ['refund', 'make'],
  ['query_refund', 'tell how it stands with'],
]);

function answerText(answer: TaskAnswer['answer'] | null): string {
  if (answer === null) return 'something that can’t be read';
  const amount =
    answer.kind === 'success' ? `: ${amountText(answer.amountMinor, answer.currency)}` : '';
  const code = 'code' in answer ? ` (${answer.code})` : '';
  return `it ${kinds[answer.kind]}${amount}${code}`;
}

/** A call of ours and its answer, as its order's story tells it. */
export function callEntry(call: ToldCall, cast: Cast): StoryEntry {
  const { number, askedAtMs, answeredAtMs, consumedBySeq, channel } = call;
  const isRefund = call.call === 'refund' || call.call === 'query_refund';
  const subject = isRefund ? cast.refund(number) : cast.attempt(number);
  const what = `Asked ${channelName(channel)} to ${asked.get(call.call) ?? call.call} ${subject}`;
  const said = `at ${momentText(answeredAtMs)} it said that ${answerText(call.answer?.answer ?? null)}`;
  const taken =
    consumedBySeq === null ? 'so far it changed nothing' : `taken up by seq ${consumedBySeq}`;
  return {
    atMs: askedAtMs,
    source: 'call',
    who: rules,
    text: `${what}; ${said} (${taken}).`,
    evidence: `answer to ${call.call} ${number}`,
    about: number,
    seq: null,
  };
}

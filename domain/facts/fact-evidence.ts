import type { OwnFailureCode } from '../order/failure-code.ts';
import type { Fact, RecordedFact } from './fact.ts';
import type { PaymentStanding } from '../order/channel-answer.ts';
import type { CallbackInput, TaskAnswer } from './input.ts';
import { attemptOf, type OrderState } from '../order/order.ts';

/** What a channel said, in answer to a call or in a callback, as a row of the ledger holds it. */
export type ChannelWord = TaskAnswer | CallbackInput;

type Success = Extract<PaymentStanding, { kind: 'success' }>;

/** The channel's number of the payment that this word is about; null: it is about a refund. */
function paymentOf(word: ChannelWord, after: OrderState): string | null {
  if (word.type === 'callback') return word.channelNumber;
  if (!('number' in word)) return null;
  return attemptOf(after, word.number)?.channelNumber ?? null;
}

function successOf(word: ChannelWord): Success | null {
  if (word.type === 'queried' || word.type === 'captured') {
    return word.answer.kind === 'success' ? word.answer : null;
  }
  if (word.type !== 'callback' || word.news.kind !== 'payment') return null;
  const { finding } = word.news;
  return finding.kind === 'success' ? finding : null;
}

type Bears = (word: ChannelWord) => boolean;
const anyWord: Bears = () => true;

function isAnswer(type: TaskAnswer['type'], ...kinds: readonly string[]): Bears {
  return (word) => word.type === type && kinds.includes(word.answer.kind);
}

function either(...ways: readonly Bears[]): Bears {
  return (word) => ways.some((bears) => bears(word));
}

/**
 * What the channel must have said of the payment for this fact to stand; null: the fact needs no
 * such word.
 */
function wordOnPayment(fact: RecordedFact): Bears | null {
  switch (fact.type) {
    case 'attempt_offered':
      return isAnswer('created', 'offered');
    case 'attempt_refused':
      return isAnswer('created', 'refused');
    case 'attempt_approved':
      return isAnswer('queried', 'approved');
    case 'capture_refused':
      return either(isAnswer('captured', 'refused'), isAnswer('queried', 'approved'));
    case 'attempt_answered':
    case 'attempt_ended':
      return (word) => word.type === 'queried' && successOf(word) === null;
    case 'payment_captured':
      return (word) => {
        const said = successOf(word);
        const { transaction, amountMinor, currency } = fact;
        if (said?.transaction !== transaction) return false;
        return said.amountMinor === amountMinor && said.currency === currency;
      };
    case 'second_transaction_found':
      return (word) => successOf(word)?.transaction === fact.transaction;
    case 'payment_confirmed':
      return (word) => word.type === 'queried' && successOf(word) !== null;
    case 'payment_denied':
      return (word) => word.type === 'queried';
    case 'payment_reversed':
      // Rule 10: where the channel does not say how much went back, a person may.
      return fact.input === undefined ? anyWord : null;
    case 'reversal_named':
    case 'payment_contradicted':
      return anyWord;
    case 'dispute_opened':
    case 'dispute_ended':
      return (word) => word.type === 'callback' && word.news.kind === 'dispute';
    default:
      return null;
  }
}

/** What the channel must have said of a refund of ours for this fact to stand; or null. */
function wordOnRefund(fact: RecordedFact): Bears | null {
  switch (fact.type) {
    case 'refund_accepted':
      return either(isAnswer('refunded', 'processing'), isAnswer('refund_queried', 'processing'));
    case 'refund_succeeded':
      return either(isAnswer('refunded', 'succeeded'), isAnswer('refund_queried', 'succeeded'));
    case 'refund_failed':
      // Our own books say that nothing was left to give back; the channel was not asked.
      if (fact.code === ('nothing_kept' satisfies OwnFailureCode)) return null;
      return either(
        isAnswer('refunded', 'refused', 'failed'),
        isAnswer('refund_queried', 'failed'),
      );
    case 'refund_postponed':
      // It moves no money, and may follow from a call that its channel surely did not execute: the
      // answer to such a call proves nothing and stands in no row.
      return null;
    case 'refund_forgotten':
    case 'refund_abnormal':
    case 'refund_answered':
      return anyWord;
    default:
      return null;
  }
}

/**
 * Only evidence from a channel moves money: whether one of these words, about the same payment or
 * refund, says what the fact says. A fact that needs no word is proven.
 *
 * @param after the order with that fact
 */
export function isProven(
  fact: RecordedFact,
  after: OrderState,
  words: readonly ChannelWord[],
): boolean {
  const onRefund = wordOnRefund(fact);
  if (onRefund !== null) {
    return words.some(
      (word) => 'refundNumber' in word && word.refundNumber === numberOf(fact) && onRefund(word),
    );
  }
  const onPayment = wordOnPayment(fact);
  if (onPayment === null) return true;
  const number = numberOf(fact);
  const payment = number === null ? null : attemptOf(after, number)?.channelNumber;
  return words.some((word) => paymentOf(word, after) === payment && onPayment(word));
}

function numberOf(fact: Fact): string | null {
  return 'number' in fact ? fact.number : null;
}

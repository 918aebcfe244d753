import { type Attempt, hasSucceeded } from '../order/attempt.ts';
import { add, type DecisionDraft, draftOf } from './decision-draft.ts';
import type { Fact } from '../facts/fact.ts';
import type { PaymentStanding } from '../order/channel-answer.ts';
import { attemptOf, type OrderState } from '../order/order.ts';
import { isRefundUnderWay } from '../order/refund.ts';
import { returnedUnclear } from './returned-unclear.ts';
import { referenceByTotal } from '../order/reversal-reference.ts';

export type Success = Extract<PaymentStanding, { kind: 'success' }>;

/**
 * Where a success came from. `askedAtMs`: when its query was asked; `input`: id of its callback.
 */
export type Source = Readonly<{ askedAtMs: number | null; input: string | null }>;

/** Rule 5: why a success can't win, in words for a person; or null. */
function mismatchOf(order: OrderState, attempt: Attempt, success: Success): string | null {
  if (success.currency !== order.amount.currency) {
    return `paid in ${success.currency}, asked in ${order.amount.currency}`;
  }
  if (success.amountMinor !== order.amount.amountMinor) {
    return `paid ${success.amountMinor}, asked ${order.amount.amountMinor} (minor units)`;
  }
  if (success.returnedMinor !== 0) return 'the channel says that some of it already went back';
  return attempt.disputed ? 'the payment is disputed' : null;
}

function alert(
  kind: 'mismatch' | 'reversed',
  number: string,
  mark: string,
  detail: string,
  atMs: number,
): Extract<Fact, { type: 'alert_raised' }> {
  return { type: 'alert_raised', id: `${kind}:${number}${mark}`, kind, number, detail, atMs };
}

/** Rule 5: what a success just learned makes of its attempt and order. */
function judge(order: OrderState, attempt: Attempt, success: Success, atMs: number): Fact[] {
  const { number } = attempt;
  const mismatch = mismatchOf(order, attempt, success);
  if (mismatch !== null) {
    return [
      { type: 'mismatch_found', number, why: mismatch, atMs },
      alert('mismatch', number, '', mismatch, atMs),
    ];
  }
  if (order.winner !== null) return [{ type: 'duplicate_found', number, atMs }];
  if (order.status !== 'closed') return [{ type: 'order_paid', number, atMs }];
  const late: Fact = { type: 'late_payment_found', number, atMs };
  if (order.policy.latePayment === 'refund') return [late];
  const answerByMs = atMs + order.policy.lateAnswerMs;
  return [late, { type: 'late_payment_asked', number, answerByMs, atMs }];
}

/** Rule 14: money that went back without our asking. */
function reversals(order: OrderState, attempt: Attempt, success: Success, atMs: number): Fact[] {
  const { number } = attempt;
  const ours = order.refunds.filter((one) => one.attempt === number);
  if (success.returnedMinor === null) {
    const isExplained = ours.some(
      (one) => one.status !== 'awaiting_approval' && one.status !== 'failed',
    );
    if (isExplained || attempt.returnedUnclear || attempt.reversedMinor > 0) return [];
    const detail = 'The channel says money went back, and not how much. Look at its console.';
    return returnedUnclear(attempt, detail, atMs);
  }
  // The channel's total may count a refund of ours that is under way, or may not yet.
  if (ours.some((one) => isRefundUnderWay(one) || one.status === 'manual')) return [];
  const amountMinor = success.returnedMinor - attempt.refundedMinor - attempt.reversedMinor;
  if (amountMinor <= 0) return [];
  const reference = referenceByTotal(success.transaction, success.returnedMinor);
  return reversal(attempt, reference, amountMinor, atMs);
}

/** The facts of one reversal; none if its reference was counted before. */
function reversal(attempt: Attempt, reference: string, amountMinor: number, atMs: number): Fact[] {
  const { number } = attempt;
  if (attempt.reversals.includes(reference)) return [];
  const detail = `${amountMinor} (minor units) went back without our asking.`;
  return [
    { type: 'payment_reversed', number, reference, amountMinor, atMs },
    alert('reversed', number, `:${reference}`, detail, atMs),
  ];
}

/**
 * A reversal under the channel's own number. Money that a query already saw go back is not counted
 * again; a new query then tells whether the total has grown.
 */
export function namedReversal(
  attempt: Attempt,
  reference: string,
  amountMinor: number,
  input: string,
  atMs: number,
): Fact[] {
  const { number, reversals: known, unnamedReversedMinor } = attempt;
  if (known.includes(reference)) return [];
  const explainedMinor = Math.min(amountMinor, unnamedReversedMinor);
  if (explainedMinor <= 0) return reversal(attempt, reference, amountMinor, atMs);
  const named: Fact = { type: 'reversal_named', number, reference, explainedMinor, atMs };
  const rest = amountMinor - explainedMinor;
  return [
    named,
    ...(rest > 0 ? reversal(attempt, `${reference}+`, rest, atMs) : []),
    { type: 'query_prompted', number, input, atMs },
  ];
}

/**
 * The attempt a success belongs to: the one that holds this transaction, else
 * the one asked about, else (rule 5) a second transaction of its own.
 */
function owner(
  draft: DecisionDraft,
  asked: Attempt,
  success: Success,
  atMs: number,
): [DecisionDraft, string] {
  const family = draft.state.attempts.filter((one) => one.channelNumber === asked.channelNumber);
  const known = family.find((one) => one.transaction === success.transaction);
  if (known !== undefined) return [draft, known.number];
  const first = family[0] ?? asked;
  if (!hasSucceeded(first)) return [draft, first.number];
  const number = `${first.channelNumber}-${family.length + 1}`;
  const { transaction } = success;
  return [
    add(draft, {
      type: 'second_transaction_found',
      number,
      parent: first.number,
      transaction,
      atMs,
    }),
    number,
  ];
}

/**
 * The channel now says another amount for a known transaction, so it was wrong before or is now.
 * A person is told, once.
 */
function contradiction(attempt: Attempt, success: Success, atMs: number): Fact[] {
  const { number, capturedMinor, capturedCurrency } = attempt;
  const { amountMinor, currency } = success;
  if (attempt.contradicted) return [];
  const detail =
    `The channel now says ${amountMinor} ${currency} were paid, and said ` +
    `${capturedMinor} ${String(capturedCurrency)} before (minor units). Look at its console.`;
  return [
    { type: 'payment_contradicted', number, amountMinor, currency, atMs },
    alert('mismatch', number, ':contradicted', detail, atMs),
  ];
}

/** Whether a rule waits for any answer to the query, or for the success to be found again. */
export type Awaited = Readonly<{ answer: boolean; confirmation: boolean }>;

const nothing: Awaited = { answer: false, confirmation: false };

/**
 * A success that was known already. It is recorded as a confirmation only while a rule waits for
 * one, and only if the amount is the same: another amount leaves open what was paid.
 */
function repeated(
  draft: DecisionDraft,
  attempt: Attempt,
  success: Success,
  source: Source,
  awaited: Awaited,
  atMs: number,
): DecisionDraft {
  const { number } = attempt;
  const isSame =
    success.amountMinor === attempt.capturedMinor && success.currency === attempt.capturedCurrency;
  const told = add(
    draft,
    ...reversals(draft.state, attempt, success, atMs),
    ...(isSame ? [] : contradiction(attempt, success, atMs)),
  );
  if (source.askedAtMs === null) return told;
  const of = { number, askedAtMs: source.askedAtMs, atMs };
  if (!isSame)
    return add(told, { ...of, type: awaited.answer ? 'payment_denied' : 'poll_answered' });
  const isRecorded = awaited.answer || awaited.confirmation;
  return add(told, { ...of, type: isRecorded ? 'payment_confirmed' : 'poll_answered' });
}

/**
 * Rule 5: a channel says that this attempt was paid. A known success again changes only what is
 * known to have gone back since; a new one wins, or is compensated.
 *
 * @param asked the attempt that the channel was asked about, or that its callback names
 */
export function acceptSuccess(
  order: OrderState,
  asked: Attempt,
  success: Success,
  source: Source,
  nowMs: number,
  awaited: Awaited = nothing,
): DecisionDraft {
  const [draft, number] = owner(draftOf(order), asked, success, nowMs);
  const attempt = attemptOf(draft.state, number) ?? asked;
  if (hasSucceeded(attempt)) return repeated(draft, attempt, success, source, awaited, nowMs);
  const captured = add(draft, {
    type: 'payment_captured',
    number,
    transaction: success.transaction,
    amountMinor: success.amountMinor,
    currency: success.currency,
    paidAtMs: success.paidAtMs,
    input: source.input,
    atMs: nowMs,
  });
  const returned = add(captured, ...reversals(captured.state, attempt, success, nowMs));
  return add(returned, ...judge(returned.state, attempt, success, nowMs));
}

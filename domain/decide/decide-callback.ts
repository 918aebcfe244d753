import type { Attempt } from '../order/attempt.ts';
import { acceptSuccess, namedReversal } from './decide-success.ts';
import type { Fact } from '../facts/fact.ts';
import type { CallbackInput } from '../facts/input.ts';
import { familyOf, type OrderState } from '../order/order.ts';

type News<K extends CallbackInput['news']['kind']> = Extract<CallbackInput['news'], { kind: K }>;

function prompt(number: string, input: string, atMs: number): Fact {
  return { type: 'query_prompted', number, input, atMs };
}

function decidePayment(
  order: OrderState,
  family: readonly Attempt[],
  base: Attempt,
  callback: CallbackInput,
  news: News<'payment'>,
  nowMs: number,
): readonly Fact[] {
  const { finding } = news;
  if (finding.kind !== 'success') return [prompt(base.number, callback.id, nowMs)];
  const known = family.find((one) => one.transaction === finding.transaction);
  if (known?.status === 'succeeded') return [];
  if (callback.fresh) {
    const source = { askedAtMs: null, input: callback.id };
    return acceptSuccess(order, base, finding, source, nowMs).facts;
  }
  if (known !== undefined) return [prompt(known.number, callback.id, nowMs)];
  if (base.status !== 'succeeded') return [prompt(base.number, callback.id, nowMs)];
  // An old success under another transaction: only a query of that transaction can confirm it.
  const number = `${base.channelNumber}-${family.length + 1}`;
  return [
    {
      type: 'second_transaction_found',
      number,
      parent: base.number,
      transaction: finding.transaction,
      atMs: nowMs,
    },
    prompt(number, callback.id, nowMs),
  ];
}

function decideRefund(
  order: OrderState,
  base: Attempt,
  callback: CallbackInput,
  news: News<'refund'>,
  nowMs: number,
): readonly Fact[] {
  const ours = order.refunds.find((one) => one.number === news.refundNumber);
  if (ours !== undefined) {
    if (news.standing.kind === ours.status && ours.status !== 'processing') return [];
    return [{ type: 'refund_prompted', number: ours.number, input: callback.id, atMs: nowMs }];
  }
  if (news.standing.kind !== 'succeeded' || base.status !== 'succeeded' || !callback.fresh) {
    return [prompt(base.number, callback.id, nowMs)];
  }
  return namedReversal(base, news.reference, news.amountMinor, callback.id, nowMs);
}

/**
 * Rule 4: a verified callback. A fresh success is evidence; anything else
 * prompts a query; repeats change nothing.
 */
export function decideCallback(
  order: OrderState,
  callback: CallbackInput,
  nowMs: number,
): readonly Fact[] {
  if (callback.id in order.answers) return [];
  const family = familyOf(order, callback.channelNumber);
  const base = family[0];
  if (base === undefined) return [];
  const { news } = callback;
  switch (news.kind) {
    case 'payment':
      return decidePayment(order, family, base, callback, news, nowMs);
    case 'refund':
      return decideRefund(order, base, callback, news, nowMs);
    case 'reversal':
      if (base.status !== 'succeeded') return [prompt(base.number, callback.id, nowMs)];
      return namedReversal(base, news.reference, news.amountMinor, callback.id, nowMs);
    case 'dispute': {
      const of = { number: base.number, input: callback.id, atMs: nowMs };
      if (news.state === 'opened') {
        return base.disputed ? [] : [{ ...of, type: 'dispute_opened' }];
      }
      return base.disputed ? [{ ...of, type: 'dispute_ended', won: news.state === 'won' }] : [];
    }
    default:
      return news satisfies never;
  }
}

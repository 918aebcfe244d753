import type { ShopOrder, ToldAttempt, ToldOrder, ToldRefund } from './shop-order.ts';
import { yuan } from './pages/yuan.ts';

/** How an order stands, for a shopper. */
export type Standing = Readonly<{
  state: 'waiting' | 'paid' | 'refunding' | 'refunded' | 'closed';
  headline: string;
  /** What there is to say, each a sentence or two. */
  words: readonly string[];
}>;

const channelNames: Readonly<Record<string, string>> = { wechat: 'WeChat Pay', alipay: 'Alipay' };

/** A channel as shoppers know it. */
export function channelName(channel: string): string {
  return channelNames[channel] ?? channel;
}

function clock(iso: string): string {
  return `${iso.slice(11, 19)} UTC`;
}

function arrivalOf({ expected }: ToldRefund): string {
  if (expected?.usually !== undefined && expected.usually !== null) {
    return ` When it arrives: ${expected.usually}.`;
  }
  return '';
}

const whyBack = {
  duplicate: 'a second payment for this order',
  late: 'a payment that came after the order was closed',
  mismatch: 'a payment of another amount',
} as const;

function wordsOfRefund(refund: ToldRefund, order: ToldOrder): string {
  const channel = channelName(
    order.attempts.find(({ id }) => id === refund.attempt)?.channel ?? '',
  );
  const amount = yuan(refund.amount);
  switch (refund.status) {
    case 'succeeded': {
      const at = refund.succeeded_at === null ? '' : ` at ${clock(refund.succeeded_at)}`;
      return `${amount} went back to you by ${channel}${at} (refund ${refund.number}).${arrivalOf(refund)}`;
    }
    case 'requested':
    case 'processing':
      return `${amount} is on its way back to you by ${channel} (refund ${refund.number}).`;
    case 'awaiting_approval':
    case 'failed':
    case 'manual':
      return `${amount} is owed to you, and a person of ours is looking after it (refund ${refund.number}).`;
    default:
      return refund.status satisfies never;
  }
}

/** Money beside the order's own: what came in, and what became of it. */
function wordsOfExtra(attempt: ToldAttempt, order: ToldOrder): readonly string[] {
  if (attempt.role === null || attempt.role === 'winner') return [];
  const came = `${channelName(attempt.channel)} took ${yuan(attempt.amount_captured)}: ${whyBack[attempt.role]}. You owe nothing for it.`;
  const refunds = order.refunds.filter((one) => one.attempt === attempt.id);
  if (refunds.length > 0) return [came, ...refunds.map((one) => wordsOfRefund(one, order))];
  return [came, `All of it goes back to you by itself.`];
}

function isOwed(attempt: ToldAttempt): boolean {
  const isExtra = attempt.role !== null && attempt.role !== 'winner';
  const { amount_captured, amount_refunded, amount_reversed } = attempt;
  return isExtra && amount_captured > amount_refunded + amount_reversed;
}

function winnersWords(order: ToldOrder, parcel: ShopOrder['parcel']): readonly string[] {
  const winner = order.attempts.find((one) => one.id === order.winner);
  if (winner === undefined) return [];
  const by = `You paid ${yuan(winner.amount_captured)} by ${channelName(winner.channel)}`;
  const at = order.paid_at === null ? '' : ` at ${clock(order.paid_at)}`;
  const packed = parcel === null ? '' : ` Your parcel is packed, once: ${parcel.number}.`;
  const own = order.refunds.filter((one) => one.attempt === winner.id);
  return [`${by}${at}.${packed}`, ...own.map((one) => wordsOfRefund(one, order))];
}

const waiting: Standing = Object.freeze({
  state: 'waiting',
  headline: 'Waiting for your payment',
  words: ['This page follows by itself, as soon as the shop is told.'],
});

/** What a shopper is told: by what PaidOnce told the shop, and by nothing else. */
export function standingOf({ standing: order, parcel }: ShopOrder): Standing {
  if (order === null) return waiting;
  const extra = order.attempts.flatMap((one) => wordsOfExtra(one, order));
  const words = [...winnersWords(order, parcel), ...extra];
  if (order.attempts.some(isOwed)) {
    const headline =
      order.status === 'paid'
        ? 'Paid, and money is on its way back'
        : 'Your money is on its way back';
    return { state: 'refunding', headline, words };
  }
  if (order.status === 'paid') {
    return extra.length === 0
      ? { state: 'paid', headline: 'Paid. Thank you', words }
      : { state: 'refunded', headline: 'Paid once. The rest went back', words };
  }
  if (extra.length > 0) return { state: 'refunded', headline: 'Your money went back', words };
  if (order.status !== 'closed') return waiting;
  return {
    state: 'closed',
    headline: 'This order is closed',
    words: ['It was not paid in time, and nothing was taken. You can order again.'],
  };
}

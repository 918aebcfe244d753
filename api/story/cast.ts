import { channelByName } from '../../channels/registry.ts';
import { attemptOf, type OrderState } from '../../domain/order/order.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import type { OrderTexts } from '../../ledger/views/order-texts.ts';
import { amountText } from './amount-text.ts';

/** What a story's sentences call those who appear in it: attempts, refunds, channels. */
export type Cast = Readonly<{
  order: OrderState;
  texts: OrderTexts;
  /** `attempt 2VNP…`; enough of its number to tell an order's attempts apart. */
  attempt: (number: string) => string;
  /** `refund 2VNP…R1`. */
  refund: (number: string) => string;
  /** The channel's name as people write it, by the number of an attempt or refund. */
  channel: (number: string) => string;
  /** Of what an attempt took, or a refund gives back; minor units. */
  amount: (number: string, amountMinor: number) => string;
}>;

/** A channel's name as people write it. */
export function channelName(channel: string): string {
  return channelByName(channel)?.title ?? channel;
}

const shownOfNumber = 4;

function short(number: string): string {
  return number.length > shownOfNumber + 1 ? `${number.slice(0, shownOfNumber)}…` : number;
}

/** A moment as the story writes it. */
export function momentText(atMs: number): string {
  return rfc3339(atMs);
}

/**
 * @param order as all its facts have made it
 * @param texts the order's free texts, as far as they are kept
 */
export function castOf(order: OrderState, texts: OrderTexts): Cast {
  const refundOf = (number: string) => order.refunds.find((one) => one.number === number);
  const payment = (number: string) => attemptOf(order, refundOf(number)?.attempt ?? number);
  return {
    order,
    texts,
    attempt: (number) => `attempt ${short(number)}`,
    refund: (number) => {
      const of = refundOf(number)?.attempt ?? '';
      // Ours are the attempt's number with an ending, which alone tells its refunds apart.
      return number.startsWith(of)
        ? `refund ${short(of)}${number.slice(of.length)}`
        : `refund ${short(number)}`;
    },
    channel: (number) => channelName(payment(number)?.channel ?? 'the channel'),
    amount: (number, amountMinor) =>
      amountText(amountMinor, payment(number)?.capturedCurrency ?? order.amount.currency),
  };
}

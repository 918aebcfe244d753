import type { RefundDestination, RefundTold } from '../../domain/order/refund-arrival.ts';
import { momentText } from './cast.ts';

const destinations: Readonly<Record<RefundDestination, string>> = {
  balance: 'to the shopper’s balance there',
  bank: 'to a card or account at a bank',
  credit: 'to the shopper’s credit line there',
  several: 'to several places',
  merchant: 'to the merchant, because the shopper’s account can’t receive it',
  other: 'elsewhere',
};

/** Where and when a refund arrives, as its channel states it; empty where it told nothing. */
export function arrivalText({ channelReference, expected }: RefundTold): string {
  const called = channelReference === undefined ? '' : ` It calls the refund ${channelReference}.`;
  if (expected === undefined) return called;
  const { to, original, atMs, usually } = expected;
  const where = to === null ? '' : ` ${destinations[to]}`;
  const another = original === false ? ', not the way it was paid' : '';
  const when = atMs === null ? '' : `, at ${momentText(atMs)}`;
  const span = usually === null ? '' : ` Usually the money arrives ${usually}.`;
  const goes = `${where}${another}${when}`;
  return `${called}${goes === '' ? '' : ` The money goes${goes}.`}${span}`;
}

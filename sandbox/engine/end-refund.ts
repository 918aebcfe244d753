import type { Entry } from './journal.ts';
import { moneyEntry } from './money-book.ts';
import type { ChannelContext } from './protocol.ts';
import type { NewRefund, Refund, RefundEnd } from './refund.ts';
import type { NewTrade, Trade } from './trade.ts';

/** @param before an end that money went out by can only be followed by the money's return */
function canEnd({ status }: Refund, end: RefundEnd): boolean {
  return status === 'processing' || (status === 'success' && end === 'returned');
}

/**
 * The entries of a refund's end: its status, the money, the callbacks. `returned` after a success
 * is the bank sending the money back; before one, it never left.
 *
 * @returns nothing where the refund has ended otherwise
 */
export function endRefund<A extends NewTrade, R extends NewRefund>(
  { channel, clock, protocol }: ChannelContext<A, R>,
  trade: Trade<A>,
  refund: Refund<R>,
  end: RefundEnd,
): readonly Entry[] {
  if (!canEnd(refund, end)) return [];
  const atMs = clock.nowMs();
  const { kind, reference } = protocol.booked(refund);
  const move = { amount: refund.amountFen, reference, atMs };
  const money: Entry[] = [];
  if (end === 'success') money.push(moneyEntry(channel, trade, { kind, ...move }));
  else if (refund.status === 'success') {
    money.push(moneyEntry(channel, trade, { kind: 'refund_returned', ...move }));
  }
  return [
    protocol.refundEnded(refund, end, atMs),
    ...money,
    ...protocol.tellRefund(trade, { ...refund, status: end, endedAtMs: atMs }),
  ];
}

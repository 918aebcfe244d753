import type { Entry } from './journal.ts';
import { moneyEntry } from './money-book.ts';
import { takeFault, type ChannelCore } from './take-fault.ts';
import type { NewTrade } from './trade.ts';

/**
 * The entries by which a payment becomes known: to the channel, to the money book, and, by the
 * fault `callback_forged`, to a stranger who claims that it was paid.
 */
export function openingEntries(
  context: ChannelCore,
  trade: NewTrade,
  asked: Entry,
  forged: (atMs: number) => Entry,
): readonly Entry[] {
  const { channel, clock } = context;
  const atMs = clock.nowMs();
  const { totalFen: amount, number: reference } = trade;
  const known = moneyEntry(channel, trade, { kind: 'payment_known', amount, reference, atMs });
  const lies = takeFault(context, 'create', 'callback_forged', trade) ? [forged(atMs)] : [];
  return [asked, known, ...lies];
}

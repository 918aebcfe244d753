import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import type { AlipayContext } from './alipay-context.ts';
import { closeEntries } from './close-entries.ts';
import { exists } from './call.ts';
import { alipayEntry } from './journal-words.ts';
import { isTold } from './payment.ts';
import type { Trade } from './trade.ts';

/** The moment in which an unpaid trade closes by itself. */
export const expireTaskSchema = z.object({
  kind: z.literal('expire'),
  account: z.string(),
  number: z.string(),
});

type ExpireTask = z.infer<typeof expireTaskSchema>;

/** The trade comes to be, WAIT_BUYER_PAY; its end is planned where it will be told. */
export function beginEntries(
  { channel, later }: Pick<AlipayContext, 'channel' | 'later'>,
  trade: Trade,
  tradeNo: string,
  atMs: number,
): readonly Entry[] {
  const { account, number } = trade;
  const created = alipayEntry({ kind: 'trade_created', account, number, tradeNo, atMs });
  if (!isTold(trade.method, 'TRADE_CLOSED')) return [created];
  const task: ExpireTask = { kind: 'expire', account, number };
  return [created, later.planned(channel, trade.expiresAtMs + 1, task)];
}

/** Closes a trade whose time has passed, for the callback; unpaid it counts as closed anyway. */
export function expire(context: AlipayContext, task: ExpireTask): readonly Entry[] {
  const trade = context.book.trade(task.account, task.number);
  if (!exists(trade) || trade.charges.length > 0) return [];
  if (trade.settling || trade.closed) return [];
  return closeEntries(context, trade, false);
}

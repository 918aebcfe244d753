import type { Entry } from '../engine/journal.ts';
import type { AlipayContext } from './alipay-context.ts';
import type { ExistingTrade } from './call.ts';
import { alipayEntry } from './journal-words.ts';
import { closeNotification, isTold } from './payment.ts';

/** The entries that close an unpaid trade and tell of it where that is told. */
export function closeEntries(
  { callbacks, clock, register }: AlipayContext,
  trade: ExistingTrade,
  payableAfterClose: boolean,
): readonly Entry[] {
  const { account, number, tradeNo } = trade;
  const atMs = clock.nowMs();
  const closed = alipayEntry({ kind: 'closed', account, number, payableAfterClose, atMs });
  if (!isTold(trade.method, 'TRADE_CLOSED')) return [closed];
  const said = closeNotification(register.named(account), trade, tradeNo, atMs);
  return [closed, ...callbacks.plan(said)];
}

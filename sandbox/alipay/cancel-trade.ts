import { refundableFen } from '../engine/refund.ts';
import { takeFault } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { exists, namedBy, type Call, type Fields } from './call.ts';
import { closeEntries } from './close-entries.ts';
import { refundAtOnce } from './end-refund.ts';
import { chargeStatus, isClosed, type Trade } from './trade.ts';

const cancellableForMs = 86_400_000;

function refundAll(context: AlipayContext, trade: Trade): void {
  const refunds = context.book.refundsOf(trade);
  if (takeFault(context, 'refund', 'short_balance', trade)) {
    throw new AlipayError('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  }
  for (const charge of trade.charges) {
    const amountFen = refundableFen(trade, charge, refunds);
    if (amountFen === 0) continue;
    const wanted = { refundNumber: `cancel_${charge.id}`, amountFen, by: 'cancel' } as const;
    context.journal.write(refundAtOnce(context, trade, charge, wanted));
  }
}

/**
 * alipay.trade.cancel: closes what is unpaid, gives back what is paid, within 24 hours.
 * Where no trade exists it is 10000 without `action`, and the code can be paid as before.
 *
 * @throws AlipayError ACQ.TRADE_CANCEL_TIME_OUT, ACQ.TRADE_HAS_FINISHED
 */
export function cancelTrade(context: AlipayContext, call: Call): Fields {
  const { number, trade } = namedBy(context, call);
  if (!exists(trade)) return { out_trade_no: number, retry_flag: 'N' };
  const nowMs = context.clock.nowMs();
  const base = { out_trade_no: trade.number, retry_flag: 'N', trade_no: trade.tradeNo };
  if (nowMs - trade.begunAtMs > cancellableForMs) {
    throw new AlipayError('ACQ.TRADE_CANCEL_TIME_OUT');
  }
  // The payment has not settled: what it comes to is not known yet, so ask again.
  if (trade.settling) return { ...base, retry_flag: 'Y' };
  const [charge] = trade.charges;
  if (charge === undefined) {
    if (!isClosed(trade, nowMs)) context.journal.write(closeEntries(context, trade, false));
    return { action: 'close', ...base };
  }
  const status = chargeStatus(trade, charge, context.book.refundsOf(trade), nowMs);
  if (status === 'TRADE_FINISHED') throw new AlipayError('ACQ.TRADE_HAS_FINISHED');
  refundAll(context, trade);
  return { action: 'refund', ...base };
}

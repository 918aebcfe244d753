import { payBeforeClose } from '../engine/pay-trade.ts';
import { takeFault } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { exists, namedBy, type Call, type Fields } from './call.ts';
import { closeEntries } from './close-entries.ts';
import { isClosed } from './trade.ts';

/**
 * alipay.trade.close. With `pay_wins_close` the shopper pays in the same instant: for a code not
 * scanned yet the answer is still that no trade exists, because none did when it was asked.
 *
 * @throws AlipayError ACQ.TRADE_NOT_EXIST, ACQ.TRADE_STATUS_ERROR unless WAIT_BUYER_PAY
 */
export function closeTrade(context: AlipayContext, call: Call): Fields {
  const { trade: before } = namedBy(context, call);
  const { clock, journal } = context;
  const trade = before && payBeforeClose(context, before);
  if (trade === undefined || !exists(before)) throw new AlipayError('ACQ.TRADE_NOT_EXIST');
  if (trade.charges.length > 0 || trade.settling || isClosed(trade, clock.nowMs())) {
    throw new AlipayError('ACQ.TRADE_STATUS_ERROR');
  }
  const payableAfterClose = takeFault(context, 'close', 'payable_after_close', trade) !== undefined;
  journal.write(closeEntries(context, before, payableAfterClose));
  return { out_trade_no: before.number, trade_no: before.tradeNo };
}

import { takeFault } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { beijingTime } from './beijing-time.ts';
import { exists, namedBy, type Call, type ExistingTrade, type Fields } from './call.ts';
import { chargeStatus, isClosed, type Trade } from './trade.ts';
import type { Charge } from '../engine/trade.ts';
import { yuan } from './yuan.ts';

const noAmounts = {
  buyer_pay_amount: '0.00',
  invoice_amount: '0.00',
  point_amount: '0.00',
  receipt_amount: '0.00',
};

/** The charge a call means: by its trade_no, else the first. */
export function chargeNamed(trade: Trade, tradeNo: string): Charge | undefined {
  return trade.charges.find((one) => one.id === tradeNo) ?? trade.charges[0];
}

/** How Alipay shows the payer. */
export function buyerLogon(trade: Readonly<{ buyerId: string }>): string {
  return `sbx***${trade.buyerId.slice(-2)}@sandbox.com`;
}

function unpaidFields(trade: ExistingTrade, nowMs: number): Fields {
  return {
    ...noAmounts,
    buyer_logon_id: buyerLogon(trade),
    buyer_user_id: trade.buyerId,
    out_trade_no: trade.number,
    total_amount: yuan(trade.totalFen),
    trade_no: trade.tradeNo,
    trade_status: isClosed(trade, nowMs) ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY',
  };
}

/**
 * alipay.trade.query
 * @throws AlipayError ACQ.TRADE_NOT_EXIST before the scan, the log-in or the password, or by fault
 */
export function queryTrade(context: AlipayContext, call: Call): Fields {
  const { number, tradeNo, trade } = namedBy(context, call);
  const subject = trade ?? { number, order: '' };
  const hidden = takeFault(context, 'query', 'not_found_once', subject) !== undefined;
  if (!exists(trade) || hidden) {
    throw new AlipayError('ACQ.TRADE_NOT_EXIST', '', { ...noAmounts, out_trade_no: number });
  }
  const nowMs = context.clock.nowMs();
  const charge = chargeNamed(trade, tradeNo);
  if (charge === undefined) return unpaidFields(trade, nowMs);
  const amount = yuan(charge.amountFen);
  return {
    buyer_logon_id: buyerLogon(trade),
    buyer_pay_amount: amount,
    buyer_user_id: trade.buyerId,
    buyer_user_type: 'PRIVATE',
    fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }],
    invoice_amount: amount,
    out_trade_no: trade.number,
    point_amount: '0.00',
    receipt_amount: amount,
    send_pay_date: beijingTime(charge.paidAtMs),
    total_amount: amount,
    trade_no: charge.id,
    trade_status: chargeStatus(trade, charge, context.book.refundsOf(trade), nowMs),
  };
}

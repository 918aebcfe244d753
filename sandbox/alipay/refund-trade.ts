import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import { refundableFen } from '../engine/refund.ts';
import { faultTaker } from '../engine/take-fault.ts';
import type { Charge } from '../engine/trade.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { beijingTime } from './beijing-time.ts';
import { exists, namedBy, readContent, type Call, type Fields } from './call.ts';
import { beginRefund, refundAtOnce, type RefundEndTask } from './end-refund.ts';
import { amountSchema } from './offer-content.ts';
import { buyerLogon, chargeNamed } from './query-trade.ts';
import { chargeStatus, refundFeeFen, type Trade } from './trade.ts';
import { yuan } from './yuan.ts';

const slowRefundTakesMs = 600_000;
const returnsInMs = 3_000;
const refundEveryMs = 3_000;

const refundSchema = z.looseObject({
  refund_amount: amountSchema,
  out_request_no: z.string().min(1).max(64).optional(),
  refund_reason: z.string().max(256).optional(),
});

function answer(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  change: Readonly<{ moved: boolean; amountFen: number }>,
): Fields {
  return {
    buyer_logon_id: buyerLogon(trade),
    buyer_user_id: trade.buyerId,
    fund_change: change.moved ? 'Y' : 'N',
    gmt_refund_pay: beijingTime(context.clock.nowMs()),
    out_trade_no: trade.number,
    refund_fee: yuan(refundFeeFen(charge, context.book.refundsOf(trade))),
    send_back_fee: yuan(change.moved ? change.amountFen : 0),
    trade_no: charge.id,
  };
}

function refuseUnlessRefundable(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  amountFen: number,
): void {
  const refunds = context.book.refundsOf(trade);
  const status = chargeStatus(trade, charge, refunds, context.clock.nowMs());
  if (status === 'TRADE_FINISHED') throw new AlipayError('ACQ.TRADE_HAS_FINISHED');
  if (status === 'TRADE_CLOSED') throw new AlipayError('ACQ.TRADE_STATUS_ERROR');
  const left = refundableFen(trade, charge, refunds);
  if (amountFen > left) {
    throw new AlipayError('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', `${yuan(left)} are left`);
  }
}

/** @throws AlipayError where another refund of the charge is 3 s old at most; its code is a guess */
function refuseTooSoon({ book, clock }: AlipayContext, trade: Trade, { id }: Charge): void {
  const asked = book
    .refundsOf(trade)
    .filter((refund) => refund.by === 'refund' && refund.chargeId === id);
  const last = Math.max(...asked.map((refund) => refund.createdAtMs));
  if (clock.nowMs() - last >= clock.scaledMs(refundEveryMs)) return;
  throw new AlipayError('app-call-limited', 'refunds of one trade at least 3 s apart');
}

/** Does the refund, now or later, as the armed faults will have it; whether money moved now. */
function perform(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  { refundNumber, amountFen }: Readonly<{ refundNumber: string; amountFen: number }>,
): boolean {
  const { account, number, order } = trade;
  const take = faultTaker(context, 'refund', { number, order, refundNumber });
  if (take('short_balance')) throw new AlipayError('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  if (take('refund_fails')) return false;
  const slow = take('refund_slow');
  const returned = take('refund_fails_after_success') !== undefined;
  const wanted = { refundNumber, amountFen, by: 'refund' } as const;
  const numbers = { account, number, tradeNo: charge.id, requestNo: refundNumber };
  const later = (end: RefundEndTask['end'], inMs: number): Entry => {
    const task: RefundEndTask = { kind: 'refund_end', ...numbers, end };
    return context.later.planned(context.channel, context.clock.nowMs() + inMs, task);
  };
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(slowRefundTakesMs);
  const returnMs = context.clock.scaledMs(returnsInMs) + (slow === undefined ? 0 : slowMs);
  const now =
    slow === undefined
      ? refundAtOnce(context, trade, charge, wanted)
      : [...beginRefund(context, trade, charge, wanted).entries, later('success', slowMs)];
  context.journal.write([...now, ...(returned ? [later('returned', returnMs)] : [])]);
  return slow === undefined;
}

/**
 * alipay.trade.refund. Only `fund_change` Y says that money moved by this call; a repeat of
 * the same out_request_no moves none.
 *
 * @throws AlipayError ACQ.TRADE_NOT_EXIST, DISCORDANT_REPEAT_REQUEST, SELLER_BALANCE_NOT_ENOUGH…
 */
export function refundTrade(context: AlipayContext, call: Call): Fields {
  const content = readContent(refundSchema, call.content);
  const { trade, tradeNo } = namedBy(context, call);
  if (!exists(trade)) throw new AlipayError('ACQ.TRADE_NOT_EXIST');
  const charge = chargeNamed(trade, tradeNo);
  if (charge === undefined) throw new AlipayError('ACQ.TRADE_STATUS_ERROR');
  const amountFen = content.refund_amount;
  const { out_request_no: refundNumber = trade.number } = content;
  const { account } = trade;
  const known = context.book.refund({ account, chargeId: charge.id, refundNumber });
  if (known !== undefined && known.status !== 'returned') {
    if (known.amountFen !== amountFen) throw new AlipayError('ACQ.DISCORDANT_REPEAT_REQUEST');
    return answer(context, trade, charge, { moved: false, amountFen });
  }
  if (content.out_request_no === undefined && amountFen !== charge.amountFen) {
    throw new AlipayError('ACQ.INVALID_PARAMETER', 'a partial refund needs out_request_no');
  }
  refuseUnlessRefundable(context, trade, charge, amountFen);
  refuseTooSoon(context, trade, charge);
  const moved = perform(context, trade, charge, { refundNumber, amountFen });
  return answer(context, trade, charge, { moved, amountFen });
}

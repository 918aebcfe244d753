import { z } from 'zod';
import { fingerprint } from '../engine/fingerprint.ts';
import { randomDigits } from '../engine/random-digits.ts';
import { refundableFen } from '../engine/refund.ts';
import { faultTaker, takeFault, type Subject } from '../engine/take-fault.ts';
import type { Charge } from '../engine/trade.ts';
import { readBody, type Call, type Outcome } from './call.ts';
import { notifyUrlSchema } from './create-body.ts';
import type { RefundEndWords } from './end-refund.ts';
import { wechatEntry } from './journal-words.ts';
import { refundBody } from './trade-view.ts';
import { newRefundSchema, type Refund, type Trade } from './trade.ts';
import type { WechatContext } from './wechat-context.ts';
import { WechatError } from './wechat-error.ts';

const refundBodySchema = z
  .looseObject({
    transaction_id: z.string().min(1).max(32).optional(),
    out_trade_no: z.string().min(6).max(32).optional(),
    out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/, 'must be 1 to 64 characters'),
    reason: z.string().max(80).optional(),
    notify_url: notifyUrlSchema.optional(),
    amount: z.looseObject({
      refund: z.int().min(1, 'must be at least 1 fen'),
      total: z.int().min(1, 'must be at least 1 fen'),
      currency: z.literal('CNY'),
    }),
  })
  .refine((body) => body.transaction_id !== undefined || body.out_trade_no !== undefined, {
    path: ['transaction_id'],
    message: 'either transaction_id or out_trade_no is needed',
  });

type RefundRequest = z.infer<typeof refundBodySchema>;

const longestAgeMs = 365 * 86_400_000;
const mostRefunds = 50;
const refundEveryMs = 60_000;
const refundTakesMs = 3_000;
const slowRefundTakesMs = 600_000;

/** The trade a refund call means, also where its body is not whole. */
export function refundedTrade(context: WechatContext, call: Call): Trade | undefined {
  const numbersSchema = z.looseObject({
    transaction_id: z.string().optional(),
    out_trade_no: z.string().optional(),
  });
  const parsed = numbersSchema.safeParse(call.body);
  if (!parsed.success) return undefined;
  const { transaction_id: transactionId, out_trade_no: number } = parsed.data;
  const account = call.account.name;
  if (transactionId !== undefined) return context.book.tradeOfCharge(account, transactionId);
  return number === undefined ? undefined : context.book.trade(account, number);
}

/** @throws WechatError FREQUENCY_LIMITED within a minute of the last refund of the charge */
function refuseTooSoon({ book, clock }: WechatContext, trade: Trade, { id }: Charge): void {
  const ofCharge = book.refundsOf(trade).filter((refund) => refund.chargeId === id);
  const last = Math.max(...ofCharge.map((refund) => refund.createdAtMs));
  if (clock.nowMs() - last >= clock.scaledMs(refundEveryMs)) return;
  throw new WechatError(
    'FREQUENCY_LIMITED',
    '频率限制: 同一笔订单多次退款需间隔1分钟, 原参重试即可',
  );
}

function refuseUnlessRefundable(
  context: WechatContext,
  trade: Trade,
  charge: Charge,
  { amount }: RefundRequest,
): void {
  const refuse = (message: string): never => {
    throw new WechatError('INVALID_REQUEST', message);
  };
  const refunds = context.book.refundsOf(trade);
  if (amount.total !== charge.amountFen) refuse('amount.total is not the amount of the trade');
  if (context.clock.nowMs() - charge.paidAtMs > longestAgeMs) {
    refuse('the trade was paid more than a year ago and can not be refunded');
  }
  const left = refundableFen(trade, charge, refunds);
  if (left <= 0) refuse('订单已全额退款: nothing is left to refund');
  if (amount.refund > left) refuse(`退款金额大于可退金额: ${left} fen are left`);
  const ofCharge = refunds.filter((refund) => refund.chargeId === charge.id);
  if (ofCharge.length >= mostRefunds) refuse('a trade takes at most 50 partial refunds');
}

function repeated(known: Refund, content: string): Outcome {
  if (known.fingerprint !== content) {
    throw new WechatError('INVALID_REQUEST', '请求重入时，参数与首次请求时不一致');
  }
  return { status: 200, body: refundBody(known) };
}

/** How and when the refund will end, as the armed faults will have it. */
function endingOf(
  context: WechatContext,
  subject: Subject,
): Readonly<{ ending: Pick<RefundEndWords, 'status' | 'failsAfterwards'>; inMs: number }> {
  const take = faultTaker(context, 'refund', subject);
  const slow = take('refund_slow');
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(slowRefundTakesMs);
  const inMs = slow === undefined ? context.clock.scaledMs(refundTakesMs) : slowMs;
  if (take('refund_fails')) return { ending: { status: 'CLOSED', failsAfterwards: false }, inMs };
  if (take('refund_abnormal')) {
    return { ending: { status: 'ABNORMAL', failsAfterwards: false }, inMs };
  }
  const failsAfterwards = take('refund_fails_after_success') !== undefined;
  return { ending: { status: 'SUCCESS', failsAfterwards }, inMs };
}

/**
 * Accepts a refund; it ends later, as `refund_end`.
 * @throws WechatError RESOURCE_NOT_EXISTS, INVALID_REQUEST, NOT_ENOUGH
 */
export function refundTrade(context: WechatContext, call: Call): Outcome {
  const body = readBody(refundBodySchema, call.body);
  const content = fingerprint(call.body);
  const refundNumber = body.out_refund_no;
  const known = context.book.refund({ account: call.account.name, refundNumber });
  if (known !== undefined) return repeated(known, content);

  const trade = refundedTrade(context, call);
  if (trade === undefined)
    throw new WechatError('RESOURCE_NOT_EXISTS', '订单不存在: no such trade');
  const charge = trade.charges.find((one) => one.id === body.transaction_id) ?? trade.charges[0];
  if (charge === undefined) {
    throw new WechatError('INVALID_REQUEST', '订单未支付: the trade is not paid');
  }
  refuseUnlessRefundable(context, trade, charge, body);
  refuseTooSoon(context, trade, charge);
  const { account, number, order } = trade;
  const subject = { number, order, refundNumber };
  if (takeFault(context, 'refund', 'short_balance', subject)) {
    throw new WechatError('NOT_ENOUGH', '基本账户余额不足: the merchant has not enough balance');
  }
  const refund = {
    account,
    refundNumber,
    refundId: `5030${randomDigits(24)}`,
    number,
    transactionId: charge.id,
    amountFen: body.amount.refund,
    totalFen: charge.amountFen,
    fingerprint: content,
    notifyUrl: body.notify_url,
    createdAtMs: context.clock.nowMs(),
  };
  const { ending, inMs } = endingOf(context, subject);
  const task: RefundEndWords = { kind: 'refund_end', account, refundNumber, ...ending };
  context.journal.write([
    wechatEntry({ kind: 'refund_created', refund }),
    context.later.planned(context.channel, context.clock.nowMs() + inMs, task),
  ]);
  return {
    status: 200,
    body: refundBody({
      ...newRefundSchema.parse(refund),
      status: 'processing',
      endedAtMs: undefined,
    }),
  };
}

/** @throws WechatError RESOURCE_NOT_EXISTS for an unknown refund number, or by fault */
export function queryRefund(context: WechatContext, call: Call): Outcome {
  const refundNumber = call.params['refundNumber'] ?? '';
  const refund = context.book.refund({ account: call.account.name, refundNumber });
  const trade = refund && context.book.trade(refund.account, refund.number);
  const subject = { number: refund?.number ?? '', order: trade?.order ?? '', refundNumber };
  const hidden = takeFault(context, 'refund_query', 'not_found_once', subject) !== undefined;
  if (refund === undefined || hidden) {
    throw new WechatError('RESOURCE_NOT_EXISTS', '退款单不存在: no such refund');
  }
  return { status: 200, body: refundBody(refund) };
}

import { z } from 'zod';
import type { QueryAnswer } from '../worded-answers.ts';
import type { PaymentRef } from '../channel.ts';
import { readJson } from '../read-json.ts';
import { outsideId } from '../outside-text.ts';
import { mismatch, undecided, unreadable } from '../no-answer.ts';
import type { AskAlipay } from './ask.ts';
import { nameOf } from './payment-name.ts';
import { findingOf, yuanSchema } from './trade.ts';
import type { AlipayTrade } from './trade.ts';
import { orUnsaid } from '../unsaid.ts';

const tradeSchema = z.object({
  out_trade_no: z.string(),
  trade_no: orUnsaid(z.union([outsideId, z.literal('')])).transform((number) => number ?? ''),
  trade_status: z.string().max(40),
  total_amount: orUnsaid(yuanSchema),
  trans_currency: orUnsaid(z.string()),
  buyer_pay_amount: orUnsaid(yuanSchema),
  receipt_amount: orUnsaid(yuanSchema),
  send_pay_date: orUnsaid(z.string()),
});

/**
 * TRADE_NOT_EXIST is "not known", never "closed": a code nobody scanned yet is as payable as ever.
 */
export async function queryTrade(
  payment: PaymentRef,
  ask: AskAlipay,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const { paymentNumber } = payment;
  const question = { operation: 'query', paymentNumber, content: nameOf(payment) } as const;
  const reply = await ask(question, signal);
  if (reply.kind === 'denied') {
    if (reply.meaning === 'not_known') return { kind: 'not_known' };
    return undecided('query', reply.code, reply.message);
  }
  if (reply.kind === 'in_process') return { kind: 'processing' };
  if (reply.kind !== 'accepted') return reply;
  const read = readJson(tradeSchema, reply.node);
  if (read === null) return unreadable('query');
  if (payment.transaction !== null && read.trade_no !== payment.transaction) {
    return mismatch('query', 'trade_no');
  }
  const found = findingOf(tradeOf(read), payment.transaction !== null);
  if (found !== null) return found;
  const message = `Alipay says ${read.trade_status}, which decides nothing here.`;
  return undecided('query', `TRADE_STATUS_${read.trade_status}`, message);
}

function tradeOf(read: Readonly<z.infer<typeof tradeSchema>>): AlipayTrade {
  return {
    tradeNo: read.trade_no,
    status: read.trade_status,
    totalAmount: read.total_amount,
    currency: read.trans_currency ?? 'CNY',
    paidAt: read.send_pay_date,
    received: [read.buyer_pay_amount, read.receipt_amount],
    // For a trade that was refunded in part, a query does not tell how much went back.
    returned: undefined,
  };
}

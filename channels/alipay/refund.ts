import { z } from 'zod';
import { fromDecimal, toDecimal } from '../../domain/values/currency.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../worded-answers.ts';
import type { RefundRef, RefundRequest } from '../channel.ts';
import { toPlainText } from '../plain-text.ts';
import { readJson } from '../read-json.ts';
import { mismatch, undecided, unreadable } from '../no-answer.ts';
import type { Denial } from '../no-answer.ts';
import type { AskAlipay } from './ask.ts';
import { nameOf } from './payment-name.ts';
import { askedOfRefund, toldOf } from './refund-told.ts';
import { yuanSchema } from './trade.ts';
import { orUnsaid } from '../unsaid.ts';

const longestReason = 256;

const refundSchema = z.object({
  out_trade_no: z.string(),
  trade_no: orUnsaid(z.string()),
  fund_change: orUnsaid(z.string()),
});

/**
 * Asks for a refund; the same number again is the same refund. Only `fund_change` says that this
 * call moved money: without it the refund may be under way, or an earlier call made it.
 */
export async function askRefund(
  request: RefundRequest,
  ask: AskAlipay,
  signal: AbortSignal,
): Promise<RefundAnswer> {
  const { payment, amountMinor, refundNumber } = request;
  const reason = toPlainText(request.reason, longestReason);
  const content = {
    ...nameOf(payment),
    refund_amount: toDecimal(amountMinor, payment.amount.currency),
    out_request_no: refundNumber,
    refund_reason: reason === '' ? undefined : reason,
  };
  const { paymentNumber } = payment;
  const reply = await ask({ operation: 'refund', paymentNumber, content }, signal);
  switch (reply.kind) {
    case 'accepted': {
      const refund = readJson(refundSchema, reply.node);
      if (refund === null) return unreadable('refund');
      if (payment.transaction !== null && refund.trade_no !== payment.transaction) {
        return mismatch('refund', 'trade_no');
      }
      const kind = refund.fund_change === 'Y' ? 'succeeded' : 'processing';
      return { kind, ...toldOf(reply.node) };
    }
    case 'in_process':
      return { kind: 'processing' };
    case 'denied':
      return denied(reply);
    default:
      return reply;
  }
}

function denied({ meaning, code, message }: Denial): RefundAnswer {
  switch (meaning) {
    case 'definite':
    case 'less_left': {
      const lessIsLeft = meaning === 'less_left';
      return { kind: 'refused', code, message: `Alipay did not refund: ${message}`, lessIsLeft };
    }
    case 'later': {
      const remedy =
        'Nothing was refunded yet; fund the merchant account, the same refund is asked again.';
      return { kind: 'later', code: 'short_balance', message: `${message} ${remedy}` };
    }
    case 'not_known':
      return undecided('refund', code, message);
    default:
      return meaning satisfies never;
  }
}

const standingSchema = z.object({
  refund_status: orUnsaid(z.string().max(40)),
  out_request_no: orUnsaid(z.string()),
  trade_no: orUnsaid(z.string()),
  refund_amount: orUnsaid(yuanSchema),
});

/**
 * Asks how a refund stands. An answer without `refund_status` means that Alipay did not receive
 * the refund, or that it failed, and that it may be sent again under the same number. It does not
 * prove that the refund failed for ever.
 */
export async function queryRefund(
  request: RefundRef,
  ask: AskAlipay,
  signal: AbortSignal,
): Promise<RefundQueryAnswer> {
  const { payment, refundNumber } = request;
  const content = {
    ...nameOf(payment),
    out_request_no: refundNumber,
    query_options: askedOfRefund,
  };
  const { paymentNumber } = payment;
  const reply = await ask({ operation: 'refund_query', paymentNumber, content }, signal);
  switch (reply.kind) {
    case 'accepted':
      return readStanding(reply.node, request);
    case 'in_process':
      return { kind: 'processing' };
    case 'denied':
      if (reply.meaning === 'not_known') return { kind: 'not_known' };
      return undecided('refund_query', reply.code, reply.message);
    default:
      return reply;
  }
}

function readStanding(node: string, { payment, ...request }: RefundRef): RefundQueryAnswer {
  const found = readJson(standingSchema, node);
  if (found === null) return unreadable('refund_query');
  const { refund_status: status } = found;
  if (status === undefined || status === '') return { kind: 'not_known' };
  if (found.out_request_no !== request.refundNumber) {
    return mismatch('refund_query', 'out_request_no');
  }
  if (payment.transaction !== null && found.trade_no !== payment.transaction) {
    return mismatch('refund_query', 'trade_no');
  }
  const amountMinor = fromDecimal(found.refund_amount ?? '', payment.amount.currency);
  if (amountMinor !== request.amountMinor) return mismatch('refund_query', 'refund_amount');
  if (status === 'REFUND_SUCCESS') return { kind: 'succeeded', ...toldOf(node) };
  if (status === 'REFUND_PROCESSING') return { kind: 'processing', ...toldOf(node) };
  const message = `Alipay says ${status}, which is no state of a refund we know.`;
  return undecided('refund_query', `REFUND_STATUS_${status}`, message);
}

import { z } from 'zod';
import type {
  NoAnswer,
  RefundAnswer,
  RefundQueryAnswer,
  RefundStanding,
} from '../worded-answers.ts';
import type { RefundRef, RefundRequest } from '../channel.ts';
import { mismatch, undecided, unreadable } from '../no-answer.ts';
import type { AskWechat } from './ask.ts';
import { notifyUrlFor } from './notify-url.ts';
import { readJson } from '../read-json.ts';
import { toldOf } from './refund-told.ts';
import type { WechatSettings } from './settings.ts';
import { toPlainText } from '../plain-text.ts';
import { orUnsaid } from '../unsaid.ts';

type RefundDeps = Readonly<{ ask: AskWechat; settings: WechatSettings }>;

const longestReason = 80;

const refundSchema = z.object({
  out_refund_no: z.string(),
  transaction_id: orUnsaid(z.string()),
  out_trade_no: z.string(),
  status: z.string(),
  amount: z.object({ refund: z.int().positive(), currency: orUnsaid(z.string()) }),
});

type WechatRefund = z.infer<typeof refundSchema>;

/** Asks for a refund; the same number again is the same refund. "Accepted" is not "refunded". */
export async function askRefund(
  request: RefundRequest,
  deps: RefundDeps,
  signal: AbortSignal,
): Promise<RefundAnswer> {
  const { payment } = request;
  const reason = toPlainText(request.reason, longestReason);
  const content = {
    ...(payment.transaction === null
      ? { out_trade_no: payment.paymentNumber }
      : { transaction_id: payment.transaction }),
    out_refund_no: request.refundNumber,
    ...(reason === '' ? {} : { reason }),
    notify_url: notifyUrlFor(request.notifyUrl, deps.settings),
    amount: {
      refund: request.amountMinor,
      total: payment.amount.amountMinor,
      currency: payment.amount.currency,
    },
  };
  const call = { method: 'POST', target: '/v3/refund/domestic/refunds', content } as const;
  const reply = await deps.ask('refund', call, signal);
  if (reply.kind === 'accepted') return readRefund('refund', reply.body, request);
  if (reply.kind !== 'denied') return reply;
  const { code, message, meaning } = reply;
  switch (meaning) {
    case 'definite':
    case 'less_left': {
      const lessIsLeft = meaning === 'less_left';
      return {
        kind: 'refused',
        code,
        message: `WeChat Pay did not refund: ${message}`,
        lessIsLeft,
      };
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

/** Asks how a refund stands. */
export async function queryRefund(
  request: RefundRef,
  deps: RefundDeps,
  signal: AbortSignal,
): Promise<RefundQueryAnswer> {
  const target = `/v3/refund/domestic/refunds/${encodeURIComponent(request.refundNumber)}`;
  const reply = await deps.ask('refund_query', { method: 'GET', target }, signal);
  if (reply.kind === 'accepted') return readRefund('refund_query', reply.body, request);
  if (reply.kind !== 'denied') return reply;
  if (reply.meaning === 'not_known') return { kind: 'not_known' };
  return undecided('refund_query', reply.code, reply.message);
}

function readRefund(
  operation: 'refund' | 'refund_query',
  body: Buffer,
  request: RefundRef,
): RefundStanding | NoAnswer {
  const refund = readJson(refundSchema, body);
  if (refund === null) {
    return unreadable(operation);
  }
  const stranger = strangeField(refund, request);
  if (stranger !== null) {
    return mismatch(operation, stranger);
  }
  const standing = standingOf(refund.status);
  if (standing !== null) return { ...standing, ...toldOf(body) };
  const message = `WeChat Pay says ${refund.status}, which is no state of a refund we know.`;
  return undecided(operation, `REFUND_STATUS_${refund.status}`, message);
}

function strangeField(refund: WechatRefund, { payment, ...request }: RefundRef): string | null {
  if (refund.out_refund_no !== request.refundNumber) return 'out_refund_no';
  if (refund.out_trade_no !== payment.paymentNumber) return 'out_trade_no';
  if (payment.transaction !== null && refund.transaction_id !== payment.transaction) {
    return 'transaction_id';
  }
  if (refund.amount.refund !== request.amountMinor) return 'amount';
  const { currency = 'CNY' } = refund.amount;
  return currency === payment.amount.currency ? null : 'currency';
}

/**
 * @param status `status` of an answer, `refund_status` of a callback
 * @returns null for a status that we don't know
 */
export function standingOf(status: string): RefundStanding | null {
  switch (status) {
    case 'SUCCESS':
      return { kind: 'succeeded' };
    case 'PROCESSING':
      return { kind: 'processing' };
    case 'CLOSED': {
      const message = 'WeChat Pay closed the refund: nothing went back, and its number is used up.';
      return { kind: 'failed', code: 'CLOSED', message };
    }
    case 'ABNORMAL': {
      const message =
        "The shopper's account can't take the refund. Settle it at the WeChat merchant platform.";
      return { kind: 'abnormal', code: 'ABNORMAL', message };
    }
    default:
      return null;
  }
}

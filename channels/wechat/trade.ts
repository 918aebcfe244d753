import { z } from 'zod';
import type { PaymentStanding } from '../worded-answers.ts';
import { isCurrency } from '../../domain/values/currency.ts';
import { outsideId, storableMessage } from '../outside-text.ts';
import { orUnsaid, textOrUnsaid, wordsOrNone } from '../unsaid.ts';
import { fromWechatTime } from './wechat-time.ts';

/** A trade as in a query's answer and in a payment's callback. */
export const tradeSchema = z.object({
  mchid: z.string(),
  appid: orUnsaid(z.string()),
  out_trade_no: outsideId,
  trade_state: z.string(),
  trade_state_desc: wordsOrNone,
  transaction_id: orUnsaid(z.union([outsideId, z.literal('')])),
  success_time: textOrUnsaid,
  amount: orUnsaid(
    z.object({ total: orUnsaid(z.int().nonnegative()), currency: orUnsaid(z.string()) }),
  ),
});

export type WechatTrade = Readonly<z.infer<typeof tradeSchema>>;

/**
 * What a verified trade says, in the vocabulary of the rules.
 *
 * @returns null where it says nothing usable: a success without its number or
 *   amount, or a state we don't know
 */
export function findingOf(trade: WechatTrade): PaymentStanding | null {
  switch (trade.trade_state) {
    case 'SUCCESS':
      return successOf(trade, 0);
    case 'REFUND':
      // Some of it went back; only queries of the refunds say how much.
      return successOf(trade, null);
    case 'NOTPAY':
      return { kind: 'unpaid' };
    case 'CLOSED':
      return { kind: 'closed' };
    case 'USERPAYING':
      return { kind: 'processing' };
    case 'PAYERROR': {
      const message =
        storableMessage(trade.trade_state_desc) || 'The payment failed; the shopper may try again.';
      return { kind: 'declined', code: 'PAYERROR', message };
    }
    // REVOKED belongs to payment codes, which we never create. Revoking refunds a payment that was
    // made, so `closed` could end an attempt as unpaid that was paid. A person must look.
    case 'REVOKED':
    default:
      return null;
  }
}

function successOf(trade: WechatTrade, returnedMinor: 0 | null): PaymentStanding | null {
  const { transaction_id: transaction = '', amount } = trade;
  const { total, currency = 'CNY' } = amount ?? {};
  if (transaction === '' || total === undefined || !isCurrency(currency)) return null;
  return {
    kind: 'success',
    transaction,
    amountMinor: total,
    currency,
    returnedMinor,
    paidAtMs: fromWechatTime(trade.success_time),
  };
}

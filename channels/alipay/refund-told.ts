import { z } from 'zod';
import type { RefundDestination, RefundTold } from '../../domain/order/refund-arrival.ts';
import { outsideId } from '../outside-text.ts';
import { readJson } from '../read-json.ts';
import { textOrUnsaid } from '../unsaid.ts';
import { fromAlipayTime } from './alipay-time.ts';

/** What a refund query asks for besides the state; each of them is told only where asked for. */
export const askedOfRefund = ['gmt_refund_pay', 'refund_detail_item_list', 'deposit_back_info'];

// No rule reads any of it, so what is missing or odd leaves the answer as good as it was.
const text = textOrUnsaid;
const toldSchema = z.object({
  trade_no: outsideId.optional().catch(undefined),
  gmt_refund_pay: text,
  refund_detail_item_list: z
    .array(z.object({ fund_channel: text }))
    .optional()
    .catch(undefined),
  deposit_back_info: z
    .object({ has_deposit_back: text, dback_status: text, est_bank_receipt_time: text })
    .optional()
    .catch(undefined),
});
type Told = z.infer<typeof toldSchema>;

/** Alipay's codes of the funds that a payment was made of. */
const destinations: ReadonlyMap<string, RefundDestination> = new Map([
  ['ALIPAYACCOUNT', 'balance'],
  ['FINANCEACCOUNT', 'balance'],
  ['MONEYFUND', 'balance'],
  ['BANKCARD', 'bank'],
  ['CREDITCARD', 'bank'],
  ['DEBIT_CARD', 'bank'],
  ['PCREDIT', 'credit'],
]);

/** Funds that are no money of the shopper's, so that nothing arrives of them. */
const vouchers: ReadonlySet<string> = new Set([
  'COUPON',
  'DISCOUNT',
  'MCOUPON',
  'MDISCOUNT',
  'POINT',
  'PCARD',
  'MCARD',
]);

function destinationOf({ refund_detail_item_list: items = [] }: Told): RefundDestination | null {
  const funds = items
    .flatMap(({ fund_channel: fund }) => fund ?? [])
    .filter((fund) => !vouchers.has(fund));
  const [first, ...others] = new Set(funds.map((fund) => destinations.get(fund) ?? 'other'));
  return others.length > 0 ? 'several' : (first ?? null);
}

/** By Alipay's own answers to merchants. */
function usually(to: RefundDestination | null): string | null {
  if (to === 'balance' || to === 'credit') return 'at once';
  if (to === 'bank') return 'when the bank books it';
  return 'to a balance at once, to a bank card when the bank books it';
}

/**
 * What an answer to refund or refund query tells besides the state. Alipay gives a refund no number
 * of its own: it is part of its trade, and found there by the trade's number.
 *
 * @see docs/channels/alipay.md#refund
 */
export function toldOf(node: string): RefundTold {
  const said = readJson(toldSchema, node);
  if (said === null) return {};
  const named = said.trade_no === undefined ? {} : { channelReference: said.trade_no };
  const bank = said.deposit_back_info;
  if (bank?.has_deposit_back === 'true' && bank.dback_status === 'F') {
    // The bank did not take it, and Alipay put it into the shopper's balance.
    return {
      ...named,
      expected: { to: 'balance', original: false, atMs: null, usually: usually('balance') },
    };
  }
  const to = bank?.has_deposit_back === 'true' ? 'bank' : destinationOf(said);
  const isAtOnce = to === 'balance' || to === 'credit';
  const at = isAtOnce ? said.gmt_refund_pay : bank?.est_bank_receipt_time;
  const expected = { to, original: null, atMs: fromAlipayTime(at), usually: usually(to) };
  return { ...named, expected };
}

import type { QueryAnswer } from '../worded-answers.ts';
import type { PaymentRef } from '../channel.ts';
import { mismatch, undecided, unreadable } from '../no-answer.ts';
import type { AskWechat } from './ask.ts';
import { readJson } from '../read-json.ts';
import type { WechatSettings } from './settings.ts';
import { findingOf, tradeSchema } from './trade.ts';
import type { WechatTrade } from './trade.ts';

/** Asks by the transaction, if it is known: a payment number may have been paid twice. */
export async function queryTrade(
  payment: PaymentRef,
  deps: Readonly<{ ask: AskWechat; settings: WechatSettings }>,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const { mchid } = deps.settings;
  const which =
    payment.transaction === null
      ? `out-trade-no/${encodeURIComponent(payment.paymentNumber)}`
      : `id/${encodeURIComponent(payment.transaction)}`;
  const target = `/v3/pay/transactions/${which}?mchid=${encodeURIComponent(mchid)}`;
  const reply = await deps.ask('query', { method: 'GET', target }, signal);
  if (reply.kind === 'denied') {
    if (reply.meaning === 'not_known') return { kind: 'not_known' };
    return undecided('query', reply.code, reply.message);
  }
  if (reply.kind !== 'accepted') return reply;
  const trade = readJson(tradeSchema, reply.body);
  if (trade === null) {
    return unreadable('query');
  }
  const stranger = strangeField(trade, payment, deps.settings);
  if (stranger !== null) {
    return mismatch('query', stranger);
  }
  const found = findingOf(trade);
  if (found !== null) return found;
  const message = `WeChat Pay says ${trade.trade_state}, which decides nothing here.`;
  return undecided('query', `TRADE_STATE_${trade.trade_state}`, message);
}

function strangeField(
  trade: WechatTrade,
  payment: PaymentRef,
  settings: WechatSettings,
): string | null {
  if (trade.mchid !== settings.mchid) return 'mchid';
  if (trade.appid !== undefined && trade.appid !== settings.appid) return 'appid';
  if (trade.out_trade_no !== payment.paymentNumber) return 'out_trade_no';
  if (payment.transaction !== null && trade.transaction_id !== payment.transaction) {
    return 'transaction_id';
  }
  return null;
}

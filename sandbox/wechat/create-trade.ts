import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../engine/canonical-json.ts';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { readBody, requireOwnMchid, type Call, type Outcome } from './call.ts';
import { forgedCallback } from './callbacks.ts';
import { createBodySchema, h5BodySchema, jsapiBodySchema, type CreateBody } from './create-body.ts';
import { paymentNotification } from './pay-trade.ts';
import { wechatEntry } from './trade-book.ts';
import type { NewTrade, PrepayCode, Trade, TradeMethod, Transaction } from './trade.ts';
import { bookedAs, takeFault, type WechatContext } from './wechat-context.ts';
import { WechatError } from './wechat-error.ts';

const shortestMs = 60_000;
const longestMs = 15 * 86_400_000;
const defaultLifeMs = 7 * 86_400_000;
const codeLifeMs = { native: 7_200_000, h5: 300_000, jsapi: 7_200_000, app: 7_200_000 };
const settlesAfterByDefaultMs = 60_000;

/** What lands later when a create is lost on the way and arrives all the same. */
export const landTaskSchema = z.object({
  kind: z.literal('land_create'),
  account: z.string(),
  method: z.enum(['native', 'h5', 'jsapi', 'app']),
  body: z.unknown(),
});

function expiryMs(context: WechatContext, body: CreateBody): number {
  const nowMs = context.clock.nowMs();
  const asked = body.time_expire ?? nowMs + defaultLifeMs;
  const refuse = (issue: string): never => {
    throw new WechatError('PARAM_ERROR', `/time_expire: ${issue}`, {
      field: '/time_expire',
      issue,
      location: 'body',
    });
  };
  if (asked <= nowMs) return refuse('lies in the past');
  if (asked > nowMs + longestMs) return refuse('lies more than 15 days ahead');
  return Math.max(asked, nowMs + context.clock.scaledMs(shortestMs));
}

function readCreate(call: Call, method: TradeMethod): { body: CreateBody; openid: string } {
  const body = readBody(createBodySchema, call.body);
  requireOwnMchid(call, body.mchid);
  if (body.appid !== call.account.appid) {
    throw new WechatError('APPID_MCHID_NOT_MATCH', 'appid is not bound to this mchid');
  }
  if (method === 'h5') readBody(h5BodySchema, call.body);
  if (method === 'jsapi')
    return { body, openid: readBody(jsapiBodySchema, call.body).payer.openid };
  return { body, openid: `o${randomBytes(14).toString('hex').slice(0, 27)}` };
}

function planTrade(
  context: WechatContext,
  call: Call,
  method: TradeMethod,
  fingerprint: string,
): NewTrade {
  const { body, openid } = readCreate(call, method);
  const attach = body.attach ?? '';
  const subject = { number: body.out_trade_no, attach };
  const expiresAtMs = expiryMs(context, body);
  const slow = takeFault(context, 'create', 'slow_settlement', subject);
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(settlesAfterByDefaultMs);
  return {
    account: call.account.name,
    number: body.out_trade_no,
    method,
    fingerprint,
    description: body.description,
    attach,
    notifyUrl: body.notify_url,
    totalFen: body.amount.total,
    openid,
    createdAtMs: context.clock.nowMs(),
    expiresAtMs,
    faults: {
      wrongAmount: takeFault(context, 'create', 'wrong_amount', subject) !== undefined,
      secondTransaction: takeFault(context, 'create', 'second_transaction', subject) !== undefined,
      settlesAfterMs: slow === undefined ? 0 : slowMs,
    },
  };
}

function refuseUnlessSame(trade: Trade, fingerprint: string, nowMs: number): void {
  if (trade.fingerprint !== fingerprint) {
    throw new WechatError('OUT_TRADE_NO_USED', '201 商户订单号重复: the number has other content');
  }
  if (trade.transactions.length > 0 || trade.settling) {
    throw new WechatError('OUT_TRADE_NO_USED', '该订单已支付: the trade is already paid');
  }
  if (trade.closed) throw new WechatError('ORDER_CLOSED', '订单已关闭: the trade is closed');
  if (nowMs > trade.expiresAtMs) {
    throw new WechatError('INVALID_REQUEST', '订单已过期: time_expire has passed');
  }
}

function issueCode(context: WechatContext, method: TradeMethod): PrepayCode {
  const nowMs = context.clock.nowMs();
  const digits = new Date(nowMs).toISOString().replace(/\D/g, '').slice(0, 14);
  const code =
    method === 'native'
      ? `weixin://wxpay/bizpayurl?pr=${randomBytes(9).toString('base64url')}zz`
      : `wx${digits}${randomBytes(8).toString('hex')}0000`;
  return { code, expiresAtMs: nowMs + codeLifeMs[method] };
}

function answerWith(context: WechatContext, trade: NewTrade, { code }: PrepayCode): Outcome {
  if (trade.method === 'native') return { status: 200, body: { code_url: code } };
  if (trade.method !== 'h5') return { status: 200, body: { prepay_id: code } };
  const page = `${context.publicUrl()}/phone/wechat/${encodeURIComponent(trade.number)}`;
  return { status: 200, body: { h5_url: `${page}?prepay_id=${code}` } };
}

function forgedEntries(context: WechatContext, trade: NewTrade, call: Call): readonly Entry[] {
  if (takeFault(context, 'create', 'callback_forged', trade) === undefined) return [];
  const lie: Transaction = {
    id: `4${randomBytes(13).toString('hex').slice(0, 27)}`,
    amountFen: trade.totalFen,
    openid: trade.openid,
    paidAtMs: context.clock.nowMs(),
  };
  return [forgedCallback(context, paymentNotification(call.account, trade, lie))];
}

/**
 * Makes a trade, or hands out a fresh code for the same one.
 * @throws WechatError as WeChat refuses: PARAM_ERROR, OUT_TRADE_NO_USED, ORDER_CLOSED…
 */
export function createTrade(context: WechatContext, call: Call, method: TradeMethod): Outcome {
  const { body } = readCreate(call, method);
  const content = `${method}\n${canonicalJson(call.body)}`;
  const fingerprint = createHash('sha256').update(content).digest('hex');
  const known = context.book.trade(call.account.name, body.out_trade_no);
  const entries: Entry[] = [];
  if (known !== undefined) {
    refuseUnlessSame(known, fingerprint, context.clock.nowMs());
  }
  const trade = known ?? planTrade(context, call, method, fingerprint);
  const { account, number } = trade;
  if (known === undefined) {
    const atMs = trade.createdAtMs;
    entries.push(
      wechatEntry({ kind: 'trade_created', trade }),
      moneyEntry({
        ...bookedAs(trade),
        kind: 'payment_known',
        amount: trade.totalFen,
        reference: number,
        atMs,
      }),
      ...forgedEntries(context, trade, call),
    );
  }
  const code = issueCode(context, method);
  entries.push(wechatEntry({ kind: 'code_issued', account, number, ...code }));
  context.journal.write(entries);
  return answerWith(context, trade, code);
}

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { takeBirthFaults } from '../engine/birth-faults.ts';
import { fingerprint } from '../engine/fingerprint.ts';
import type { Entry } from '../engine/journal.ts';
import { openingEntries } from '../engine/open-trade.ts';
import type { PaymentCode } from '../engine/trade.ts';
import { looseField, readBody, requireOwnMchid, type Call, type Outcome } from './call.ts';
import { paymentNotification } from './callbacks.ts';
import { createBodySchema, h5BodySchema, jsapiBodySchema, type CreateBody } from './create-body.ts';
import { wechatEntry } from './journal-words.ts';
import {
  newTradeSchema,
  tradeMethods,
  type NewTrade,
  type Trade,
  type TradeMethod,
} from './trade.ts';
import type { WechatContext } from './wechat-context.ts';
import { WechatError } from './wechat-error.ts';

const shortestMs = 60_000;
const longestMs = 15 * 86_400_000;
const defaultLifeMs = 7 * 86_400_000;
const codeLifeMs = { native: 7_200_000, h5: 300_000, jsapi: 7_200_000, app: 7_200_000 };

const otherContent = '请求重入时，参数与首次请求时不一致';

/** @throws WechatError as for other content, when the number was closed before it was created */
export function refuseSpentNumber({ spentNumbers }: WechatContext, call: Call): void {
  const number = looseField(call.body, 'out_trade_no');
  if (!spentNumbers.has(`${call.account.name} ${number}`)) return;
  throw new WechatError('INVALID_REQUEST', otherContent);
}

/** What lands later when a create is lost on the way and arrives all the same. */
export const landTaskSchema = z.object({
  kind: z.literal('land_create'),
  account: z.string(),
  method: z.enum(tradeMethods),
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

/** A new trade, as the journal keeps it. */
function planTrade(
  context: WechatContext,
  call: Call,
  method: TradeMethod,
  content: string,
): z.input<typeof newTradeSchema> {
  const { body, openid } = readCreate(call, method);
  const attach = body.attach ?? '';
  const expiresAtMs = expiryMs(context, body);
  return {
    account: call.account.name,
    number: body.out_trade_no,
    method,
    fingerprint: content,
    description: body.description,
    attach,
    notifyUrl: body.notify_url,
    totalFen: body.amount.total,
    openid,
    createdAtMs: context.clock.nowMs(),
    expiresAtMs,
    faults: takeBirthFaults(context, { number: body.out_trade_no, order: attach }),
  };
}

function refuseUnlessSame(trade: Trade, content: string, nowMs: number): void {
  if (trade.fingerprint !== content) {
    throw new WechatError('INVALID_REQUEST', otherContent);
  }
  if (trade.charges.length > 0 || trade.settling) {
    throw new WechatError('OUT_TRADE_NO_USED', '该订单已支付: the trade is already paid');
  }
  if (trade.closed) throw new WechatError('ORDER_CLOSED', '订单已关闭: the trade is closed');
  if (nowMs > trade.expiresAtMs) {
    throw new WechatError('INVALID_REQUEST', '订单已过期: time_expire has passed');
  }
}

function issueCode(context: WechatContext, method: TradeMethod): PaymentCode {
  const nowMs = context.clock.nowMs();
  const digits = new Date(nowMs).toISOString().replace(/\D/g, '').slice(0, 14);
  const code =
    method === 'native'
      ? `weixin://wxpay/bizpayurl?pr=${randomBytes(9).toString('base64url')}zz`
      : `wx${digits}${randomBytes(8).toString('hex')}0000`;
  return { code, expiresAtMs: nowMs + codeLifeMs[method] };
}

function answerWith(context: WechatContext, trade: NewTrade, { code }: PaymentCode): Outcome {
  if (trade.method === 'native') return { status: 200, body: { code_url: code } };
  if (trade.method !== 'h5') return { status: 200, body: { prepay_id: code } };
  const page = `${context.publicUrl()}/phone/wechat/${encodeURIComponent(trade.number)}`;
  return { status: 200, body: { h5_url: `${page}?prepay_id=${code}` } };
}

function openTrade(
  context: WechatContext,
  { account }: Call,
  planned: z.input<typeof newTradeSchema>,
): Readonly<{ trade: NewTrade; entries: readonly Entry[] }> {
  const trade = newTradeSchema.parse(planned);
  const asked = wechatEntry({ kind: 'trade_created', trade: planned });
  const entries = openingEntries(context, trade, asked, (paidAtMs) => {
    const id = `4${randomBytes(13).toString('hex').slice(0, 27)}`;
    const lie = { id, amountFen: trade.totalFen, paidAtMs };
    return context.callbacks.forged(paymentNotification(account, trade, lie));
  });
  return { trade, entries };
}

/**
 * Makes a trade, or hands out a fresh code for the same one.
 * @throws WechatError as WeChat refuses: PARAM_ERROR, INVALID_REQUEST, OUT_TRADE_NO_USED…
 */
export function createTrade(context: WechatContext, call: Call, method: TradeMethod): Outcome {
  const { body } = readCreate(call, method);
  const content = fingerprint(call.body, method);
  const known = context.book.trade(call.account.name, body.out_trade_no);
  if (known !== undefined) refuseUnlessSame(known, content, context.clock.nowMs());
  const { trade, entries } =
    known === undefined
      ? openTrade(context, call, planTrade(context, call, method, content))
      : { trade: known, entries: [] };
  const { account, number } = trade;
  const code = issueCode(context, method);
  context.journal.write([
    ...entries,
    wechatEntry({ kind: 'code_issued', account, number, ...code }),
  ]);
  return answerWith(context, trade, code);
}

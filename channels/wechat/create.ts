import { z } from 'zod';
import { rfc3339 } from '../../domain/values/calendar.ts';
import type { CreateAnswer, Refusal } from '../worded-answers.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Action } from '../../domain/order/action.ts';
import type { CreateRequest } from '../channel.ts';
import { outsideLink } from '../outside-text.ts';
import { undecided } from '../no-answer.ts';
import type { AskWechat } from './ask.ts';
import { notifyUrlFor } from './notify-url.ts';
import { readJson } from '../read-json.ts';
import { appParameters, jsapiParameters } from './sdk-parameters.ts';
import type { WechatSettings } from './settings.ts';
import { toPlainText } from '../plain-text.ts';
import { toWechatTime } from './wechat-time.ts';
import { codeLifeMs, h5LifeMs, isWechatMethod, wechatMethods } from './wechat-traits.ts';
import type { WechatMethod } from './wechat-traits.ts';

type Created = Readonly<{ answer: CreateAnswer; action: Action | null }>;

const longestAttachBytes = 128;
const longestDescription = 127;

/** Creates the trade or, if it exists, gets a fresh code for it. */
export async function createTrade(
  request: CreateRequest,
  deps: Readonly<{ ask: AskWechat; settings: WechatSettings; now: () => number }>,
  signal: AbortSignal,
): Promise<Created> {
  const { method } = request;
  invariant(isWechatMethod(method), 'a WeChat payment has a method of WeChat');
  const lacking = lackingShopper(request, method);
  if (lacking !== null) return { answer: lacking, action: null };
  const call = {
    method: 'POST',
    target: `/v3/pay/transactions/${wechatMethods[method].path}`,
    content: createBody(request, method, deps.settings),
    personal: [request.shopper.openid ?? '', request.shopper.ip ?? ''],
  } as const;
  const reply = await deps.ask('create', call, signal);
  if (reply.kind === 'denied') {
    const { code, message, meaning } = reply;
    const answer =
      meaning === 'definite' ? refused(code, message) : undecided('create', code, message);
    return { answer, action: null };
  }
  if (reply.kind !== 'accepted') return { answer: reply, action: null };
  const nowMs = deps.now();
  const lifeMs = method === 'h5' ? h5LifeMs : codeLifeMs;
  const validUntilMs = Math.min(request.expiresAtMs, nowMs + lifeMs);
  const action = readAction(reply.body, request, method, { ...deps, nowMs, validUntilMs });
  if (action === null) {
    const answer = undecided('create', 'ANSWER_UNREADABLE', 'The answer holds no way to pay.');
    return { answer, action: null };
  }
  return { answer: { kind: 'offered', channelReference: null, validUntilMs }, action };
}

function createBody(
  request: CreateRequest,
  method: WechatMethod,
  settings: WechatSettings,
): object {
  invariant(request.amount.currency === 'CNY', 'WeChat Pay takes CNY only');
  invariant(
    Buffer.byteLength(request.orderReference) <= longestAttachBytes,
    'an order reference fits into attach, 128 bytes',
  );
  const description = toPlainText(request.description, longestDescription);
  const { ip, openid } = request.shopper;
  return {
    appid: settings.appid,
    mchid: settings.mchid,
    description: description === '' ? request.paymentNumber : description,
    out_trade_no: request.paymentNumber,
    time_expire: toWechatTime(request.expiresAtMs),
    attach: request.orderReference,
    notify_url: notifyUrlFor(request.notifyUrl, settings),
    amount: { total: request.amount.amountMinor, currency: 'CNY' },
    ...(method === 'jsapi' ? { payer: { openid } } : {}),
    ...(method === 'h5' ? { scene_info: { payer_client_ip: ip, h5_info: { type: 'Wap' } } } : {}),
  };
}

const codeSchema = z.object({ code_url: outsideLink });
const h5Schema = z.object({ h5_url: outsideLink.pipe(z.url({ protocol: /^https?$/ })) });
const prepaySchema = z.object({ prepay_id: outsideLink });

function readAction(
  body: Buffer,
  request: CreateRequest,
  method: WechatMethod,
  at: Readonly<{ settings: WechatSettings; nowMs: number; validUntilMs: number }>,
): Action | null {
  switch (method) {
    case 'qr': {
      const code = readJson(codeSchema, body);
      const expiresAt = rfc3339(at.validUntilMs);
      return code && { type: 'qr', content: code.code_url, expires_at: expiresAt };
    }
    case 'h5': {
      const page = readJson(h5Schema, body);
      return page && { type: 'redirect', url: withReturn(page.h5_url, request.returnUrl) };
    }
    case 'jsapi': {
      const prepay = readJson(prepaySchema, body);
      if (prepay === null) return null;
      return { type: 'sdk', parameters: jsapiParameters(prepay.prepay_id, at.settings, at.nowMs) };
    }
    case 'app': {
      const prepay = readJson(prepaySchema, body);
      if (prepay === null) return null;
      return { type: 'sdk', parameters: appParameters(prepay.prepay_id, at.settings, at.nowMs) };
    }
    default:
      return method satisfies never;
  }
}

// WeChat's page leads the shopper back to the address appended here; the rest stays as it came.
function withReturn(h5Url: string, returnUrl: string | null): string {
  if (returnUrl === null) return h5Url;
  const joint = h5Url.includes('?') ? '&' : '?';
  return `${h5Url}${joint}redirect_url=${encodeURIComponent(returnUrl)}`;
}

function lackingShopper({ shopper }: CreateRequest, method: WechatMethod): Refusal | null {
  if (method === 'jsapi' && shopper.openid === undefined) return lacks('openid');
  if (method === 'h5' && shopper.ip === undefined) return lacks('ip');
  return null;
}

function lacks(field: string): Refusal {
  return refused('SHOPPER_INCOMPLETE', `This method needs shopper.${field}; nothing was sent.`);
}

function refused(code: string, message: string): Refusal {
  return { kind: 'refused', code, message: `WeChat Pay did not create the payment: ${message}` };
}

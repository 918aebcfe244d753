import { z } from 'zod';
import { rfc3339 } from '../../domain/values/calendar.ts';
import { toDecimal } from '../../domain/values/currency.ts';
import type { CreateAnswer, Refusal } from '../worded-answers.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Action } from '../../domain/order/action.ts';
import type { CreateRequest } from '../channel.ts';
import { toPlainText } from '../plain-text.ts';
import { readJson } from '../read-json.ts';
import { toAlipayTime } from './alipay-time.ts';
import { codeLifeMs, isAlipayMethod } from './alipay-traits.ts';
import type { AlipayMethod } from './alipay-traits.ts';
import { outsideLink } from '../outside-text.ts';
import { undecided, unreadable } from '../no-answer.ts';
import type { AskAlipay } from './ask.ts';
import type { AlipaySettings } from './settings.ts';
import { signedRequest } from './signed-request.ts';

type Created = Readonly<{ answer: CreateAnswer; action: Action | null }>;
type CreateDeps = Readonly<{ ask: AskAlipay; settings: AlipaySettings; now: () => number }>;

const longestSubject = 256;
const longestPassback = 512;
const longestQuitUrl = 400;

/**
 * Methods whose call the shopper's browser or app sends, signed by us: Alipay's call and product.
 */
const handedOver = Object.freeze({
  page: { call: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
  wap: { call: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
  app: { call: 'alipay.trade.app.pay', product: 'QUICK_MSECURITY_PAY' },
});

/**
 * Precreates a QR code at Alipay, or only signs what the shopper's browser or app sends to Alipay.
 */
export async function createTrade(
  request: CreateRequest,
  deps: CreateDeps,
  signal: AbortSignal,
): Promise<Created> {
  const { method } = request;
  invariant(isAlipayMethod(method), 'an Alipay payment has a method of Alipay');
  return method === 'qr' ? precreate(request, deps, signal) : handOver(request, method, deps);
}

const codeSchema = z.object({ out_trade_no: z.string(), qr_code: outsideLink });

async function precreate(
  request: CreateRequest,
  { ask, settings, now }: CreateDeps,
  signal: AbortSignal,
): Promise<Created> {
  const question = {
    operation: 'create',
    paymentNumber: request.paymentNumber,
    content: contentOf(request),
    notifyUrl: settings.notifyUrl ?? request.notifyUrl,
  } as const;
  const reply = await ask(question, signal);
  switch (reply.kind) {
    case 'accepted': {
      const code = readJson(codeSchema, reply.node);
      if (code === null) return { answer: unreadable('create'), action: null };
      const validUntilMs = Math.min(request.expiresAtMs, now() + codeLifeMs);
      const expiresAt = rfc3339(validUntilMs);
      return {
        answer: { kind: 'offered', channelReference: null, validUntilMs },
        action: { type: 'qr', content: code.qr_code, expires_at: expiresAt },
      };
    }
    case 'in_process': {
      const message = 'Alipay has not decided about the payment yet.';
      return { answer: undecided('create', 'CODE_10003', message), action: null };
    }
    case 'denied': {
      const { code, message, meaning } = reply;
      const answer =
        meaning === 'definite' ? refused(code, message) : undecided('create', code, message);
      return { answer, action: null };
    }
    default:
      return { answer: reply, action: null };
  }
}

function handOver(
  request: CreateRequest,
  method: Exclude<AlipayMethod, 'qr'>,
  { settings, now }: CreateDeps,
): Created {
  const { call, product } = handedOver[method];
  const { returnUrl } = request;
  const content = {
    ...contentOf(request),
    product_code: product,
    ...(method === 'wap' ? { quit_url: quitUrlOf(request) } : {}),
  };
  const signed = signedRequest(
    {
      method: call,
      content,
      notifyUrl: settings.notifyUrl ?? request.notifyUrl,
      returnUrl: method === 'app' ? null : returnUrl,
    },
    settings,
    now(),
  ).toString();
  const answer = {
    kind: 'offered',
    channelReference: null,
    validUntilMs: request.expiresAtMs,
  } as const;
  return method === 'app'
    ? { answer, action: { type: 'sdk', parameters: { orderString: signed } } }
    : { answer, action: { type: 'redirect', url: `${settings.gatewayUrl}?${signed}` } };
}

// Where a shopper who gives up on the phone is led. Wap needs an address, so in the worst case it
// is ours.
function quitUrlOf({ returnUrl, notifyUrl }: CreateRequest): string {
  return returnUrl !== null && returnUrl.length <= longestQuitUrl
    ? returnUrl
    : new URL(notifyUrl).origin;
}

function contentOf(request: CreateRequest): Record<string, string> {
  const { amountMinor, currency } = request.amount;
  invariant(currency === 'CNY', 'Alipay takes CNY only');
  // It must be URL-encoded before it is sent; the callback brings it back unchanged.
  const passback = encodeURIComponent(request.orderReference);
  invariant(passback.length <= longestPassback, 'an order reference fits into passback_params');
  return {
    out_trade_no: request.paymentNumber,
    total_amount: toDecimal(amountMinor, currency),
    subject: subjectOf(request),
    // Absolute, so that a repeat says the same: `timeout_express` would count from each call.
    time_expire: toAlipayTime(request.expiresAtMs),
    passback_params: passback,
  };
}

// Alipay refuses these characters in a subject.
function subjectOf({ description, paymentNumber }: CreateRequest): string {
  const subject = toPlainText(description.replace(/[/=&]/g, ' '), longestSubject);
  return subject === '' ? paymentNumber : subject;
}

function refused(code: string, message: string): Refusal {
  return { kind: 'refused', code, message: `Alipay did not create the payment: ${message}` };
}

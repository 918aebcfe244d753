import { z } from 'zod';
import type {
  Acknowledgement,
  CallbackNews,
  CallbackReading,
  CallbackRefusal,
  RawCallback,
} from '../channel.ts';
import { outsideEventId, outsideId } from '../outside-text.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { readJson } from '../read-json.ts';
import { standingOf } from './refund.ts';
import { sealedResourceSchema, unseal } from './sealed-resource.ts';
import type { WechatSettings } from './settings.ts';
import { withinTime } from '../time-limit.ts';
import { findingOf, tradeSchema } from './trade.ts';
import { orUnsaid } from '../unsaid.ts';
import { verifyPlatform } from './verify-platform.ts';

/** The answer that WeChat counts as an acknowledgement. */
export const acknowledged: Acknowledgement = Object.freeze({
  status: 204,
  contentType: null,
  body: '',
});

/** An answer that makes WeChat send the callback again. */
export function refusedWith(reason: CallbackRefusal): Acknowledgement {
  const body = JSON.stringify({ code: 'FAIL', message: reason });
  return { status: 401, contentType: 'application/json', body };
}

type CallbackDeps = Readonly<{ settings: WechatSettings; keys: PlatformKeys }>;

// WeChat waits five seconds for our answer; a certificate that comes later helps the next try.
const longestSearchMs = 3000;

const envelopeSchema = z.object({
  id: outsideEventId,
  event_type: outsideId,
  resource: sealedResourceSchema,
});
const hintSchema = z.object({ out_trade_no: z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/) });
const accountSchema = z.object({ mchid: z.string(), appid: orUnsaid(z.string()) });
const refundNewsSchema = z.object({
  out_trade_no: outsideId,
  out_refund_no: outsideId,
  refund_id: outsideId,
  refund_status: z.string(),
  amount: z.object({ refund: z.int().positive() }),
});

type Opened = Readonly<{
  envelope: Readonly<z.infer<typeof envelopeSchema>> | null;
  content: string | null;
}>;

function open({ body }: RawCallback, { apiV3Key }: WechatSettings): Opened {
  const envelope = readJson(envelopeSchema, body);
  return { envelope, content: envelope && unseal(envelope.resource, apiV3Key) };
}

/** It can be read only if it was sealed under our own key. Until verified it is a hint at most. */
function hintOf({ content }: Opened): string | null {
  return content === null ? null : (readJson(hintSchema, content)?.out_trade_no ?? null);
}

/** Verifies over the raw body, and only then parses, decrypts and reads. */
export async function readCallback(
  callback: RawCallback,
  { settings, keys }: CallbackDeps,
): Promise<CallbackReading> {
  const refuse = (reason: CallbackRefusal, detail: string): CallbackReading => ({
    kind: 'refused',
    reason,
    detail,
    readPaymentNumber: () => hintOf(open(callback, settings)),
  });
  const verdict = await withinTime(longestSearchMs, null, ({ signal }) =>
    verifyPlatform(callback, keys, signal),
  );
  if (verdict.kind !== 'genuine') return refuse(verdict.kind, verdict.detail);
  const { envelope, content } = open(callback, settings);
  if (envelope === null) return refuse('unreadable', 'It is signed, but no APIv3 notification.');
  if (content === null) {
    return refuse('unreadable', 'It is signed, but not sealed under this account’s api_v3_key.');
  }
  const account = readJson(accountSchema, content);
  const strange = account === null ? null : strangeAccount(account, settings);
  if (strange !== null) return refuse('wrong_account', `Its ${strange} is not this account's.`);
  const news = readNews(envelope.event_type, content, account !== null);
  if (news === null) {
    return refuse('unreadable', `Its ${envelope.event_type} lacks what we need to believe it.`);
  }
  return { kind: 'verified', eventId: envelope.id, signedAtMs: verdict.signedAtMs, news };
}

function strangeAccount(
  account: Readonly<z.infer<typeof accountSchema>>,
  settings: WechatSettings,
): string | null {
  if (account.mchid !== settings.mchid) return 'mchid';
  // Refund callbacks carry no appid.
  return account.appid === undefined || account.appid === settings.appid ? null : 'appid';
}

/** @returns null for news of money that can't be read: it is refused, so that it is sent again */
function readNews(eventType: string, content: string, hasAccount: boolean): CallbackNews | null {
  const isRefund = eventType.startsWith('REFUND.');
  if (!isRefund && eventType !== 'TRANSACTION.SUCCESS') return { kind: 'other', eventType };
  if (!hasAccount) return null;
  return isRefund ? readRefundNews(content) : readPaymentNews(content);
}

function readPaymentNews(content: string): CallbackNews | null {
  const trade = readJson(tradeSchema, content);
  const finding = trade && findingOf(trade);
  if (trade === null || finding === null) return null;
  return { kind: 'payment', paymentNumber: trade.out_trade_no, finding };
}

function readRefundNews(content: string): CallbackNews | null {
  const refund = readJson(refundNewsSchema, content);
  const standing = refund && standingOf(refund.refund_status);
  if (refund === null || standing === null) return null;
  return {
    kind: 'refund',
    paymentNumber: refund.out_trade_no,
    refundNumber: refund.out_refund_no,
    reference: refund.refund_id,
    amountMinor: refund.amount.refund,
    standing,
  };
}

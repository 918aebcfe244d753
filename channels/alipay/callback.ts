import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fromDecimal } from '../../domain/values/currency.ts';
import type {
  Acknowledgement,
  CallbackNews,
  CallbackReading,
  CallbackRefusal,
  RawCallback,
} from '../channel.ts';
import { outsideEventId, outsideId } from '../outside-text.ts';
import { fromAlipayTime } from './alipay-time.ts';
import { decodeValue, rawValue, readForm, splitForm } from './form-body.ts';
import type { FormField } from './form-body.ts';
import type { AlipaySettings } from './settings.ts';
import { isResplit } from './resplit.ts';
import { findingOf, isMoney } from './trade.ts';
import { verifyAlipay } from './verify-alipay.ts';

/** The only answer that Alipay counts as an acknowledgement. */
export const acknowledged: Acknowledgement = Object.freeze({
  status: 200,
  contentType: 'text/plain',
  body: 'success',
});

/** An answer that makes Alipay send the callback again. */
export const notTaken: Acknowledgement = Object.freeze({
  status: 401,
  contentType: 'text/plain',
  body: 'failure',
});

const longestNumber = 64;
const numberPattern = /^[0-9A-Za-z_]{1,64}$/;

const noticeSchema = z.object({
  notify_id: outsideEventId,
  notify_type: outsideId.default('trade_status_sync'),
  notify_time: z.string().optional(),
  app_id: z.string().optional(),
  seller_id: z.string().optional(),
  out_trade_no: z.string().regex(numberPattern),
  trade_no: outsideId.max(64),
  trade_status: z.string().max(40),
  total_amount: z.string().optional(),
  trans_currency: z.string().default('CNY'),
  receipt_amount: z.string().optional(),
  buyer_pay_amount: z.string().optional(),
  gmt_payment: z.string().optional(),
  /** Everything that went back so far, not this refund alone. */
  refund_fee: z.string().optional(),
  out_biz_no: outsideId.max(64).optional(),
});

type Notice = Readonly<z.infer<typeof noticeSchema>>;

/** In Base64, of a key of 16384 bits, each character escaped. */
const longestRawSign = 3 * 2_732;
const rsa2 = Buffer.from('RSA2');

const tooManyFields: CallbackReading = Object.freeze({
  kind: 'refused',
  reason: 'unreadable',
  detail: 'It has more fields than any notification of Alipay, so it was not read.',
  readPaymentNumber: () => null,
});

type Doubt = Readonly<{ reason: CallbackRefusal; detail: string }>;

/** Why a callback can't be signed, by its look alone; nothing is decoded to find out. */
function doubtOf(parts: readonly Buffer[]): Doubt | null {
  const sign = rawValue(parts, 'sign');
  if (sign === null || sign.length === 0) {
    return { reason: 'unsigned', detail: 'It carries no signature.' };
  }
  if (sign.length > longestRawSign) {
    return { reason: 'forged', detail: 'Its signature is longer than any RSA signature.' };
  }
  if (rawValue(parts, 'sign_type')?.equals(rsa2) !== true) {
    return { reason: 'forged', detail: 'It is not signed with RSA2, and nothing weaker is taken.' };
  }
  return null;
}

/** Of the number's field alone, so that it costs little also where nothing else is decoded. */
function hintOf(parts: readonly Buffer[]): string | null {
  const raw = rawValue(parts, 'out_trade_no');
  if (raw === null || raw.length > 3 * longestNumber) return null;
  const number = decodeValue(raw)?.toString('latin1') ?? '';
  return numberPattern.test(number) ? number : null;
}

/** Verifies over the bytes as they came, then reads; what costs little is looked at first. */
export function readCallback(callback: RawCallback, settings: AlipaySettings): CallbackReading {
  const parts = splitForm(callback.body);
  if (parts === null) return tooManyFields;
  const refuse = (reason: CallbackRefusal, detail: string): CallbackReading => ({
    kind: 'refused',
    reason,
    detail,
    readPaymentNumber: () => hintOf(parts),
  });
  const doubt = doubtOf(parts);
  if (doubt !== null) return refuse(doubt.reason, doubt.detail);
  const fields = readForm(parts);
  if (fields === null) return refuse('unreadable', 'It is no form.');
  const claim = {
    signed: signedBytes(fields),
    sign: textOf(fields, 'sign'),
    certificateNumber: textOf(fields, 'alipay_cert_sn'),
  };
  const verdict = verifyAlipay(claim, settings);
  if (verdict.kind !== 'genuine') return refuse(verdict.kind, verdict.detail);

  const notice = readNotice(fields);
  const strange = strangeAccount(fields, settings);
  if (strange !== null) return refuse('wrong_account', `Its ${strange} is not this account's.`);
  const news = notice && readNews(notice);
  if (notice === null || news === null) {
    return refuse('unreadable', 'It is signed, but lacks what we need to believe it.');
  }
  // Without a signed time the callback counts as very old, so that it only prompts a query.
  const signedAtMs = fromAlipayTime(notice.notify_time) ?? 0;
  if (isResplit(fields)) return promptOnly(claim.signed, news);
  return { kind: 'verified', eventId: notice.notify_id, signedAtMs, news };
}

/**
 * Alipay signed this text, but perhaps as other fields. So it proves nothing, and only names a
 * payment to ask about. Its event id is made from its text, so that it does not use up the
 * `notify_id` of a genuine notice.
 */
function promptOnly(signed: Buffer, news: CallbackNews): CallbackReading {
  const eventId = `text:${createHash('sha256').update(signed).digest('hex')}`;
  const harmless: CallbackNews =
    news.kind === 'payment' ? { ...news, finding: { kind: 'processing' } } : news;
  return { kind: 'verified', eventId, signedAtMs: 0, news: harmless };
}

/** Everything but `sign` and `sign_type`, sorted, in the charset it came in. */
function signedBytes(fields: readonly FormField[]): Buffer {
  const signed = fields
    .filter(({ name }) => name !== 'sign' && name !== 'sign_type')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = signed.flatMap(({ name, value }, index) => [
    Buffer.from(`${index === 0 ? '' : '&'}${name}=`, 'latin1'),
    value,
  ]);
  return Buffer.concat(parts);
}

function textOf(fields: readonly FormField[], wanted: string): string | null {
  return fields.find(({ name }) => name === wanted)?.value.toString('latin1') ?? null;
}

// All that is read here is ASCII in either charset; text that people wrote is not read.
function readNotice(fields: readonly FormField[]): Notice | null {
  // A form has no null: a field without a value says nothing.
  const texts = fields
    .filter(({ value }) => value.length > 0)
    .map(({ name, value }) => [name, value.toString('latin1')] as const);
  const read = noticeSchema.safeParse(Object.fromEntries(texts));
  return read.success ? read.data : null;
}

function strangeAccount(fields: readonly FormField[], settings: AlipaySettings): string | null {
  if (textOf(fields, 'app_id') !== settings.appId) return 'app_id';
  // Not every kind of notification carries the seller.
  const seller = textOf(fields, 'seller_id');
  return seller === null || seller === '' || seller === settings.sellerId ? null : 'seller_id';
}

/** @returns null for news of money that can't be read: it is refused, so that it is sent again */
function readNews(notice: Notice): CallbackNews | null {
  if (notice.notify_type !== 'trade_status_sync') {
    return { kind: 'other', eventType: notice.notify_type };
  }
  return readRefundNews(notice) ?? readPaymentNews(notice);
}

/**
 * News of a refund under its own number. It does not say how much of `refund_fee` is this refund,
 * nor that the refund is final, so it prompts a query and is never evidence of an amount.
 */
function readRefundNews(notice: Notice): CallbackNews | null {
  const { out_biz_no: refundNumber, refund_fee: returned } = notice;
  if (refundNumber === undefined || !isMoney(returned)) return null;
  const amountMinor = fromDecimal(returned ?? '', 'CNY');
  if (amountMinor === null) return null;
  return {
    kind: 'refund',
    paymentNumber: notice.out_trade_no,
    refundNumber,
    reference: `${notice.trade_no}:${refundNumber}`,
    amountMinor,
    standing: { kind: 'processing' },
  };
}

function readPaymentNews(notice: Notice): CallbackNews | null {
  const finding = findingOf(
    {
      tradeNo: notice.trade_no,
      status: notice.trade_status,
      totalAmount: notice.total_amount,
      currency: notice.trans_currency,
      paidAt: notice.gmt_payment,
      received: [notice.receipt_amount, notice.buyer_pay_amount],
      returned: notice.refund_fee,
    },
    false,
  );
  return finding && { kind: 'payment', paymentNumber: notice.out_trade_no, finding };
}

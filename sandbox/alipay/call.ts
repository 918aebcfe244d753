import { z } from 'zod';
import type { AlipayAccount } from './alipay-account.ts';
import { AlipayError } from './alipay-error.ts';
import type { Subject } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import type { Charset } from './charset.ts';
import type { Trade } from './trade.ts';

/** An API call whose sender is proven. */
export type Call = Readonly<{
  account: AlipayAccount;
  charset: Charset;
  method: string;
  notifyUrl: string;
  returnUrl: string;
  /** biz_content, parsed, not yet checked. */
  content: unknown;
}>;

/** What the response node carries after code and msg. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads biz_content the way Alipay does.
 * @throws AlipayError ACQ.INVALID_PARAMETER that names the first field that is wrong
 */
export function readContent<T>(schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = (issue?.path ?? []).join('.');
  throw new AlipayError('ACQ.INVALID_PARAMETER', `${field} ${issue?.message ?? ''}`.trim());
}

const textSchema = z.string().max(64).optional();
const numbersSchema = z
  .looseObject({ out_trade_no: textSchema, trade_no: textSchema })
  .refine(({ out_trade_no: number, trade_no: tradeNo }) => Boolean(number) || Boolean(tradeNo), {
    path: ['out_trade_no'],
    message: 'or trade_no is needed',
  });

/** Whether an out_trade_no has become a trade: before a scan, a log-in or a password it hasn't. */
export type ExistingTrade = Trade & Readonly<{ tradeNo: string }>;

export function exists(trade: Trade | undefined): trade is ExistingTrade {
  return trade?.tradeNo !== undefined;
}

/**
 * What a call means by out_trade_no or trade_no; trade_no wins.
 * @throws AlipayError ACQ.INVALID_PARAMETER when it names neither
 */
export function namedBy(
  context: AlipayContext,
  call: Call,
): Readonly<{ number: string; tradeNo: string; trade: Trade | undefined }> {
  const content = readContent(numbersSchema, call.content);
  const { out_trade_no: number = '', trade_no: tradeNo = '' } = content;
  const { name } = call.account;
  const trade =
    tradeNo === '' ? context.book.trade(name, number) : context.book.tradeOfCharge(name, tradeNo);
  return { number, tradeNo, trade };
}

/** A field of biz_content that was not checked yet, where it is a string. */
export function looseField(content: unknown, name: string): string {
  const parsed = z.looseObject({ [name]: z.string() }).safeParse(content);
  const value = parsed.success ? parsed.data[name] : '';
  return typeof value === 'string' ? value : '';
}

/** What a call is about, for faults and the request log; never throws. */
export function subjectOf(context: AlipayContext, call: Call): Subject {
  const { name } = call.account;
  const number = looseField(call.content, 'out_trade_no');
  const tradeNo = looseField(call.content, 'trade_no');
  const trade =
    tradeNo === '' ? context.book.trade(name, number) : context.book.tradeOfCharge(name, tradeNo);
  const refundNumber = looseField(call.content, 'out_request_no');
  const order = trade?.order ?? orderReference(looseField(call.content, 'passback_params'));
  const subject = { number: trade?.number ?? number, order };
  return refundNumber === '' ? subject : { ...subject, refundNumber };
}

/** The order reference in passback_params, which merchants URL-encode once more. */
export function orderReference(passback: string): string {
  try {
    return decodeURIComponent(passback);
  } catch {
    return passback;
  }
}

import { z } from 'zod';
import type { MerchantAccount } from './merchant-account.ts';
import { WechatError } from './wechat-error.ts';

/** An API call whose sender is proven. */
export type Call = Readonly<{
  account: MerchantAccount;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed JSON, not yet checked; undefined for GET. */
  body: unknown;
}>;

/** What a call is answered with; no body goes with 204. */
export type Outcome = Readonly<{ status: 200 | 204; body?: unknown }>;

/**
 * Reads a body the way WeChat does.
 * @throws WechatError PARAM_ERROR that names the first field that is wrong
 */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = `/${(issue?.path ?? []).join('/')}`;
  const words = issue?.message ?? 'is not understood';
  throw new WechatError('PARAM_ERROR', `${field}: ${words}`, {
    field,
    issue: words,
    location: 'body',
  });
}

/** @throws WechatError unless the mchid is the one that signed */
export function requireOwnMchid(call: Call, mchid: string | null): void {
  if (mchid === null || mchid === '') {
    throw new WechatError('PARAM_ERROR', 'mchid is missing', {
      field: '/mchid',
      issue: 'missing',
      location: 'query',
    });
  }
  if (mchid !== call.account.mchid) {
    throw new WechatError('MCH_NOT_EXISTS', 'mchid is not the one that signed the request');
  }
}

/** A field of a body that was not checked yet, where it is a string. */
export function looseField(body: unknown, name: string): string {
  const parsed = z.looseObject({ [name]: z.string() }).safeParse(body);
  const value = parsed.success ? parsed.data[name] : '';
  return typeof value === 'string' ? value : '';
}

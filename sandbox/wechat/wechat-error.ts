import { Refusal } from '../engine/refusal.ts';

/** Where in the request a PARAM_ERROR lies. */
export type WechatErrorDetail = Readonly<{ field: string; issue: string; location: string }>;

const statusOfCode = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  APPID_MCHID_NOT_MATCH: 400,
  MCH_NOT_EXISTS: 400,
  ORDER_CLOSED: 400,
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  OUT_TRADE_NO_USED: 403,
  TRADE_ERROR: 403,
  NOT_ENOUGH: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  SYSTEM_ERROR: 500,
} as const;

export type WechatErrorCode = keyof typeof statusOfCode;

/** By these it refuses any call for good. */
export const refusals = [
  'PARAM_ERROR',
  'INVALID_REQUEST',
  'APPID_MCHID_NOT_MATCH',
  'MCH_NOT_EXISTS',
  'NO_AUTH',
] as const satisfies readonly WechatErrorCode[];

/** What the fault `refuse` answers; its code was looked at when it was armed. */
export function refusalWith(code: string | undefined): WechatError {
  return new WechatError(refusals.find((one) => one === code) ?? 'PARAM_ERROR', '业务错误');
}

/** Thrown to refuse a call the way WeChat Pay does: a code, its HTTP status, words. */
export class WechatError extends Refusal {
  override readonly name = 'WechatError';
  readonly code: WechatErrorCode;
  readonly status: number;
  readonly detail: WechatErrorDetail | undefined;

  constructor(code: WechatErrorCode, message: string, detail?: WechatErrorDetail) {
    super(message);
    this.code = code;
    this.status = statusOfCode[code];
    this.detail = detail;
  }

  /** The body as it goes over the wire. */
  body(): Readonly<Record<string, unknown>> {
    const { code, message, detail } = this;
    return detail === undefined ? { code, message } : { code, message, detail };
  }
}

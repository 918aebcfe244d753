import type { ChannelOperation, ErrorMeaning } from '../no-answer.ts';

// page, wap and app have no call of ours: we sign, and the shopper's browser or app sends.

type Row = Readonly<{ any: ErrorMeaning } & Partial<Record<ChannelOperation, ErrorMeaning>>>;

const unknown: Row = Object.freeze({ any: 'unknown' });
const definite: Row = Object.freeze({ any: 'definite' });
// Our configuration is at fault, not the call: once it is corrected, the same one is taken. The
// shopper of a create need not wait for that.
const misconfigured: Row = Object.freeze({ any: 'retry', create: 'definite' });
const limited: Row = Object.freeze({ any: 'retry' });
const refundRejected: Row = Object.freeze({ any: 'unknown', refund: 'definite' });
// We never ask for more than our book has left, so a wrong amount means that less is left.
const moreThanIsLeft: Row = Object.freeze({ any: 'unknown', refund: 'less_left' });
const createRejected: Row = Object.freeze({ any: 'unknown', create: 'definite' });
const notClosable: Row = Object.freeze({ any: 'unknown', close: 'definite' });

/**
 * Every `sub_code` we know of the v1.0 gateway. Sources:
 * [G] gateway, opendocs.alipay.com/common/02km9f · [H] error handling, …/open/00f7nv
 * [C] precreate, …/open/02ekfg · [Q] query, …/open/02ekfh · [K] close, …/open/02o6e7
 * [R] refund, …/open/02ekfk · [F] refund query, …/open/02ekfl
 * [S] lists kept in public merchants' code, where the page could not be read
 * [N] read in the safe way
 */
export const errorTable: Readonly<Record<string, Row>> = Object.freeze({
  // 20000 [G][H] "the outcome is unknown"
  'isp.unknow-error': unknown,
  'aop.unknow-error': unknown,
  // [H] and, misspelt, [C][R] "call again with the same parameters"
  'ACQ.SYSTEM_ERROR': unknown,
  'AQC.SYSTEM_ERROR': unknown,
  'aop.ACQ.SYSTEM_ERROR': unknown,

  // 20001 [G] authorisation
  'aop.invalid-auth-token': misconfigured,
  'aop.auth-token-time-out': misconfigured,
  'aop.invalid-app-auth-token': misconfigured,
  'aop.invalid-app-auth-token-no-api': misconfigured,
  'aop.app-auth-token-time-out': misconfigured,
  'aop.no-product-reg-by-partner': misconfigured,
  // 40001 [G] missing
  'isv.missing-method': misconfigured,
  'isv.missing-signature': misconfigured,
  'isv.missing-signature-type': misconfigured,
  'isv.missing-signature-key': misconfigured,
  'isv.missing-app-id': misconfigured,
  'isv.missing-timestamp': misconfigured,
  'isv.missing-version': misconfigured,
  'isv.missing-app-cert-sn': misconfigured,
  'isv.missing-alipay-root-cert-sn': misconfigured,
  // 40002 [G] invalid
  'isv.invalid-parameter': definite,
  'isv.invalid-method': misconfigured,
  'isv.invalid-format': misconfigured,
  'isv.invalid-signature-type': misconfigured,
  'isv.invalid-signature': misconfigured,
  'isv.invalid-app-id': misconfigured,
  'isv.invalid-charset': misconfigured,
  'isv.invalid-app-cert-sn': misconfigured,
  'isv.invalid-root-cert-sn': misconfigured,
  'isv.illegal-json': definite,
  'isv.suspected-attack': definite,
  'isv.forbidden-api': misconfigured,
  'isv.app-cert-expired': misconfigured,
  'app-cert-expired': misconfigured,
  'not-online-app': misconfigured,
  // 40002 [G] a wrong clock: the next call carries another time
  'isv.invalid-timestamp': limited,
  // 40003 [G]
  'isv.missing-signature-config': misconfigured,
  'invalid-auth-relations': misconfigured,
  // 40005 [G], with and without the prefix [S]
  'isv.app-call-limited': limited,
  'isv.method-call-limited': limited,
  'app-call-limited': limited,
  'method-call-limited': limited,
  // 40006 [G]
  'isv.insufficient-isv-permissions': misconfigured,
  'isv.insufficient-user-permissions': misconfigured,
  'isv.self-invoke-forbidden': misconfigured,
  'isv.ip-forbidden': misconfigured,

  // 40004 from here on; on every call [C][Q][K][R][F]
  'ACQ.INVALID_PARAMETER': definite,
  'ACQ.ACCESS_FORBIDDEN': misconfigured,
  'ACQ.PARTNER_ERROR': misconfigured,
  // [Q][K][R][F]; never "closed": the code or page may still be paid. A refund asked too early is
  // asked again, for without a trade nothing went back.
  'ACQ.TRADE_NOT_EXIST': {
    any: 'unknown',
    query: 'not_known',
    close: 'definite',
    refund: 'retry',
    refund_query: 'not_known',
  },
  // [F] the same page has it without prefix
  TRADE_NOT_EXIST: { any: 'unknown', refund_query: 'not_known' },

  // [C]; numbers are random, so these codes are about an earlier create of ours
  'ACQ.TRADE_HAS_SUCCESS': notClosable,
  'ACQ.CONTEXT_INCONSISTENT': unknown,
  'ACQ.APPLY_PC_MERCHANT_CODE_ERROR': unknown,
  'ACQ.TRADE_BUYER_NOT_MATCH': unknown,
  // [C]
  'ACQ.EXIST_FORBIDDEN_WORD': createRejected,
  'ACQ.TOTAL_FEE_EXCEED': createRejected,
  'ACQ.BUYER_SELLER_EQUAL': createRejected,
  'ACQ.SELLER_BEEN_BLOCKED': createRejected,
  'ACQ.INVALID_STORE_ID': createRejected,
  'ACQ.SUB_MERCHANT_CREATE_FAIL': createRejected,
  'ACQ.SUB_GOODS_SIZE_MAX_COUNT': createRejected,
  'ACQ.BEYOND_PAY_RESTRICTION': createRejected,
  'ACQ.BEYOND_PER_RECEIPT_RESTRICTION': createRejected,
  'ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION': createRejected,
  'ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT': createRejected,
  'ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT': createRejected,
  'ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT': createRejected,
  'ACQ.MERCHANT_STATUS_NOT_NORMAL': createRejected,
  'ACQ.MERCHANT_AGREEMENT_NOT_EXIST': createRejected,
  'ACQ.MERCHANT_AGREEMENT_INVALID': createRejected,
  'ACQ.RISK_MERCHANT_IP_NOT_EXIST': createRejected,
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': createRejected,
  // [C] "the order's currency is not supported"; [R] "the refund's"
  'ACQ.CURRENCY_NOT_SUPPORT': { any: 'unknown', create: 'definite', refund: 'definite' },

  // [K] "only what waits for the buyer can be closed": it is paid, or closed already. We refund
  // only what was paid, and a paid trade is closed only by a full refund.
  'ACQ.REASON_TRADE_STATUS_INVALID': { any: 'unknown', close: 'definite', refund: 'less_left' },
  'ACQ.REASON_ILLEGAL_STATUS': notClosable,
  // [K]; [R] "query the trade, is it paid?"
  'ACQ.TRADE_STATUS_ERROR': { any: 'unknown', close: 'definite', refund: 'less_left' },
  // [C] an earlier create arrived; [R] fully refunded, or never paid
  'ACQ.TRADE_HAS_CLOSE': { any: 'unknown', close: 'definite', refund: 'less_left' },
  // [K][R] "no longer refundable"
  'ACQ.TRADE_HAS_FINISHED': { any: 'unknown', close: 'definite', refund: 'definite' },

  // [R] "fund the account, then ask again"
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': { any: 'unknown', refund: 'later' },
  // [R] another amount under this number: a query tells what became of the number
  'ACQ.DISCORDANT_REPEAT_REQUEST': unknown,
  // [R] "over the amount"; "invalid amount": under a request number it is more than was paid, by
  // developer.aliyun.com/article/707486 [S]
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': moreThanIsLeft,
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': moreThanIsLeft,
  'ACQ.REFUND_FEE_ERROR': moreThanIsLeft,
  // [R]
  'ACQ.REASON_TRADE_BEEN_FREEZEN': refundRejected,
  'ACQ.TRADE_NOT_ALLOW_REFUND': refundRejected,
  'ACQ.NOT_ALLOW_PARTIAL_REFUND': refundRejected,
  'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND': refundRejected,
  'ACQ.BUYER_NOT_EXIST': refundRejected,
  'ACQ.BUYER_ERROR': refundRejected,
  'ACQ.BUYER_ENABLE_STATUS_FORBID': refundRejected,
  'ACQ.USER_NOT_MATCH_ERR': refundRejected,
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': refundRejected,
  // [R][S] "settlement", "charges", "enterprise": they do not say that nothing went back
  'ACQ.TRADE_SETTLE_ERROR': unknown,
  'ACQ.REFUND_CHARGE_ERROR': unknown,
  'ACQ.ENTERPRISE_PAY_BIZ_ERROR': unknown,
});

// [G] it can't tell that the call is ours: its signature, its certificates, its clock, its app.
const refusesSignature =
  /^(isv\.(missing|invalid)-(signature|signature-type|signature-key|signature-config|app-id|app-cert-sn|alipay-root-cert-sn|root-cert-sn|timestamp)|(isv\.)?app-cert-expired)$/;

/** What a code says of the account itself; null: nothing. */
export function troubleOf(subCode: string): 'refused' | 'distrusted' | null {
  if (refusesSignature.test(subCode)) return 'distrusted';
  const row = Object.hasOwn(errorTable, subCode) ? errorTable[subCode] : undefined;
  return row === misconfigured ? 'refused' : null;
}

/** An error answer whose signature was verified. */
export type AlipayError = Readonly<{ code: string; subCode: string }>;

/** What a verified error says of the call. 20000 and an unlisted code are unknown. */
export function meaningOf(operation: ChannelOperation, error: AlipayError): ErrorMeaning {
  if (error.code === '20000') return 'unknown';
  const row = Object.hasOwn(errorTable, error.subCode) ? errorTable[error.subCode] : undefined;
  return row === undefined ? 'unknown' : (row[operation] ?? row.any);
}

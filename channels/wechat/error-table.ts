import type { ChannelOperation, ErrorMeaning } from '../no-answer.ts';

type Row = Readonly<{ any: ErrorMeaning } & Partial<Record<ChannelOperation, ErrorMeaning>>>;

/**
 * Every error code we know of APIv3. Sources:
 * [C] create, pay.weixin.qq.com/doc/v3/merchant/4012525095 and …/docs/merchant/products/native-payment
 * [K] close, …/doc/v3/merchant/4012556398; older spelling …/wiki/doc/apiv3/apis/chapter3_4_3.shtml
 * [R] refund, …/doc/v3/merchant/4012556457, table as quoted in egzosn/pay-java-parent WxRefundResult
 * [P] public codes, …/docs/merchant/development/interface-rules/basic-rules.html
 * [V2] the error table of v2's refund, …/wiki/doc/api/native.php?chapter=9_4, for codes that v3's
 * FAQ names without saying what they mean: [Q] …/doc/v3/merchant/4013070370 and …/partner/4013080629
 * [M] developers' community, where the thread is named
 * [S] secondary, where it is named
 * [N] not documented for v3: read in the safe way
 */
export const errorTable: Readonly<Record<string, Row>> = Object.freeze({
  // 400 [P]
  PARAM_ERROR: { any: 'definite' },
  // 400 [P]; [R] "this refund application has failed": over the amount, over a year, fully refunded.
  // Its words may say otherwise, see below
  INVALID_REQUEST: { any: 'definite' },
  // 400 [C][K]
  APPID_MCHID_NOT_MATCH: { any: 'definite' },
  // 400 [C][K], 404 [R]
  MCH_NOT_EXISTS: { any: 'definite' },
  // 400 [K]; at create it says that the number is known, so an earlier create arrived
  ORDER_CLOSED: { any: 'unknown', close: 'definite' },
  // [N] documented for v2 and global v3 only: paid already, so the query decides
  ORDERPAID: { any: 'unknown', close: 'definite' },
  // 401 [P]; it says nothing of the refund itself: with a correct signature the same one is taken
  SIGN_ERROR: { any: 'definite', refund: 'retry' },
  // 403 [C][K][R]; permission or address whitelist: the account's merchant heals it, and then the
  // same call is taken. The shopper of a create need not wait for that.
  NO_AUTH: { any: 'retry', create: 'definite' },
  // 403 [C]; numbers are random, so an earlier create of ours used it
  OUT_TRADE_NO_USED: { any: 'unknown' },
  // 403 [K] "failed for business reasons", which include a payment under way
  TRADE_ERROR: { any: 'unknown' },
  // 403 [K] "business rules limit the frequency of requests"
  RULE_LIMIT: { any: 'retry' },
  // 403 [K] of the payer's account, payment codes only
  ACCOUNT_ERROR: { any: 'unknown' },
  // 403 [R] the merchant's balance is short; [K] the payer's is, payment codes only
  NOT_ENOUGH: { any: 'unknown', refund: 'later' },
  // 403 [R] "this refund application has failed, the merchant may settle it himself"
  USER_ACCOUNT_ABNORMAL: { any: 'unknown', refund: 'definite' },
  // [Q]; [V2] "over the longest time, a year after the payment"
  TRADE_OVERDUE: { any: 'unknown', refund: 'definite' },
  // [Q]; [V2] "other amounts than the request before": so the refund number is known
  REFUND_FEE_MISMATCH: { any: 'unknown' },
  // [V2] "the order is being processed, no refund now, try later"
  ORDER_NOT_READY: { any: 'unknown', refund: 'retry' },
  // [V2] "refused for calls at the same time: again, the same number, the same parameters"
  BIZERR_NEED_RETRY: { any: 'unknown', refund: 'retry' },
  // 404 [K] and query page
  ORDER_NOT_EXIST: { any: 'unknown', query: 'not_known', close: 'definite' },
  // 404 [R]; it was seen right after a payment, and the same refund was taken later:
  // [M] developers.weixin.qq.com/community/develop/doc/0002cc91f60120266c050ea3265c00
  RESOURCE_NOT_EXISTS: { any: 'unknown', refund: 'retry', refund_query: 'not_known' },
  // 429 [C][K]; [R] "not accepted, again at a lower rate"; [V2] so are refunds of orders older than
  // a month, and of an order refunded within the last minute
  FREQUENCY_LIMITED: { any: 'retry' },
  // 429 [N] in some APIv3 products
  RATELIMIT_EXCEEDED: { any: 'retry' },
  // [V2] "too many invalid requests": six a second are too many for a refund
  INVALID_REQ_TOO_MUCH: { any: 'retry' },
  // 202 [K] the payer is at the password
  USER_PAYING: { any: 'unknown' },
  // 500 [K]
  OPENID_MISMATCH: { any: 'unknown' },
  // 500 [K]
  INVALID_TRANSACTIONID: { any: 'unknown' },
  // 500 [P]; [R] "keep the refund number, call again with the same parameters"
  SYSTEM_ERROR: { any: 'unknown' },
  // 502, 503 [P]: a gateway says so, and not who may have executed the call
  SERVICE_UNAVAILABLE: { any: 'unknown' },
});

// Older pages write the same codes without underscores: SYSTEMERROR, ORDERNOTEXIST, RULELIMIT.
const rowsBySpelling = new Map(
  Object.entries(errorTable).map(([code, row]) => [code.replaceAll('_', ''), row]),
);

// INVALID_REQUEST also carries "201 商户订单号重复", even for an unpaid order that is created again
// with the same content; then the number is known, and its trade may be paid.
// [M] developers.weixin.qq.com/community/pay/doc/000ae86d1049f0625e4cfeeef51800
// 请求重入时，参数与首次请求时不一致 is the same, live; a number closed before it was created brings it
// too [S], for which the query has the last word.
const saysNumberIsKnown = /订单号重复|订单已支付|订单已关闭|订单已过期|请求重入|与首次请求/;

// The refund number is known with other content: what became of it, only its query tells.
const saysRefundIsKnown = /请求重入|与(首次|之前)请求/;

// Refunds of orders older than a month are throttled, "原参重试即可" [Q]; so is a second refund of an
// order within a minute [V2]. Neither was executed.
const saysAgainLater = /原参(数)?重试|频率/;

// Only INVALID_REQUEST's words say that more was asked back than is left: "refund_fee大于可退金额",
// "订单已全额退款", "累计退款金额大于支付金额" (in v2 once under REFUND_FEE_INVALID).
// [S] answers quoted in 5ityx.cn/cate109/198585.html and in public merchants' code
const saysLessIsLeft = /大于可退金额|订单已全额退款|累计退款金额大于支付金额/;

// The call was right, and the account may not make it: its merchant must act at the channel.
const refusesAccount = new Set(['NO_AUTH', 'APPID_MCHID_NOT_MATCH', 'MCH_NOT_EXISTS']);

/** What a code says of the account itself; null: nothing. */
export function troubleOf(code: string): 'refused' | 'distrusted' | null {
  if (code === 'SIGN_ERROR') return 'distrusted';
  return refusesAccount.has(code) ? 'refused' : null;
}

/** An error answer whose signature was verified. */
export type WechatError = Readonly<{ status: number; code: string; message: string }>;

/**
 * What a verified error says of the call. An unlisted code is unknown; 5xx is
 * unknown and 429 retry, whatever the code.
 */
export function meaningOf(operation: ChannelOperation, error: WechatError): ErrorMeaning {
  if (error.status === 429) return 'retry';
  if (error.status < 400 || error.status >= 500) return 'unknown';
  if (operation === 'create' && saysNumberIsKnown.test(error.message)) return 'unknown';
  if (operation === 'refund') {
    if (saysRefundIsKnown.test(error.message)) return 'unknown';
    if (saysAgainLater.test(error.message)) return 'retry';
    if (saysLessIsLeft.test(error.message)) return 'less_left';
  }
  const row = rowsBySpelling.get(error.code.replaceAll('_', ''));
  return row === undefined ? 'unknown' : (row[operation] ?? row.any);
}

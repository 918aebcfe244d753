import { Refusal } from '../engine/refusal.ts';

const messages = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
} as const;

type Code = keyof typeof messages;

/** Every sub_code the sandbox answers: its code, and its words. */
const subCodes = {
  'isp.unknow-error': ['20000', '服务暂不可用'],
  'isv.missing-method': ['40001', '缺少方法名参数'],
  'isv.missing-app-id': ['40001', '缺少appId参数'],
  'isv.missing-signature': ['40001', '缺少签名参数'],
  'isv.missing-signature-type': ['40001', '缺少签名类型参数'],
  'isv.missing-timestamp': ['40001', '缺少时间戳参数'],
  'isv.missing-version': ['40001', '缺少版本参数'],
  'isv.invalid-app-id': ['40002', '无效的AppID参数'],
  'isv.invalid-method': ['40002', '不存在的方法名'],
  'isv.invalid-format': ['40002', '无效的数据格式'],
  'isv.invalid-charset': ['40002', '编码集错误'],
  'isv.invalid-signature': ['40002', '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配'],
  'isv.invalid-signature-type': ['40002', '无效的签名类型'],
  'isv.invalid-timestamp': ['40002', '非法的时间戳参数'],
  'isv.invalid-app-cert-sn': ['40002', '应用公钥证书序列号错误'],
  'isv.invalid-root-cert-sn': ['40002', '支付宝根证书序列号错误'],
  'app-call-limited': ['40005', '应用调用次数超限，包含调用频率超限'],
  'ACQ.SYSTEM_ERROR': ['40004', '系统错误'],
  'ACQ.INVALID_PARAMETER': ['40004', '参数无效'],
  'ACQ.TRADE_NOT_EXIST': ['40004', '交易不存在'],
  'ACQ.TRADE_HAS_SUCCESS': ['40004', '交易已被支付'],
  'ACQ.TRADE_HAS_CLOSE': ['40004', '交易已经关闭'],
  'ACQ.TRADE_HAS_FINISHED': ['40004', '交易已完结'],
  'ACQ.TRADE_STATUS_ERROR': ['40004', '交易状态不合法'],
  'ACQ.TRADE_CANCEL_TIME_OUT': ['40004', '超过撤销时间范围'],
  'ACQ.CONTEXT_INCONSISTENT': ['40004', '交易信息被篡改'],
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': ['40004', '卖家余额不足'],
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': ['40004', '退款金额超限'],
  'ACQ.DISCORDANT_REPEAT_REQUEST': ['40004', '请求信息不一致'],
} as const satisfies Record<string, readonly [Code, string]>;

export type SubCode = keyof typeof subCodes;

/**
 * Codes by which it refuses for good: the first for any call, the others for a close or a refund.
 */
export const refusals = [
  'ACQ.INVALID_PARAMETER',
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.TRADE_HAS_CLOSE',
  'ACQ.TRADE_HAS_FINISHED',
] as const satisfies readonly SubCode[];

/** What the fault `refuse` answers; its code was looked at when it was armed. */
export function refusalWith(code: string | undefined): AlipayError {
  return new AlipayError(refusals.find((one) => one === code) ?? 'ACQ.INVALID_PARAMETER');
}

/** Thrown to refuse a call the way the gateway does. */
export class AlipayError extends Refusal {
  override readonly name = 'AlipayError';
  readonly subCode: SubCode;
  /** What the answer carries besides, such as the amounts of a query that found nothing. */
  readonly fields: Readonly<Record<string, string>>;

  /** @param detail added to the words, for the person who reads them */
  constructor(subCode: SubCode, detail = '', fields: Readonly<Record<string, string>> = {}) {
    const words = subCodes[subCode][1];
    super(detail === '' ? words : `${words}: ${detail}`);
    this.subCode = subCode;
    this.fields = fields;
  }

  /** The response node, keys in the gateway's order. */
  node(): Readonly<Record<string, unknown>> {
    const [code] = subCodes[this.subCode];
    return {
      code,
      msg: messages[code],
      sub_code: this.subCode,
      sub_msg: this.message,
      ...this.fields,
    };
  }
}

import { expect, test } from 'vitest';
import { errorTable, meaningOf } from './error-table.ts';
import type { ChannelOperation, ErrorMeaning } from '../no-answer.ts';

const operations = ['create', 'query', 'close', 'refund', 'refund_query'] as const;

// The table written out once more, call by call, so that a slip in it shows.
const expected: [number, string, ...ErrorMeaning[]][] = [
  // status, code,            create,     query,      close,      refund,     refund_query
  [400, 'PARAM_ERROR', 'definite', 'definite', 'definite', 'definite', 'definite'],
  [400, 'INVALID_REQUEST', 'definite', 'definite', 'definite', 'definite', 'definite'],
  [400, 'APPID_MCHID_NOT_MATCH', 'definite', 'definite', 'definite', 'definite', 'definite'],
  [404, 'MCH_NOT_EXISTS', 'definite', 'definite', 'definite', 'definite', 'definite'],
  [400, 'ORDER_CLOSED', 'unknown', 'unknown', 'definite', 'unknown', 'unknown'],
  [400, 'ORDERPAID', 'unknown', 'unknown', 'definite', 'unknown', 'unknown'],
  [401, 'SIGN_ERROR', 'definite', 'definite', 'definite', 'retry', 'definite'],
  [403, 'NO_AUTH', 'definite', 'retry', 'retry', 'retry', 'retry'],
  [403, 'OUT_TRADE_NO_USED', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [403, 'TRADE_ERROR', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [403, 'RULE_LIMIT', 'retry', 'retry', 'retry', 'retry', 'retry'],
  [403, 'ACCOUNT_ERROR', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [403, 'NOT_ENOUGH', 'unknown', 'unknown', 'unknown', 'later', 'unknown'],
  [403, 'USER_ACCOUNT_ABNORMAL', 'unknown', 'unknown', 'unknown', 'definite', 'unknown'],
  [403, 'TRADE_OVERDUE', 'unknown', 'unknown', 'unknown', 'definite', 'unknown'],
  [403, 'REFUND_FEE_MISMATCH', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [403, 'ORDER_NOT_READY', 'unknown', 'unknown', 'unknown', 'retry', 'unknown'],
  [403, 'BIZERR_NEED_RETRY', 'unknown', 'unknown', 'unknown', 'retry', 'unknown'],
  [404, 'ORDER_NOT_EXIST', 'unknown', 'not_known', 'definite', 'unknown', 'unknown'],
  [404, 'RESOURCE_NOT_EXISTS', 'unknown', 'unknown', 'unknown', 'retry', 'not_known'],
  [429, 'FREQUENCY_LIMITED', 'retry', 'retry', 'retry', 'retry', 'retry'],
  [429, 'RATELIMIT_EXCEEDED', 'retry', 'retry', 'retry', 'retry', 'retry'],
  [403, 'INVALID_REQ_TOO_MUCH', 'retry', 'retry', 'retry', 'retry', 'retry'],
  [202, 'USER_PAYING', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [500, 'OPENID_MISMATCH', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [500, 'INVALID_TRANSACTIONID', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [500, 'SYSTEM_ERROR', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  [503, 'SERVICE_UNAVAILABLE', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
];

function meanings(status: number, code: string, message = ''): ErrorMeaning[] {
  return operations.map((operation: ChannelOperation) =>
    meaningOf(operation, { status, code, message }),
  );
}

test.each(expected)('%i %s means what it means, call by call', (...row) => {
  const [status, code, ...wanted] = row;
  expect(meanings(status, code)).toEqual(wanted);
});

test('The rows tested are the rows there are', () => {
  expect(expected.map(([, code]) => code).sort()).toEqual(Object.keys(errorTable).sort());
});

test('An unlisted code is unknown', () => {
  expect(new Set(meanings(400, 'SOMETHING_NEW'))).toEqual(new Set(['unknown']));
  expect(new Set(meanings(400, 'toString'))).toEqual(new Set(['unknown']));
});

test('A 5xx is unknown and a 429 retry, whatever code they carry', () => {
  expect(new Set(meanings(500, 'PARAM_ERROR'))).toEqual(new Set(['unknown']));
  expect(new Set(meanings(429, 'PARAM_ERROR'))).toEqual(new Set(['retry']));
});

test('The spelling of older pages means the same', () => {
  expect(meaningOf('query', { status: 404, code: 'ORDERNOTEXIST', message: '' })).toBe('not_known');
  expect(meaningOf('refund', { status: 403, code: 'NOTENOUGH', message: '' })).toBe('later');
});

test.each(['refund_fee大于可退金额', '订单已全额退款', '累计退款金额大于支付金额'])(
  'rule 10: a refund refused with %s says that less is left',
  (message) => {
    const error = { status: 400, code: 'INVALID_REQUEST', message };
    expect(meaningOf('refund', error)).toBe('less_left');
    expect(meaningOf('create', error)).toBe('definite');
    expect(meaningOf('refund', { ...error, status: 500 })).toBe('unknown');
    expect(meaningOf('refund', { ...error, message: '订单未支付' })).toBe('definite');
  },
);

test('no-guess: a create refused because its number is known may have been paid', () => {
  const error = { status: 400, code: 'INVALID_REQUEST', message: '201 商户订单号重复' };
  expect(meaningOf('create', error)).toBe('unknown');
  expect(meaningOf('create', { ...error, message: '该订单已支付' })).toBe('unknown');
  expect(meaningOf('create', { ...error, message: '无效的openid' })).toBe('definite');
});

test('no-guess: other content under a known number is no refusal, of a create or of a refund', () => {
  const message = '请求重入时，参数与首次请求时不一致';
  const error = { status: 400, code: 'INVALID_REQUEST', message };
  expect(meaningOf('create', error)).toBe('unknown');
  expect(meaningOf('refund', error)).toBe('unknown');
  const otherAmount = { ...error, message: '订单金额或退款金额与之前请求不一致，请核实后再试' };
  expect(meaningOf('refund', otherAmount)).toBe('unknown');
});

test.each(['该笔退款未受理，原参重试即可', '申请退款频率过高，请一分钟后重试'])(
  'rule 10: a refund that is throttled (%s) goes out again under its number, whatever its code',
  (message) => {
    for (const code of ['INVALID_REQUEST', 'FREQUENCY_LIMITED', 'SOMETHING_NEW']) {
      expect(meaningOf('refund', { status: 403, code, message })).toBe('retry');
    }
    expect(meaningOf('refund', { status: 500, code: 'SYSTEM_ERROR', message })).toBe('unknown');
  },
);

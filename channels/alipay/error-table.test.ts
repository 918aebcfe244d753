import { expect, test } from 'vitest';
import { errorTable, meaningOf } from './error-table.ts';
import type { ChannelOperation, ErrorMeaning } from '../no-answer.ts';

const operations = ['create', 'query', 'close', 'refund', 'refund_query'] as const;

function meanings(subCode: string, code = '40004'): ErrorMeaning[] {
  return operations.map((operation: ChannelOperation) => meaningOf(operation, { code, subCode }));
}

// The table written out once more, call by call, so that a slip in it shows.
test.each<[string, ...ErrorMeaning[]]>([
  // sub_code,                         create,     query,       close,      refund,     refund_query
  ['ACQ.SYSTEM_ERROR', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ['ACQ.INVALID_PARAMETER', 'definite', 'definite', 'definite', 'definite', 'definite'],
  ['ACQ.ACCESS_FORBIDDEN', 'definite', 'retry', 'retry', 'retry', 'retry'],
  ['isv.invalid-signature', 'definite', 'retry', 'retry', 'retry', 'retry'],
  ['isv.invalid-timestamp', 'retry', 'retry', 'retry', 'retry', 'retry'],
  ['isv.app-call-limited', 'retry', 'retry', 'retry', 'retry', 'retry'],
  ['ACQ.TRADE_NOT_EXIST', 'unknown', 'not_known', 'definite', 'retry', 'not_known'],
  ['ACQ.TRADE_HAS_SUCCESS', 'unknown', 'unknown', 'definite', 'unknown', 'unknown'],
  ['ACQ.CONTEXT_INCONSISTENT', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ['ACQ.TRADE_HAS_CLOSE', 'unknown', 'unknown', 'definite', 'less_left', 'unknown'],
  ['ACQ.TRADE_STATUS_ERROR', 'unknown', 'unknown', 'definite', 'less_left', 'unknown'],
  ['ACQ.TRADE_HAS_FINISHED', 'unknown', 'unknown', 'definite', 'definite', 'unknown'],
  ['ACQ.TOTAL_FEE_EXCEED', 'definite', 'unknown', 'unknown', 'unknown', 'unknown'],
  ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'unknown', 'unknown', 'unknown', 'later', 'unknown'],
  ['ACQ.DISCORDANT_REPEAT_REQUEST', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ['ACQ.REASON_TRADE_REFUND_FEE_ERR', 'unknown', 'unknown', 'unknown', 'less_left', 'unknown'],
  ['ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'unknown', 'unknown', 'unknown', 'less_left', 'unknown'],
  ['ACQ.TRADE_NOT_ALLOW_REFUND', 'unknown', 'unknown', 'unknown', 'definite', 'unknown'],
])('%s means what it means, call by call', (subCode, ...wanted) => {
  expect(meanings(subCode)).toEqual(wanted);
});

const codes = Object.keys(errorTable);

test('no-guess: no code is a denial of a payment but that it does not exist', () => {
  const denying = codes.filter((code) => meanings(code)[1] === 'not_known');
  expect(denying).toEqual(['ACQ.TRADE_NOT_EXIST']);
});

test('no-guess: what says that our number is known never refuses a create', () => {
  const known = codes.filter((code) =>
    /HAS_SUCCESS|HAS_CLOSE|INCONSISTENT|MERCHANT_CODE/.test(code),
  );
  expect(known).toHaveLength(4);
  for (const code of known) expect(meanings(code)[0]).toBe('unknown');
});

test('An unlisted code is unknown, and so is whatever comes with 20000', () => {
  expect(new Set(meanings('ACQ.SOMETHING_NEW'))).toEqual(new Set(['unknown']));
  expect(new Set(meanings('toString'))).toEqual(new Set(['unknown']));
  expect(new Set(meanings(''))).toEqual(new Set(['unknown']));
  for (const code of codes) expect(new Set(meanings(code, '20000'))).toEqual(new Set(['unknown']));
});

import { type Guard, guard } from '../guard.ts';

const pay = { file: 'domain/decide/decide-pay.ts', tests: 'domain/decide/decide-pay.test.ts' };
const limit = {
  file: 'domain/decide/attempt-limit.ts',
  tests: 'domain/decide/attempt-limit.test.ts',
};
const rules = {
  file: 'domain/decide/consequences.ts',
  tests: 'domain/decide/consequences.test.ts',
};

/** What a click may start, and when an order ends. */
export const orderGuards: readonly Guard[] = [
  guard(
    'paid order refuses a click',
    'a paid order offers one more attempt',
    pay.file,
    ["if (order.status === 'paid') return 'order_already_paid';", ''],
    { file: pay.tests, test: 'rule 1: a paid order answers order_already_paid' },
  ),
  guard(
    'deadline refuses a click',
    'a click after the deadline is taken while no clock has rung',
    pay.file,
    [
      "if (order.status !== 'open' || nowMs >= order.deadlineMs) return 'order_closed';",
      "if (order.status !== 'open') return 'order_closed';",
    ],
    { file: pay.tests, test: 'a click after the deadline is refused though no clock has rung' },
  ),
  guard(
    'two clicks, one code',
    'each click makes an attempt of its own',
    pay.file,
    ['isHandedOutAgain(order, one, nowMs),', 'isHandedOutAgain(order, one, nowMs) && false,'],
    { file: pay.tests, test: 'rule 1: two clicks, one QR code' },
  ),
  guard(
    'old attempt is closed before a new one',
    'the new attempt is launched beside the old one',
    pay.file,
    ['if (superseded.length === 0) return', 'if (superseded.length >= 0) return'],
    { file: pay.tests, test: 'rule 1: the old attempt is closed first, and asked after it' },
  ),
  guard(
    'attempt limit',
    'an order takes any number of attempts',
    limit.file,
    ['if (payable.length >= maxAttempts || planned.length >= maxAttemptsEver) {', 'if (false) {'],
    { file: pay.tests, test: 'rule 1: past the attempt limit a click is refused' },
  ),
  guard(
    'limit of attempts ever planned',
    'refused attempts are begun without end',
    limit.file,
    [' || planned.length >= maxAttemptsEver) {', ') {'],
    { file: limit.tests, test: 'rule 1: past the number of all ever planned a click is refused' },
  ),
  guard(
    'only what can be paid counts against the limit',
    'refusals by one channel shut the order to all',
    limit.file,
    ['const payable = planned.filter(isPayable);', 'const payable = planned;'],
    { file: limit.tests, test: 'rule 1: twenty refusals by one channel do not shut the order' },
  ),
  guard(
    'a parked attempt counts as payable',
    'an attempt that may still be paid is forgotten by the limit',
    limit.file,
    [
      'const payable = planned.filter(isPayable);',
      'const payable = planned.filter((one) => isPayable(one) && !one.parked);',
    ],
    { file: limit.tests, test: 'rule 1: an attempt that ended counts no longer, a parked one' },
  ),
  guard(
    'rate of refusals',
    'a channel that refuses is asked without end',
    limit.file,
    ['return nowMs < untilMs ? untilMs : null;', 'return null;'],
    { file: limit.tests, test: 'rule 1: too many refusals in a short time: the account is not' },
  ),
  guard(
    'a refusal is remembered with its moment',
    'refusals count against no rate',
    'domain/facts/evolve-attempt.ts',
    ['refusedAtMs: fact.atMs,', ''],
    { file: limit.tests, test: 'rule 1: too many refusals in a short time: the account is not' },
  ),
  guard(
    'older orders have limits too',
    'an order made before the limits grew has none',
    'domain/order/policy.ts',
    ['return { ...termsOfOlderOrders, ...policy };', 'return policy;'],
    { file: limit.tests, test: 'rule 1: an order made before the limits grew is read by the' },
  ),
  guard(
    'a retryable answer is never kept',
    'a click told to come later gets the same answer for ever',
    'domain/facts/answer-of-fact.ts',
    ["return answer.kind === 'refused' && 'untilMs' in answer;", 'return false;'],
    { file: limit.tests, test: 'rule 19: a retryable answer is never kept: the same click' },
  ),
  guard(
    'a click is taken once by its id',
    'a click that waits is taken again',
    pay.file,
    ['if (isTaken(order, request.id)) return [];', ''],
    { file: pay.tests.replace('pay', 'request'), test: 'rule 19: a click that waits is not taken' },
  ),
  guard(
    'a request is taken once by its id',
    'a request sent again is decided again',
    'domain/decide/decide-request.ts',
    ['if (request.id in order.answers) return [];', ''],
    {
      file: 'domain/decide/decide-request.test.ts',
      test: 'a request whose id is already there changes',
    },
  ),
  guard(
    'what may be paid late and not refunded is not offered',
    'a voucher is offered past the deadline of an order',
    'domain/order/expiry.ts',
    [
      'return expiryOf(order, traits, nowMs) + traits.settlementMarginMs <= order.deadlineMs;',
      'return true;',
    ],
    { file: rules.tests, test: "rule 17: what can't be refunded isn't offered where it could" },
  ),
  guard(
    'what a channel cannot take exactly is not offered',
    'any currency is offered on any channel',
    'domain/order/expiry.ts',
    ['if (!traits.currencies.includes(currency)) return false;', ''],
    { file: pay.tests, test: 'rule 17: what a channel cannot take exactly is not offered' },
  ),
  guard(
    'deadline closes the order',
    'an order stays open for ever',
    rules.file,
    [
      "order.status === 'open' && nowMs >= order.deadlineMs\n",
      "order.status === 'open' && false\n",
    ],
    { file: rules.tests, test: 'rule 7: an order nobody clicks on closes too' },
  ),
  guard(
    'closing waits for an answer of each attempt',
    'a closing order is closed at once',
    rules.file,
    [
      "return isSettled || isSilent ? [{ type: 'order_closed'",
      "return true ? [{ type: 'order_closed'",
    ],
    { file: rules.tests, test: 'rule 7: it is closed when each has answered a query since' },
  ),
  guard(
    'closing waits for a capture in doubt',
    'an order is closed while a capture is unknown',
    rules.file,
    [
      '(one) => isSettledSince(one, atMs) && !isCaptureInDoubt(one),',
      '(one) => isSettledSince(one, atMs),',
    ],
    { file: rules.tests, test: 'rule 7: not while a capture is unknown' },
  ),
  guard(
    'ten minutes of silence close the order',
    'a silent channel keeps an order closing for ever',
    rules.file,
    ['return isSettled || isSilent ?', 'return isSettled || (isSilent && false) ?'],
    { file: rules.tests, test: 'rule 7: after 10 min of silence it is closed' },
  ),
  guard(
    'paid order closes its other attempts',
    'the other codes stay payable after the order is paid',
    rules.file,
    ["if (order.paidAtMs !== null) return [order.paidAtMs, 'paid'];", ''],
    {
      file: 'domain/decide/decide-success.test.ts',
      test: 'rule 5: every other attempt is closed at once',
    },
  ),
  guard(
    'what nobody answers for is shown to a person',
    'an attempt whose channel is silent is forgotten',
    rules.file,
    [
      'if (dueMs === null || nowMs < dueMs) continue;',
      'if (dueMs === null || nowMs > 0) continue;',
    ],
    {
      file: 'domain/decide/decide-answers.test.ts',
      test: 'rule 3: no answer even at the last query',
    },
  ),
  guard(
    'an expired code is not handed out',
    'a click in the moment of expiry is handed the code that just expired',
    pay.file,
    ['if (nowMs >= attempt.expiresAtMs) return false;', ''],
    { file: pay.tests, test: 'is not handed out again though no clock has rung' },
  ),
];

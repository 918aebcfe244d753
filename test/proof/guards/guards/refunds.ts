import { type Guard, guard } from '../guard.ts';

const owed = { file: 'domain/decide/compensation.ts', tests: 'domain/decide/compensation.test.ts' };
const request = {
  file: 'domain/decide/decide-request.ts',
  tests: 'domain/decide/decide-request.test.ts',
};
const answers = {
  file: 'domain/decide/decide-refund-answers.ts',
  tests: 'domain/decide/decide-refund-answers.test.ts',
};

const pace = { file: 'domain/agenda/refund-pace.ts', tests: 'domain/agenda/refund-pace.test.ts' };

/** What goes back, how much of it, and how often it is asked. */
export const refundGuards: readonly Guard[] = [
  guard(
    'refunds of one payment wait for each other',
    'a channel that takes one refund a minute gets two',
    pace.file,
    [
      'return Math.max(...calls, Number.NEGATIVE_INFINITY) + every;',
      'return calls.length - every;',
    ],
    { file: pace.tests, test: 'and the second waits from the answer to the first' },
  ),
  guard(
    'refunds of one payment go out one at a time',
    'a channel that takes one refund a minute gets two at once',
    pace.file,
    ['isPaced ? `refunds:${refund.attempt}` :', 'isPaced ? `refund:${refund.number}` :'],
    { file: pace.tests, test: 'two are never under way at once' },
  ),
  guard(
    'the last refund takes all that is left',
    'what the last refund leaves can never go back',
    request.file,
    ['return made + 1 >= traits.mostRefunds;', 'return made < 0;'],
    { file: request.tests, test: 'rule 13: the last refund that a channel takes' },
  ),
  guard(
    'an outdated answer changes no refund',
    'what a run heard before it was given up undoes what the ledger heard since',
    answers.file,
    ['return refund.answeredAtMs !== null && askedAtMs < refund.answeredAtMs;', 'return false;'],
    {
      file: 'domain/decide/prompted-refund.test.ts',
      test: 'no-over-refund: an answer older than what the ledger heard since',
    },
  ),
  guard(
    'an answer that changes a refund is dated',
    'a failure that a poll found is undone by what was heard before it',
    answers.file,
    ['const isRecorded = isAwaited || changes.length > 0;', 'const isRecorded = isAwaited;'],
    {
      file: 'domain/decide/prompted-refund.test.ts',
      test: 'no-over-refund: nor does it after a failure found by a mere poll',
    },
  ),
  guard(
    'a compensation is confirmed by a query of its own',
    'money goes back that no query has confirmed',
    owed.file,
    [
      'const own = confirmation(order, attempt, sinceMs, nowMs);',
      "const own = 'confirmed' as Confirmation;",
    ],
    { file: owed.tests, test: 'rule 10: a late payment is confirmed by its own query alone' },
  ),
  guard(
    "the winner is proven before a duplicate's refund",
    'a duplicate goes back though the winner never took its money',
    owed.file,
    [
      'const theirs = confirmation(order, winner, sinceMs, nowMs);',
      "const theirs = 'confirmed' as Confirmation;",
    ],
    { file: owed.tests, test: 'rule 10: before a compensation a query confirms what the attempt' },
  ),
  guard(
    'a reversed winner parks the duplicate',
    'the duplicate goes back after the winner did',
    owed.file,
    ["if (winner.reversedMinor > 0 || winner.returnedUnclear) return 'winner_reversed';", ''],
    { file: owed.tests, test: 'rule 10: winner since reversed: parked' },
  ),
  guard(
    'a disputed winner parks the duplicate',
    'the duplicate goes back while the winner may',
    owed.file,
    ["if (winner.disputed) return 'disputed';", ''],
    { file: owed.tests, test: 'rule 10: a dispute on either: parked' },
  ),
  guard(
    'a dispute parks its own compensation',
    'money goes back twice: by dispute and by refund',
    owed.file,
    ["if (attempt.disputed) return 'disputed';", ''],
    { file: owed.tests, test: 'rule 10: a dispute on either: parked' },
  ),
  guard(
    'a wrong currency is never refunded by a guess',
    'an amount is sent back in a currency nobody asked for',
    owed.file,
    [' || attempt.capturedCurrency !== order.amount.currency;', ';'],
    {
      file: 'domain/decide/decide-success.test.ts',
      test: 'rule 5: a wrong currency is never refunded by a guess',
    },
  ),
  guard(
    'one compensation per attempt',
    'each look at the order asks one more compensation',
    'domain/order/confirmation.ts',
    [
      "return live.status === 'awaiting_approval' ? live.approvedAtMs : null;",
      "if (live.status === 'awaiting_approval') return live.approvedAtMs;",
    ],
    { file: owed.tests, test: 'rule 10: one compensation per attempt, of what it keeps' },
  ),
  guard(
    'no-over-refund: a compensation is of what is kept',
    'the whole payment goes back though part of it went before',
    owed.file,
    ['amountMinor: keptMinor(attempt),', 'amountMinor: attempt.capturedMinor,'],
    {
      file: 'domain/decide/decide-success.test.ts',
      test: 'rule 5: of what was partly returned, only what',
    },
  ),
  guard(
    'winner-safe: no compensation is due for the winner',
    'the winner is sent back as if it were owed',
    'domain/order/confirmation.ts',
    [
      'if (!hasSucceeded(attempt) || attempt.number === order.winner) return null;',
      'if (!hasSucceeded(attempt)) return null;',
    ],
    {
      file: 'domain/order/confirmation.test.ts',
      test: 'winner-safe: nothing is ever due for the winner',
    },
  ),
  guard(
    'controls hold a compensation',
    'switch, cap and budget are passed over',
    owed.file,
    [
      'const controls = holds[refund.number];',
      "const controls = undefined as Circumstances['holds'][string] | undefined;",
    ],
    { file: owed.tests, test: 'rule 10: above an amount or past a daily budget a person approves' },
  ),
  guard(
    'an approval does not overrule the books',
    'an approved refund goes out though the winner went back meanwhile',
    owed.file,
    [
      "if (hold !== null) {\n      return [{ type: 'refund_stopped'",
      "if (hold === 'switch_off') {\n      return [{ type: 'refund_stopped'",
    ],
    { file: owed.tests, test: 'rule 10: an approval does not overrule the books' },
  ),
  guard(
    'a refund put off is looked at again',
    'a postponed refund is asked though its money has gone back',
    'domain/decide/consequences.ts',
    ['  stopPostponed,\n  releaseApproved,', '  releaseApproved,'],
    {
      file: owed.tests,
      test: 'no-over-refund: a compensation put off is not asked again once its',
    },
  ),
  guard(
    'too old to be refunded',
    'a channel is asked for what it no longer refunds',
    owed.file,
    ['if (!isRefundable(attempt, nowMs)) {', 'if (nowMs < 0) {'],
    { file: owed.tests, test: 'leaves a part to a person' },
  ),
  guard(
    'query before refund repeat',
    'a refund without an answer is repeated before a query',
    'domain/agenda/refund-query-due.ts',
    [
      'if (refund.memory.unknown) return query(',
      'if (refund.memory.lastTriedMs === -1) return query(',
    ],
    { file: answers.tests, test: 'rule 10: an unknown refund is queried before it is repeated' },
  ),
  guard(
    'a new run counts a requested refund as asked',
    'after a restart a refund is asked again without a query',
    'domain/facts/evolve-refund.ts',
    ["return refund.status === 'requested'\n", "return refund.status === 'requested' && false\n"],
    { file: answers.tests, test: 'rule 10: after a restart a refund that may have been asked' },
  ),
  guard(
    'accepted is not refunded',
    'a refund under way counts as done',
    answers.file,
    [
      "return refund.status === 'requested' ? [{ ...of, type: 'refund_accepted' }] : [];",
      "return [{ ...of, type: 'refund_succeeded' }];",
    ],
    { file: answers.tests, test: 'rule 10: "accepted" is not "refunded"' },
  ),
  guard(
    'a refused repeat of an unknown refund proves nothing',
    'a refund that may have gone out counts as refused',
    answers.file,
    ["if (refund.memory.everUnknown) return [{ ...of, type: 'refund_abnormal' }];", ''],
    { file: answers.tests, test: 'rule 10: a refused repeat of an unknown refund proves nothing' },
  ),
  guard(
    'few refund numbers',
    'a refund that fails is asked for ever under new numbers',
    answers.file,
    [
      'const isLastTry = failures + 1 >= order.policy.maxRefundNumbers;',
      'const isLastTry = failures < 0;',
    ],
    { file: owed.tests, test: 'rule 10: after a few numbers it is parked' },
  ),
  guard(
    'a new number only after new queries',
    'after a failure the next number goes out on an old confirmation',
    'domain/facts/evolve.ts',
    [
      "if (fact.type === 'refund_failed') attempts = owedAgain(attempts, before.attempt, fact.atMs);",
      '',
    ],
    { file: owed.tests, test: 'rule 10: a new number only after final failure, and after new' },
  ),
  guard(
    'a merchant refunds no more than is kept',
    'a merchant asks back more than was paid',
    request.file,
    [
      'if (amountMinor < 1 || amountMinor > limitMinor) return refuse',
      'if (amountMinor < 1) return refuse',
    ],
    { file: request.tests, test: 'rule 13: refused beyond kept less refunds under way' },
  ),
  guard(
    'refunds under way count',
    'two refunds at once add up to more than was paid',
    request.file,
    ['return keptMinor(attempt) - underWay;', 'return keptMinor(attempt) - 0 * underWay;'],
    { file: request.tests, test: 'rule 13: refused beyond kept less refunds under way' },
  ),
  guard(
    'no refund during a dispute',
    'a merchant refunds what a dispute takes back',
    request.file,
    ["if (winner.disputed) return refuse(id, 'payment_disputed', nowMs);", ''],
    { file: request.tests, test: 'rule 13: refused during a dispute' },
  ),
  guard(
    'a refund id is one refund',
    'the same refund asked under a new key is a second refund',
    request.file,
    ['if (same !== undefined) {', 'if (same?.id === "") {'],
    { file: request.tests, test: 'rule 13: the same refund id is the same refund' },
  ),
  guard(
    'a person decides only what waits',
    'a refund that went out is approved and goes out again',
    request.file,
    ["if (!waits) return refuse(id, 'refund_not_waiting', nowMs);", ''],
    { file: request.tests, test: 'rule 18: persons can neither compensate a winner nor decide' },
  ),
  guard(
    'a refund that may have gone out is not stopped',
    'a refund without an answer counts as never asked once its money went back',
    owed.file,
    ['if (refund.notBeforeMs === null || nowMs >= refund.notBeforeMs) return [];', ''],
    { file: request.tests, test: 'rule 10: a refund that may have gone out is no failure' },
  ),
  guard(
    'a late payment decided once',
    'a late payment on its way back turns into a duplicate',
    owed.file,
    ["if (late.decision === 'refund') return [];", ''],
    { file: owed.tests, test: 'rule 8: a late payment that goes back by decision stays late' },
  ),
];

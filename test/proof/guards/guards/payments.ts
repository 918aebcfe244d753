import { type Guard, guard } from '../guard.ts';

const success = {
  file: 'domain/decide/decide-success.ts',
  tests: 'domain/decide/decide-success.test.ts',
};
const answers = {
  file: 'domain/decide/decide-answers.ts',
  tests: 'domain/decide/decide-answers.test.ts',
};
const rules = {
  file: 'domain/decide/consequences.ts',
  tests: 'domain/decide/consequences.test.ts',
};
const neverWins = { file: success.tests, test: 'never wins: compensated, with an alert' };

/** What is taken for a payment, what wins, what is asked before anything is asked again. */
export const paymentGuards: readonly Guard[] = [
  guard(
    'one winner',
    'a second success wins too',
    success.file,
    ["if (order.winner !== null) return [{ type: 'duplicate_found', number, atMs }];", ''],
    { file: success.tests, test: 'one-winner: a second success is a duplicate' },
  ),
  guard(
    'amount of a success',
    'any amount pays the order',
    success.file,
    ['if (success.amountMinor !== order.amount.amountMinor) {', 'if (success.amountMinor < 0) {'],
    neverWins,
  ),
  guard(
    'currency of a success',
    'any currency pays the order',
    success.file,
    ['if (success.currency !== order.amount.currency) {', "if (success.currency === '') {"],
    neverWins,
  ),
  guard(
    'what already went back never wins',
    'a payment that was returned in part pays the order',
    success.file,
    [
      "if (success.returnedMinor !== 0) return 'the channel",
      "if (success.returnedMinor === -1) return 'the channel",
    ],
    neverWins,
  ),
  guard(
    'a disputed payment never wins',
    'a disputed payment pays the order',
    success.file,
    ["return attempt.disputed ? 'the payment is disputed' : null;", 'return null;'],
    { file: success.tests, test: 'rule 5: a disputed payment never wins' },
  ),
  guard(
    'a closed order stays closed',
    'a late payment turns a closed order paid',
    success.file,
    [
      "if (order.status !== 'closed') return [{ type: 'order_paid'",
      "if (true) return [{ type: 'order_paid'",
    ],
    { file: success.tests, test: 'rule 8: a success learned after the order closed is late' },
  ),
  guard(
    'a second transaction is an attempt of its own',
    'a second payment under one number is taken for the first',
    success.file,
    ['if (!hasSucceeded(first)) return [draft, first.number];', 'return [draft, first.number];'],
    { file: success.tests, test: 'rule 5: a second channel transaction under one payment number' },
  ),
  {
    name: 'a reversal counts once',
    disabled: 'the same reversal told twice is counted twice',
    changes: [
      { file: success.file, from: 'if (attempt.reversals.includes(reference)) return [];', to: '' },
      { file: success.file, from: 'if (known.includes(reference)) return [];', to: '' },
    ],
    witness: {
      file: 'domain/decide/decide-callback.test.ts',
      test: 'rule 14: the same reversal counts once',
    },
  },
  guard(
    'late payment accepted only when all is kept',
    'a late payment wins though some of it went back',
    'domain/decide/compensation.ts',
    [
      "if (now === 'confirmed' && isWhole) return [{ type: 'order_paid'",
      "if (now === 'confirmed') return [{ type: 'order_paid'",
    ],
    {
      file: 'domain/decide/compensation.test.ts',
      test: 'rule 8: accepted, but not all of it kept',
    },
  ),
  guard(
    'late payment: first answer kept',
    'a merchant takes its word on a late payment back',
    'domain/decide/decide-request.ts',
    [
      "if (attempt.late.decision !== null || attempt.role !== 'late') {",
      "if (attempt.role !== 'late') {",
    ],
    { file: 'domain/decide/compensation.test.ts', test: 'rule 8: first answer kept' },
  ),
  guard(
    'query before recharge',
    'a create without an answer is repeated before a query has answered',
    'domain/agenda/charging-call.ts',
    ["return attempt.create === 'unknown' && !isQueried ? null : dueAtMs;", 'return dueAtMs;'],
    { file: answers.tests, test: 'rule 2: create is not repeated before the query has answered' },
  ),
  guard(
    'create is not repeated past its key',
    'create is repeated when the channel has forgotten the first one',
    'domain/agenda/charging-call.ts',
    ['if (dueAtMs >= createUntilMs(attempt)) return null;', ''],
    { file: answers.tests, test: "rule 2: create is not repeated past the life of the channel's" },
  ),
  guard(
    'a time-out is unknown, not failed',
    'a create without an answer counts as never sent',
    answers.file,
    ["sent: answer.kind === 'unknown' }];", 'sent: false }];'],
    { file: answers.tests, test: 'rule 2: a time-out means unknown, not failed' },
  ),
  guard(
    'a refused repeat proves nothing',
    'a refusal ends an attempt whose first create may stand',
    answers.file,
    ["if (attempt.create === 'planned') return", "if (attempt.create !== 'refused') return"],
    { file: answers.tests, test: 'rule 2: a refused create is final only while no earlier one' },
  ),
  guard(
    'a new run counts a planned create as sent',
    'after a restart create is sent again without asking',
    'domain/facts/evolve-attempt.ts',
    ["create: isCreateInDoubt ? 'unknown' : attempt.create,", 'create: attempt.create,'],
    {
      file: 'domain/facts/evolve.test.ts',
      test: 'one-writer: a create in the ledger may have gone out',
    },
  ),
  guard(
    'a new run says so before it repeats a call',
    'a run given up for lost appends what it heard while its call is repeated',
    'domain/agenda/agenda.ts',
    ['if (takeOverDueMs(order, attempt) !== null) return null;', ''],
    {
      file: 'domain/facts/evolve.test.ts',
      test: 'one-writer: a capture in the ledger may have gone out; a new run says so before',
    },
  ),
  guard(
    'an outdated refusal of a create proves nothing',
    'an attempt is given up while the next run offers it',
    answers.file,
    [
      'if (!isWatched(attempt) || isOutdated(attempt, askedAtMs)) return [];',
      'if (!isWatched(attempt)) return [];',
    ],
    {
      file: 'domain/facts/evolve.test.ts',
      test: 'no-guess: a refusal heard by a run before is no word',
    },
  ),
  guard(
    'an outdated refusal of a capture proves nothing',
    'a capture counts as refused while the next run makes it',
    answers.file,
    [
      'if (!isCaptureInDoubt(attempt) || isOutdated(attempt, askedAtMs)) return [];',
      'if (!isCaptureInDoubt(attempt)) return [];',
    ],
    {
      file: 'domain/facts/evolve.test.ts',
      test: 'no-guess: nor is it one on the capture repeated since',
    },
  ),
  guard(
    'another amount confirms nothing',
    'more goes back than was taken',
    'domain/decide/decide-success.ts',
    [
      'success.amountMinor === attempt.capturedMinor && success.currency === attempt.capturedCurrency;',
      'true;',
    ],
    {
      file: 'domain/decide/compensation.test.ts',
      test: 'rule 10: a query that finds another amount',
    },
  ),
  guard(
    'a contradicted amount is left to a person',
    'a refund of an amount goes out that its channel has denied before',
    'domain/decide/compensation.ts',
    ["if (attempt.contradicted) return 'amount_unclear';", ''],
    {
      file: 'domain/decide/compensation.test.ts',
      test: 'rule 10: what was contradicted once is left',
    },
  ),
  guard(
    'no-guess: the last word comes after expiry and margin',
    'an attempt is given up while it can still be paid',
    answers.file,
    [
      "if (askedAtMs < lastWordMs(attempt) || finding.kind === 'processing') return facts;",
      "if (finding.kind === 'processing') return facts;",
    ],
    {
      file: answers.tests,
      test: 'no-guess: a denial a moment before expiry plus margin is not final',
    },
  ),
  guard(
    'no-guess: processing is no denial',
    'a payment on its way is given up',
    answers.file,
    [
      "if (askedAtMs < lastWordMs(attempt) || finding.kind === 'processing') return facts;",
      'if (askedAtMs < lastWordMs(attempt)) return facts;',
    ],
    { file: answers.tests, test: 'no-guess: "processing" is never the last word' },
  ),
  guard(
    'no-guess: closed is believed of trusted channels only',
    'any channel that says closed ends the watch',
    answers.file,
    [
      "if (finding.kind === 'closed' && attempt.traits.closedIsTrusted) {",
      "if (finding.kind === 'closed') {",
    ],
    { file: answers.tests, test: 'no-guess: a channel that is not trusted says closed' },
  ),
  guard(
    'not known after an acknowledged create is an alarm',
    'a payment its channel has lost ends quietly',
    answers.file,
    [
      "const isUnknownThere = finding.kind === 'not_known' && isAlarming(attempt);",
      'const isUnknownThere = false as boolean;',
    ],
    { file: answers.tests, test: 'rule 16: "not known" after an acknowledged create is an alarm' },
  ),
  guard(
    'a close proves nothing',
    'a closed attempt counts as settled without a query',
    'domain/agenda/due-times.ts',
    [
      'return lastAnsweredMs(attempt) >= Math.max(sinceMs, attempt.memory.closeAnsweredMs ?? never);',
      'return true;',
    ],
    { file: rules.tests, test: 'rule 7: an answer asked before the closing does not close it' },
  ),
  guard(
    'one-charge: no capture beside one in doubt or one that holds money',
    'a second attempt is captured while the first may have been',
    rules.file,
    [
      '(isCaptureInDoubt(one) || (one.traits.twoPhase && hasSucceeded(one) && keptMinor(one) > 0)),',
      'one.channel === "",',
    ],
    { file: rules.tests, test: 'one-charge: no capture is asked while another is unknown' },
  ),
  guard(
    'one-charge: captured money that never won',
    'a second attempt is captured beside money that waits to go back',
    rules.file,
    [' || (one.traits.twoPhase && hasSucceeded(one) && keptMinor(one) > 0)),', '),'],
    { file: rules.tests, test: 'one-charge: no capture is asked while another holds money' },
  ),
  guard(
    'the other attempts are asked before a capture',
    'a capture goes out while another code may just have been paid',
    rules.file,
    ['if (!isDue && !others.every((one) => isSettledSince(one, atMs))) return [];', ''],
    { file: rules.tests, test: 'rule 6: other live attempts are closed and queried before' },
  ),
  guard(
    'a capture is not repeated past its key',
    'a capture is repeated when the channel has forgotten the first one',
    rules.file,
    [
      '.filter((one) => isWatched(one) && nowMs >= captureUntilMs(one))',
      '.filter((one) => isWatched(one) && nowMs < 0 * captureUntilMs(one))',
    ],
    {
      file: rules.tests,
      test: "rule 6: past the key's life a capture is asked about, not repeated",
    },
  ),
  guard(
    'no capture is planned past its key',
    'the next try of a capture is set for when the channel has forgotten the first one',
    'domain/agenda/charging-call.ts',
    ['return dueAtMs < captureUntilMs(attempt) ? dueAtMs : null;', 'return dueAtMs;'],
    { file: rules.tests, test: 'one-charge: a capture whose next try would come past its key' },
  ),
  guard(
    'what is withdrawn is never captured',
    'an attempt that another took the place of is captured once approved',
    rules.file,
    [
      "if (attempt.status !== 'approved' || attempt.withdrawal !== null) return false;",
      "if (attempt.status !== 'approved') return false;",
    ],
    { file: 'domain/decide/decide-pay.test.ts', test: 'approved afterwards is never captured' },
  ),
  {
    name: 'an approval after the deadline is never captured',
    disabled: 'a capture goes out past the deadline',
    changes: [
      {
        file: rules.file,
        from: "if (order.status !== 'open' || nowMs >= order.deadlineMs || order.winner !== null) return false;",
        to: '',
      },
      {
        file: rules.file,
        from: "if (attempt.status !== 'approved' || attempt.withdrawal !== null) return false;",
        to: "if (attempt.status !== 'approved') return false;",
      },
    ],
    witness: { file: rules.tests, test: 'rule 6: an approval after the deadline is voided' },
  },
];

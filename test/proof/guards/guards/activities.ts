import { type Guard, guard } from '../guard.ts';

const calls = {
  file: 'activities/channel-activities.ts',
  tests: 'test/component/activities/channel-activities.test.ts',
};

const recorded = 'activities/recorded-call.ts';
const send = {
  file: 'activities/channel-call.ts',
  tests: 'test/component/activities/given-up-call.test.ts',
};

/** The steps around a call. */
export const activityGuards: readonly Guard[] = [
  guard(
    'the switch is read again right before the call',
    'a compensation goes out after the switch was turned off',
    calls.file,
    ['if (isOurs && !(await automaticRefundsOn(db))) {', 'if (isOurs && db === null) {'],
    { file: calls.tests, test: 'rule 10: the switch turned off after the append' },
  ),
  guard(
    'an account that is gone is no failure',
    'a call for an account taken out of the configuration breaks',
    recorded,
    [
      'if (asked === undefined) return unconfigured;\n        const of = { number',
      "if (asked === undefined) throw new Error('no account');\n        const of = { number",
    ],
    { file: calls.tests, test: 'rule 16: an account that is no longer configured is no failure' },
  ),
  guard(
    'a repeated call names the same address',
    'after the public address was changed, a repeated create is another request to its channel',
    'ledger/orders/callback-bases.ts',
    ['set base = callback_bases.base', 'set base = excluded.base'],
    { file: calls.tests, test: 'rule 2: a create or refund repeated after' },
  ),
  guard(
    'an offer is kept before its fact',
    'a code the shopper should scan is lost with its worker',
    calls.file,
    ['if (action !== null) await putAttemptOffer(db, payment.number, action);', ''],
    { file: calls.tests, test: 'an offer is kept before the fact that tells of it' },
  ),
  guard(
    'a poll moves the due time on',
    'the watchdog wakes orders that are being polled',
    recorded,
    ['if (call.nextDueAtMs !== null) await noteNextDue(db, call.key, call.nextDueAtMs);', ''],
    { file: calls.tests, test: 'a poll moves the due time on' },
  ),
  guard(
    'a call is made only where its payment’s row allows it',
    'a payment is created, closed or captured although its row does not allow it',
    recorded,
    [
      'refusalOfPaymentCall(kind, payment.standing);\n        if (refusal !== null) return notInLedger(refusal);',
      'refusalOfPaymentCall(kind, payment.standing);\n        if (refusal === "") return notInLedger(refusal);',
    ],
    { file: calls.tests, test: 'a payment whose row allows a' },
  ),
  guard(
    'a refund goes out only where its row allows it',
    'a refund that waits for a person goes out',
    recorded,
    [
      'refund.standing, payment.standing);\n        if (refusal !== null) return notInLedger(refusal);',
      'refund.standing, payment.standing);\n        if (refusal === "") return notInLedger(refusal);',
    ],
    { file: calls.tests, test: 'a refund that is not requested' },
  ),
  guard(
    'a channel’s answer is a row before its run hears of it',
    'what a channel said is lost, or believed without a row',
    recorded,
    [
      'await putAnswer(db, { key, name: { call, number, askedAtMs }, attempt: payment, answer });',
      'if (number === "") await putAnswer(db, { key, name: { call, number, askedAtMs }, attempt: payment, answer });',
    ],
    { file: calls.tests, test: 'no-guess: a channel’s answer stands in the ledger before' },
  ),
  guard(
    'a cancelled call is not sent',
    'a call the engine gave up goes out when the ledger answers at last',
    send.file,
    ['cancellationSignal.aborted || life', 'life'],
    { file: send.tests, test: 'that was given up while the ledger stood still is not sent' },
  ),
  guard(
    'a call beats before it reads',
    'while the ledger is slow, a call that was never sent counts as one of unknown outcome',
    send.file,
    ['beat();\n  const timer', 'const timer'],
    { file: send.tests, test: 'beats before it reads, and goes out once the ledger goes on' },
  ),
  guard(
    'a call that waited too long is not sent',
    'a call goes out though the engine gives it up before its answer',
    send.file,
    ['cancellationSignal.aborted || life.isOver(performance.now())', 'cancellationSignal.aborted'],
    { file: send.tests, test: 'a call that waited half of its life is not sent' },
  ),
  guard(
    'only what failed before its call was surely not sent',
    'a call that may have moved money is taken for one that was never sent',
    send.file,
    ['if (progress.isSent) throw error;', ''],
    { file: send.tests, test: 'a call whose reads failed was surely not sent' },
  ),
  guard(
    'a missed beat stays missed',
    'a process that stood still sends what the engine gave up meanwhile',
    'activities/run-life.ts',
    ['isMissed ||= isSilent(nowMs);', ''],
    { file: 'activities/run-life.test.ts', test: 'a process that stood still too long to beat' },
  ),
  guard(
    'a broken invariant is not repeated by the engine',
    'what the ledger refuses is sent to it again and again',
    'activities/to-application-failure.ts',
    ['nonRetryable: true,', 'nonRetryable: false,'],
    {
      file: 'activities/to-application-failure.test.ts',
      test: 'a broken invariant is not tried again',
    },
  ),
  guard(
    'a heartbeat can be read',
    'the engine’s page of a call under way says "could not parse payload"',
    'activities/channel-call.ts',
    ['context.heartbeat({ ...progress });', 'context.heartbeat();'],
    { file: 'test/live/history.test.ts', test: 'what a call under way reports can be read' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const rules = 'domain/held/held.test.ts';
const holds = {
  file: 'ledger/people/order-holds.ts',
  tests: 'test/component/ledger/order-holds.test.ts',
};
const runs = 'test/component/workflows/held.test.ts';

/** Rule 21: one bad input harms nothing else, and what is held is not lost. */
export const heldGuards: readonly Guard[] = [
  guard(
    'no code is handed out from rows while something is held',
    'a click gets the open code of an order whose money is held, and is paid twice',
    'api/payments/known-pay-answer.ts',
    ['      if (order.held) return null;\n', ''],
    { file: 'test/live/held.test.ts', test: 'rule 21: a bad success holds up no good one' },
  ),
  guard(
    'no compensation while evidence is held',
    'a payment goes back as a duplicate although held evidence may say that it is none',
    'domain/decide/compensation.ts',
    [
      'evidence that the ledger does not hold yet.\n  if (isEvidenceHeld(held)) return [];',
      'evidence that the ledger does not hold yet.',
    ],
    { file: rules, test: 'no compensation is asked, and none that was goes out' },
  ),
  guard(
    'no capture while evidence is held',
    'a second payment is captured although held evidence may be the first',
    'domain/decide/consequences.ts',
    [
      'the evidence that is held may say that the order is paid already.\n  if (isEvidenceHeld(held)) return [];',
      'the evidence that is held may say that the order is paid already.',
    ],
    { file: rules, test: 'one-charge: nothing is captured' },
  ),
  guard(
    'an order does not close while evidence is held',
    'an order is closed that a channel says is paid',
    'domain/decide/consequences.ts',
    [
      'order.closing === null || isEvidenceHeld(held)) return [];',
      'order.closing === null) return [];',
    ],
    { file: rules, test: 'its order does not close' },
  ),
  guard(
    'requests wait while evidence is held',
    'an attempt is opened although the order may be paid',
    'domain/decide/decide-input.ts',
    ['if (isRequest(input)) return refuseWhileHeld(order, input, nowMs);', ''],
    { file: rules, test: 'its order opens no attempt' },
  ),
  guard(
    'an attempt is not given up while its money is held',
    'an attempt ends as unpaid while evidence of its money waits',
    'domain/decide/decide-input.ts',
    [".filter((one) => one.type !== 'attempt_ended')", ''],
    { file: rules, test: 'no-guess: its attempt is not final' },
  ),
  guard(
    'nothing is sent that held evidence stops',
    'a refund decided before goes out while held evidence may speak against it',
    'domain/held/held.ts',
    ["return kind === 'create' || kind === 'capture' || kind === 'refund';", 'return false;'],
    { file: rules, test: 'no compensation is asked, and none that was goes out' },
  ),
  guard(
    'the ledger knows what held evidence stops',
    'a run that does not know of a hold closes the order',
    'ledger/append/append.ts',
    ['facts.some((one) => isStoppedBy(held, one))', 'facts.length < 0'],
    { file: holds.tests, test: 'one-truth: a writer that does not know what is held' },
  ),
  guard(
    'an order is due between the parts of a refused batch',
    'a run that dies between them leaves a refund that nobody asks for',
    'workflows/order/append-decided.ts',
    [
      'dueMs = terms.isDueAtOnce ? Date.now() : nextDueAtMs(after.state);',
      'dueMs = nextDueAtMs(after.state);',
    ],
    { file: runs, test: 'quiet-end: between a fact taken alone' },
  ),
  guard(
    'an order is due once a hold is gone',
    'what a hold had stopped is forgotten with the run that ended it',
    holds.file,
    ['await noteHeld(inside, key, gone.length > 0);', 'await noteHeld(inside, key, false);'],
    { file: holds.tests, test: 'quiet-end: once a hold is gone' },
  ),
  guard(
    'a new build tries what an older one was refused',
    'what a new release would take stays held until its next scheduled try',
    holds.file,
    ['and not $2::text = any(builds)', 'and $2::text = any(builds)'],
    { file: holds.tests, test: 'a new build tries at once' },
  ),
  guard(
    'a held callback waits for its hold',
    'a callback that the ledger refuses comes every minute, for ever',
    'ledger/inbox/inbox.ts',
    ['(select next_try_at from order_holds where callback = $1)', 'null'],
    { file: holds.tests, test: 'nothing-lost: a held callback stays in the inbox' },
  ),
  guard(
    'evidence is ended by evidence alone',
    'an answer that nothing was paid ends the hold of a success',
    'domain/held/refused-inputs.ts',
    [
      'return { what: `${kind}:${subjectOf(input)}`, kind,',
      'return { what: `evidence:${subjectOf(input)}`, kind,',
    ],
    { file: 'domain/held/refused-inputs.test.ts', test: 'evidence is ended by evidence alone' },
  ),
  guard(
    'what is held is asked for at once',
    'a corrected release waits as long as the release before would have',
    'domain/decide/decide-input.ts',
    [
      'if (attempt.promptedAtMs !== null) return [renewed];',
      'if (attempt.promptedAtMs !== null) return [];',
    ],
    { file: rules, test: 'what is held is asked about at once' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const rows = {
  file: 'ledger/answers/channel-answers.ts',
  tests: 'test/component/ledger/evidence.test.ts',
};

/** Nothing but evidence from a channel moves money: what is believed stands in a row. */
export const evidenceGuards: readonly Guard[] = [
  guard(
    'a channel’s word is appended beside its row alone',
    'money of which no channel ever spoke is in the ledger',
    'ledger/append/append.ts',
    ['    checkProven(fact, after);\n', ''],
    { file: rows.tests, test: 'unproven where' },
  ),
  guard(
    'a callback is taken by its own order alone',
    'a callback is consumed by an order that it says nothing of, and is lost to its own',
    'ledger/inbox/inbox-consumption.ts',
    ["state <> 'consumed' and ${ofOrder}", "state <> 'consumed' and $1 <> '' and $2 <> ''"],
    {
      file: 'test/component/ledger/inbox.test.ts',
      test: 'is not taken by an append that names it',
    },
  ),
  guard(
    'an answer is evidence once',
    'an old answer of a channel is taken for its newest',
    rows.file,
    ['attempts.order_id = $2 and consumed_by_seq is null', 'attempts.order_id = $2'],
    { file: rows.tests, test: 'the row bears it, and is taken once' },
  ),
  guard(
    'an answer is of the account of its attempt',
    'another account’s answer pays this attempt',
    rows.file,
    ['and attempts.account = channel_answers.account', ''],
    { file: rows.tests, test: 'unproven where its attempt is on another account' },
  ),
  guard(
    'the later asked answer stays',
    'a late answer of a run given up takes the place of a newer one',
    rows.file,
    ['where excluded.asked_at_ms > channel_answers.asked_at_ms', ''],
    { file: rows.tests, test: 'of two answers to the same kind of call the later asked stays' },
  ),
  guard(
    'an answer by value says nothing',
    'an activity completed in the engine’s console pays an order',
    'workflows/order/message-shape.ts',
    [
      '    default:\n      return notOurs;\n  }\n}',
      '    default:\n      return value as ChannelReply;\n  }\n}',
    ],
    {
      file: 'workflows/order/message-shape.test.ts',
      test: 'no-guess: an answer of a channel by value',
    },
  ),
  guard(
    'a call whose row is not there was not answered',
    'an answer that nobody gave is waited for, or believed',
    'workflows/order/named-inputs.ts',
    [
      'inputs: [...requests.map(given), ...ofCallbacks, ...ofCalls],',
      'inputs: [...requests.map(given), ...ofCallbacks, ...ofCalls.filter((one) => one.consumed.answers.length > 0)],',
    ],
    {
      file: 'workflows/order/named-inputs.test.ts',
      test: 'no-guess: a call whose row is not there counts as unanswered',
    },
  ),
  guard(
    'a request is read in its own order',
    'a request of one order is done to another',
    'ledger/answers/requests.ts',
    [
      'where merchant = $1 and order_id = $2 and id = any($3)',
      "where ($1 || $2) <> '' and id = any($3)",
    ],
    {
      file: 'test/component/ledger/requests.test.ts',
      test: 'rule 19: a request is read by its id and order',
    },
  ),
];

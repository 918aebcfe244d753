import { type Guard, guard } from '../guard.ts';

const orders = 'ledger/migrations/0002-orders.sql';
const invariants = 'ledger/migrations/0003-invariants.sql';
const tests = 'test/component/ledger/invariants.test.ts';

/** What the database itself refuses, whatever the code above it does. */
export const constraintGuards: readonly Guard[] = [
  guard(
    'one winner, by the database',
    'two attempts of an order may be winners',
    orders,
    ['create unique index "one-winner/one-per-order"', 'create index "one-winner/one-per-order"'],
    { file: tests, test: 'one-winner: the database refuses a second winner' },
  ),
  guard(
    'a winner is the order’s own attempt, by the database',
    "another order's attempt may win",
    orders,
    [
      'foreign key (merchant, id, winner) references attempts (merchant, order_id, number);',
      'check (true);',
    ],
    { file: tests, test: 'one-winner: an order is not paid without a winner that is its own' },
  ),
  guard(
    'a winner stays, by the database',
    'an order may change its winner',
    invariants,
    ['if old.winner is not null and new.winner is distinct from old.winner then', 'if false then'],
    { file: tests, test: 'one-winner: the database refuses to change or drop the winner' },
  ),
  guard(
    'a winner keeps its role, by the database',
    'the winner may turn into a duplicate',
    invariants,
    [
      "if tg_op = 'UPDATE' and old.role = 'winner' and new.role is distinct from 'winner' then",
      'if false then',
    ],
    { file: tests, test: 'one-winner: the database refuses to change or drop the winner' },
  ),
  guard(
    'paid stays paid, by the database',
    'a paid order may be closed',
    invariants,
    ["if old.status = 'paid' and new.status <> 'paid' then", 'if false then'],
    { file: tests, test: 'paid-stays-paid: the database refuses to make a paid order' },
  ),
  guard(
    'a winner captured the amount, by the database',
    'an attempt that took another amount may win',
    invariants,
    [
      'if new.captured_minor <> new.amount_minor\n      or new.captured_currency is distinct from new.currency then',
      'if false then',
    ],
    { file: tests, test: 'books-balance: an attempt that captured another amount can not win' },
  ),
  guard(
    'a success stays, by the database',
    'a payment that succeeded may be written as closed',
    invariants,
    [
      "if tg_op = 'UPDATE' and old.status = 'succeeded' and new.status <> 'succeeded' then",
      'if false then',
    ],
    { file: tests, test: 'books-balance: a success is never undone' },
  ),
  guard(
    'winner-safe: no compensation of the winner, by the database',
    'the winner may be compensated',
    invariants,
    ["if new.kind = 'compensation' and paid.role = 'winner' then", 'if false then'],
    { file: tests, test: 'winner-safe: the database refuses a compensation of the winner' },
  ),
  guard(
    'winner-safe: what is compensated never wins, by the database',
    'an attempt on its way back may win',
    invariants,
    [
      "if exists (select from refunds where attempt = new.number and kind = 'compensation') then",
      'if false then',
    ],
    { file: tests, test: 'winner-safe: an attempt with a compensation never wins' },
  ),
  guard(
    'a merchant refunds the winner only, by the database',
    'a merchant may refund a duplicate',
    invariants,
    ["if new.kind = 'merchant' and paid.role is distinct from 'winner' then", 'if false then'],
    { file: tests, test: 'winner-safe: a merchant refunds nothing but the winner' },
  ),
  guard(
    'no-over-refund, by the database',
    'refunds may add up to more than was captured',
    invariants,
    [
      'if asked_minor + paid.reversed_minor + new.amount_minor > paid.captured_minor then',
      'if false then',
    ],
    { file: tests, test: 'no-over-refund: refunds asked and not failed never add up to more' },
  ),
  guard(
    'no-over-refund: reversals count, by the database',
    'what a bank took back may be refunded once more',
    invariants,
    [
      'if asked_minor + paid.reversed_minor + new.amount_minor',
      'if asked_minor + new.amount_minor',
    ],
    { file: tests, test: 'no-over-refund: reversals count, and one the channel reports' },
  ),
  guard(
    'one live compensation, by the database',
    'two compensations of one attempt may be under way',
    orders,
    [
      'create unique index "no-over-refund/one-live-compensation"',
      'create index "no-over-refund/one-live-compensation"',
    ],
    { file: tests, test: 'no-over-refund: one compensation of an attempt lives at a time' },
  ),
  guard(
    'a refund is what it was, by the database',
    'a refund may be moved to another attempt',
    invariants,
    [
      'if new.attempt <> old.attempt or new.kind <> old.kind or new.id <> old.id then',
      'if false then',
    ],
    { file: tests, test: 'no-over-refund: what a refund is for and its amount do not grow' },
  ),
  {
    name: 'refund numbers are unique, by the database',
    disabled: 'one refund number may be used for two refunds',
    changes: [
      {
        file: orders,
        from: 'create table refunds (\n  number text primary key,',
        to: 'create table refunds (\n  number text not null,',
      },
      // A key that refers to the numbers would demand that they are unique.
      {
        file: 'ledger/migrations/0012-refund-reasons.sql',
        from: 'number text primary key references refunds (number),',
        to: 'number text primary key,',
      },
    ],
    witness: {
      file: tests,
      test: 'no-over-refund: a refund number is used once in the whole ledger',
    },
  },
  guard(
    'one transaction, one attempt, by the database',
    'one payment at the channel may count as two',
    orders,
    [
      'create unique index "one-charge/one-attempt-per-transaction"',
      'create index "one-charge/one-attempt-per-transaction"',
    ],
    { file: tests, test: 'one-charge: a channel transaction belongs to one attempt' },
  ),
  guard(
    'facts are append-only, by the database',
    'a fact may be changed or deleted',
    invariants,
    [
      'before update or delete on facts\n  for each row execute',
      'before update or delete on facts\n  for each row when (false) execute',
    ],
    { file: tests, test: 'facts are append-only: ' },
  ),
  guard(
    'an order never goes back, by the database',
    'an older run may overwrite a newer standing',
    invariants,
    ['if new.version < old.version then', 'if false then'],
    { file: tests, test: 'one-writer: an order never goes back to an older version' },
  ),
  {
    name: 'one row per callback, by the database',
    disabled: 'a callback sent again is a second row',
    changes: [
      {
        file: 'ledger/migrations/0004-events-and-inbox.sql',
        from: 'constraint "nothing-lost/one-row-per-event" unique (channel, account, event_id),',
        to: '',
      },
      {
        file: 'ledger/inbox/inbox.ts',
        from: 'on conflict (channel, account, event_id) do nothing',
        to: '',
      },
    ],
    witness: {
      file: 'test/component/ledger/inbox.test.ts',
      test: 'a callback the channel sends many times at once',
    },
  },
  guard(
    'a consumed callback stays so, by the database',
    'a callback taken up may come again',
    'ledger/migrations/0004-events-and-inbox.sql',
    ["if old.state = 'consumed' and new.state <> 'consumed' then", 'if false then'],
    {
      file: 'test/component/ledger/inbox.test.ts',
      test: 'nothing-lost: handed over is not consumed',
    },
  ),
];

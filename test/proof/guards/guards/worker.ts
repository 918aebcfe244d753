import { type Guard, guard } from '../guard.ts';

const watchdog = { file: 'worker/watchdog.ts', tests: 'test/component/worker/watchdog.test.ts' };
const dues = 'test/component/ledger/dues.test.ts';

/** What finds an order whose workflow is gone. */
export const workerGuards: readonly Guard[] = [
  guard(
    'a woken order gets its chance',
    'each sweep of each worker wakes the same orders again',
    watchdog.file,
    [
      'const isMine = await postponeDue(settings.db, key, dueAtMs, nowMs + chanceMs);',
      'const isMine = dueAtMs < nowMs + chanceMs;',
    ],
    { file: watchdog.tests, test: 'an overdue order is woken, and then left alone' },
  ),
  guard(
    'one order holds up no other',
    'an order that can not be woken ends the sweep',
    watchdog.file,
    [
      "log('an order could not be woken; it is tried again', { order, err: error });",
      'throw error;',
    ],
    { file: watchdog.tests, test: 'quiet-end: an order that can not be woken holds up none' },
  ),
  guard(
    'a due time that the release before writes is the order’s',
    'while two releases run, an order whose workflow is lost is never found',
    'ledger/migrations/0023-order-dues.sql',
    ['after insert or update of next_due_at on orders', 'after insert on orders'],
    { file: dues, test: 'what a process of the release before writes of a due time' },
  ),
  guard(
    'due times of before the upgrade are taken over',
    'an order that was due before the upgrade, and lost its workflow, is never found',
    'ledger/migrations/0024-order-dues-of-before.sql',
    ['where next_due_at is not null', 'where next_due_at is not null and version = 0'],
    { file: dues, test: 'an order that was due before there was a table of due times' },
  ),
  guard(
    'appends have connections of their own',
    'with every connection taken by calls no order goes on',
    'worker/create-workers.ts',
    ['createLedgerActivities(ledger, deps.faults,', 'createLedgerActivities(deps.db, deps.faults,'],
    { file: 'test/component/worker/load.test.ts', test: 'appends do not wait behind calls' },
  ),
];

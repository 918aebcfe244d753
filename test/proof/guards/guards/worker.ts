import { type Guard, guard } from '../guard.ts';

const watchdog = { file: 'worker/watchdog.ts', tests: 'test/component/worker/watchdog.test.ts' };

/** What finds an order whose workflow is gone. */
export const workerGuards: readonly Guard[] = [
  guard(
    'a woken order gets its chance',
    'each sweep of each worker wakes the same orders again',
    watchdog.file,
    [
      'const isMine = await postponeDue(settings.db, key, nextDueAtMs, nowMs + chanceMs);',
      'const isMine = nextDueAtMs < nowMs + chanceMs;',
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
    'appends have connections of their own',
    'with every connection taken by calls no order goes on',
    'worker/create-workers.ts',
    ['createLedgerActivities(ledger, deps.faults,', 'createLedgerActivities(deps.db, deps.faults,'],
    { file: 'test/component/worker/load.test.ts', test: 'appends do not wait behind calls' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const watchdog = { file: 'worker/watchdog.ts', tests: 'test/component/worker/watchdog.test.ts' };
const unclicked = 'test/component/worker/unclicked.test.ts';
const dues = 'test/component/ledger/dues.test.ts';

/** What finds an order whose workflow is gone. */
export const workerGuards: readonly Guard[] = [
  guard(
    'a woken order gets its chance',
    'each sweep of each worker wakes the same orders again',
    'ledger/orders/dues.ts',
    ['else $3::timestamptz end', 'else due.due_at end'],
    { file: watchdog.tests, test: 'an overdue order is woken, and then left alone' },
  ),
  guard(
    'two workers sweep at once',
    'one worker waits for what another has leased, or both take it',
    'ledger/orders/dues.ts',
    ['for update skip locked', 'for update'],
    { file: unclicked, test: 'a worker does not wait for what another is leasing' },
  ),
  guard(
    'a sweep ends in its time',
    'while very many orders are overdue, no held order is tried and a worker can’t be ended',
    watchdog.file,
    ['if (Date.now() >= at.endsAtMs) return at.sinceMs;', ''],
    { file: unclicked, test: 'a sweep whose time is up takes no further batch' },
  ),
  guard(
    'a batch looks at so many overdue orders',
    'a million overdue orders are walked for each batch, and no unclicked order is closed in an outage',
    'ledger/orders/dues.ts',
    ['Math.min(nowMs, untilMs)', 'nowMs'],
    { file: dues, test: 'a batch looks for unclicked orders among so many' },
  ),
  guard(
    'a batch goes on where the last one ended',
    'each batch walks again what all batches before it passed over',
    'ledger/orders/dues.ts',
    ['due_at >= $7 and due_at < $2', "due_at >= least($7, 'epoch'::timestamptz) and due_at < $2"],
    { file: dues, test: 'a batch looks for unclicked orders among so many' },
  ),
  guard(
    'in an outage a sweep goes on behind what a batch passed over',
    'unclicked orders behind those of an outage stay open until it ends',
    watchdog.file,
    ['return untilMs < nowMs ? untilMs : null;', 'return null;'],
    { file: watchdog.tests, test: 'unclicked orders behind very many others are closed' },
  ),
  guard(
    'in an outage a sweep goes on where the one before was cut short',
    'each sweep of an outage comes as far as the one before, and unclicked orders behind stay open',
    watchdog.file,
    [
      'at.sinceMs = Math.max(nextMs, leftFromMs);',
      'at.sinceMs = Math.max(nextMs, 0 * leftFromMs);',
    ],
    { file: watchdog.tests, test: 'unclicked orders behind very many others are closed' },
  ),
  guard(
    'an engine that hangs takes no time of what needs none',
    'with an engine that answers nothing, no unclicked order is closed behind eight others',
    watchdog.file,
    [
      '} else if (Date.now() >= at.endsAtMs) return',
      '}\n    if (Date.now() >= at.endsAtMs) return',
    ],
    { file: watchdog.tests, test: 'unclicked orders behind very many others are closed' },
  ),
  guard(
    'what is asked of an unclicked order is its run’s to decide',
    'an order is closed beside a request that its run is about to take up',
    'worker/unclicked-order.ts',
    ['|| (await isAsked(db, key))', ''],
    { file: unclicked, test: 'of which something is asked, is left to its run' },
  ),
  guard(
    'what is held is its run’s to decide',
    'an order of which something is held is decided without it',
    'worker/unclicked-order.ts',
    ['seq === 1 && holds.length === 0', 'seq === 1'],
    { file: unclicked, test: 'of which something is asked, is left to its run' },
  ),
  guard(
    'what the ledger refuses of an unclicked order is held by a run',
    'an order that the ledger refuses to close is tried for ever, and nobody is told',
    'worker/unclicked-order.ts',
    ['error instanceof LedgerViolation ||', ''],
    { file: unclicked, test: 'what the ledger refuses of it is left to a run' },
  ),
  guard(
    'one order holds up no other',
    'an order that can not be woken ends the sweep',
    watchdog.file,
    [
      "note(settings, 'an order could not be woken; it is tried again', { order, err: error });",
      'throw error;',
    ],
    { file: watchdog.tests, test: 'quiet-end: an order that can not be woken holds up none' },
  ),
  guard(
    'a sweep ends early when the engine is away',
    'in an outage each sweep tries every overdue order, and puts each off',
    watchdog.file,
    ['return failedInARow >= awayAfter;', 'return failedInARow < 0;'],
    { file: watchdog.tests, test: 'with the engine away a sweep tries a few' },
  ),
  guard(
    'tries that fail are counted',
    'a sweep without an end walks every overdue order',
    watchdog.file,
    ['tally.woken + tally.failed >= most', 'tally.woken >= most'],
    { file: watchdog.tests, test: 'a sweep ends after so many tries' },
  ),
  guard(
    'what a worker logs of each order is limited',
    'an outage of the engine fills the disk with a line for each order',
    watchdog.file,
    [
      "  rareLog('warn', words, fields, words);",
      "  rareLog('warn', JSON.stringify(fields), fields, words);",
    ],
    { file: watchdog.tests, test: 'with the engine away a sweep tries a few' },
  ),
  guard(
    'a due time that the release before writes is the order’s',
    'while two releases run, an order whose workflow is lost is never found',
    'ledger/migrations/0023-order-dues.sql',
    ['after insert or update of next_due_at on orders', 'after insert on orders'],
    { file: dues, test: 'what a process of the release before writes of a due time' },
  ),
  {
    name: 'due times of before the upgrade are taken over',
    disabled: 'an order that was due before the upgrade, and lost its workflow, is never found',
    changes: [
      {
        file: 'ledger/migrations/0024-due-orders-in-batches.sql',
        from: 'where next_due_at is not null',
        to: 'where next_due_at is not null and version = 0',
      },
      {
        file: 'ledger/migrations/0024-order-dues-of-before.sql',
        from: 'where next_due_at is not null',
        to: 'where next_due_at is not null and version = 0',
      },
    ],
    witness: { file: dues, test: 'an order that was due before there was a table of due times' },
  },
  guard(
    'due times are copied in batches',
    'while a large ledger is migrated, who moves a due time waits for the whole copy, and fails',
    'ledger/migrations/0024-due-orders-in-batches.sql',
    ['limit 20000', 'limit 0'],
    {
      file: 'test/component/ledger/migrate-under-load.test.ts',
      test: 'due times are copied beside payments',
    },
  ),
  guard(
    'appends have connections of their own',
    'with every connection taken by calls no order goes on',
    'worker/create-workers.ts',
    ['createLedgerActivities(ledger, deps.faults,', 'createLedgerActivities(deps.db, deps.faults,'],
    { file: 'test/component/worker/load.test.ts', test: 'appends do not wait behind calls' },
  ),
];

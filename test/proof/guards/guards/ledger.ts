import { type Guard, guard } from '../guard.ts';

const append = { file: 'ledger/append/append.ts', tests: 'test/component/ledger/append.test.ts' };
const standing = {
  file: 'domain/facts/fact-standing.ts',
  tests: 'domain/facts/fact-standing.test.ts',
};
const inbox = { file: 'ledger/inbox/inbox.ts', tests: 'test/component/ledger/inbox.test.ts' };
const controls = {
  file: 'ledger/people/budget.ts',
  tests: 'test/component/ledger/controls.test.ts',
};
const orders = { file: 'ledger/orders/orders.ts', tests: 'test/component/ledger/orders.test.ts' };

const underLoad = 'test/component/ledger/migrate-under-load.test.ts';

const lostConnection = 'test/component/ledger/lost-connection.test.ts';

const processRole = 'ledger/database/process-role.ts';
const processRoleTests = 'test/component/ledger/process-role.test.ts';

/** What is written, by whom, and once. */
export const ledgerGuards: readonly Guard[] = [
  guard(
    'the role of API and worker: what was written stays',
    'whoever gets into a process rewrites facts and acts',
    processRole,
    ["const written = ['facts', 'acts', ", "const written = ['sweeps', "],
    { file: processRoleTests, test: 'can not delete what persons did' },
  ),
  guard(
    'the role of API and worker: triggers have a path of their own',
    'a table of the session stands before the one that a trigger checks against',
    processRole,
    ['await fixPaths(inside, place.schema);', ''],
    { file: processRoleTests, test: 'a table of its session stands before none' },
  ),
  guard(
    'the password of the role of API and worker is in no statement',
    'PostgreSQL’s log of statements holds the password of the ledger',
    processRole,
    ['inside.escapeLiteral(verifier)', 'inside.escapeLiteral(password)'],
    { file: processRoleTests, test: 'makes the role, and sets its password each time again' },
  ),
  guard(
    "append's fence: the version",
    'a stale run appends what it decided on an older standing',
    append.file,
    ['if (order.version !== expectedSeq) {', 'if (order.version < 0) {'],
    { file: append.tests, test: 'one-writer: of many writers who know the same fact' },
  ),
  guard(
    "append's fence: the lock",
    'two runs read the same version at once and both go on',
    'ledger/orders/order-rows.ts',
    ["'where merchant = $1 and id = $2 for update'", "'where merchant = $1 and id = $2'"],
    { file: append.tests, test: 'one-writer: an append waits for one that is under way' },
  ),
  guard(
    'the same append again is no conflict',
    'a worker that lost the answer decides its own facts anew',
    append.file,
    ['if (stored === null) return', 'return'],
    { file: append.tests, test: 'one-writer: the same append sent again after a lost answer' },
  ),
  guard(
    'other facts at the same place are a conflict',
    'another writer’s facts are taken for our own',
    append.file,
    [
      'return isDeepStrictEqual(stored, sent) ?',
      'return stored.length === (sent as unknown[]).length ?',
    ],
    { file: append.tests, test: 'one-writer: of many writers who know the same fact' },
  ),
  guard(
    'an append goes in whole or not at all',
    'facts stay behind when the rest of their append is refused',
    append.file,
    ['await transaction(db, work);', 'await work(db);'],
    {
      file: controls.tests,
      test: 'the switch holds every compensation, and nothing of the append',
    },
  ),
  guard(
    'a callback is consumed by the append that takes it',
    'a callback taken up is handed over again and again',
    append.file,
    ['take(db, key, consumed, seq)', 'take(db, key, { ...consumed, callbacks: [] }, seq)'],
    {
      file: append.tests,
      test: 'nothing-lost: a callback is consumed by the append that takes it',
    },
  ),
  guard(
    'a refused append consumes nothing',
    'a callback is consumed though its evidence did not go in',
    append.file,
    [
      '  if (order.version !== expectedSeq) {',
      '  await takeRows();\n  if (order.version !== expectedSeq) {',
    ],
    {
      file: append.tests,
      test: 'nothing-lost: a callback is consumed by the append that takes it',
    },
  ),
  guard(
    'a run asks for no later look than the facts want',
    'an order that a changed rule believes at rest is never looked at again',
    append.file,
    ['earlierMs(nextDueAtMs, ledgerDueAtMs(state, Date.now()))', 'nextDueAtMs'],
    { file: append.tests, test: 'quiet-end: a writer may ask for an earlier look' },
  ),
  guard(
    'no nonsense goes in',
    'a fact that its order can not hold is written for ever',
    append.file,
    ['    checkStands(state, fact);\n', ''],
    { file: append.tests, test: 'is refused, and nothing of its append is written' },
  ),
  guard(
    'the ledger refuses a fact of an unknown attempt',
    'money of an attempt nobody knows is written and passed over',
    standing.file,
    [
      "return attempt === undefined ? unknown('attempt', number) : { attempt, refund: null };",
      'return { attempt: attempt ?? null, refund: null };',
    ],
    { file: standing.tests, test: 'of an unknown attempt is refused' },
  ),
  guard(
    'the ledger refuses a fact of an unknown refund',
    'what became of a refund nobody knows is written and passed over',
    standing.file,
    [
      "return refund === undefined ? unknown('refund', number) : { attempt: null, refund };",
      'return { attempt: null, refund: refund ?? null };',
    ],
    { file: standing.tests, test: 'of an unknown refund is refused' },
  ),
  guard(
    'a success is not written over the one before',
    'what an attempt took is replaced by another amount',
    'domain/facts/fact-standing-table.ts',
    [
      "payment_captured: { names: 'attempt', attempt: unpaid },",
      "payment_captured: { names: 'attempt' },",
    ],
    { file: standing.tests, test: 'one-truth: a success is not written over the one before' },
  ),
  guard(
    'the switch',
    'compensations go out with the switch off',
    controls.file,
    [
      "if (controls?.automatic_refunds !== true) return 'switch_off';",
      "if (controls === null) return 'switch_off';",
    ],
    { file: controls.tests, test: 'the switch holds every compensation' },
  ),
  guard(
    'the cap',
    'a compensation of any size goes out by itself',
    controls.file,
    ["if (controls.cap_minor !== null && amountMinor > controls.cap_minor) return 'over_cap';", ''],
    { file: controls.tests, test: 'a compensation above the cap is held' },
  ),
  guard(
    'the daily budget',
    'any number of compensations goes out a day',
    controls.file,
    [
      'and ($5::bigint is null or spent_minor + $4 <= $5)',
      'and ($5::bigint is null or spent_minor >= 0)',
    ],
    { file: controls.tests, test: 'the daily budget is never passed, however many ask at once' },
  ),
  guard(
    'a held compensation leaves nothing behind',
    'what the controls held goes out all the same',
    append.file,
    ['if (hold !== null) throw new Held(hold, fact.number);', 'if (hold !== null) return;'],
    { file: controls.tests, test: 'the switch holds every compensation' },
  ),
  guard(
    'the lease of a callback',
    'two relays hand one callback over at once',
    inbox.file,
    [
      "due_at = clock_timestamp() + $2 * interval '1 millisecond'\n       from due",
      "due_at = clock_timestamp() + 0 * $2 * interval '1 millisecond'\n       from due",
    ],
    { file: inbox.tests, test: 'a leased callback is nobody else' },
  ),
  guard(
    'handed over is not consumed',
    'a callback the engine took and lost never comes again',
    inbox.file,
    [
      "due_at = greatest(clock_timestamp() + $2 * interval '1 millisecond',",
      "due_at = greatest(clock_timestamp() + 86400000 * (1 + $2) * interval '1 millisecond',",
    ],
    { file: inbox.tests, test: 'nothing-lost: handed over is not consumed' },
  ),
  guard(
    'a callback belongs to the account it came to',
    "one account's callback is evidence for another's attempt",
    inbox.file,
    [
      'where attempts.channel = leased.channel and attempts.account = leased.account',
      'where attempts.channel = leased.channel',
    ],
    { file: inbox.tests, test: 'a callback of another account is no evidence' },
  ),
  guard(
    'the drawn payment number is kept',
    'a repeat after a lost answer draws a second payment number',
    'ledger/keys/drawn-ids.ts',
    ['set drawn = coalesce(drawn, $4)', 'set drawn = $4'],
    {
      file: 'test/component/ledger/keys.test.ts',
      test: 'what a holder drew is what the next holder makes',
    },
  ),
  guard(
    'a revoked key opens nothing',
    'a key that was revoked goes on working',
    'ledger/keys/api-keys.ts',
    ['where hash = $1 and (revoked_at is null or', 'where hash = $1 and (true or'],
    {
      file: 'test/component/ledger/keys.test.ts',
      test: 'a key opens what it is for until revoked',
    },
  ),
  guard(
    "a refund id names one order's refund",
    'two orders refund under one id',
    'ledger/orders/refund-ids.ts',
    ["return isSame ? 'same' : 'taken';", "return holder === null ? 'taken' : 'same';"],
    { file: orders.tests, test: "a merchant's refund id names one refund of one order" },
  ),
  guard(
    'an order is due from its creation on',
    'an order nobody clicks on is never closed',
    orders.file,
    ['nextDueAtMs: row.expiresAtMs', 'nextDueAtMs: null'],
    { file: orders.tests, test: 'an order nobody clicked on is overdue after its deadline' },
  ),
  guard(
    'an append notes when the order is due',
    'an order whose workflow is lost is never found',
    'ledger/orders/order-rows.ts',
    [
      "updateOf('orders', changing, orderKeyColumns);",
      "updateOf('orders', changing, orderKeyColumns, {\n  next_due_at: (place) => `coalesce(next_due_at, ${place})`,\n});",
    ],
    { file: append.tests, test: 'the read models say what the facts fold to' },
  ),
  guard(
    'an edited migration is refused',
    'a schema that differs from its file is taken for the same',
    'ledger/database/migrate.ts',
    ['} else if (checksum !== migration.checksum) {', "} else if (checksum === '') {"],
    {
      file: 'test/component/ledger/migrate.test.ts',
      test: 'a migration that was changed after it ran',
    },
  ),
  guard(
    'a migration gives way to payments',
    'payments queue behind a migration that waits for a lock, until they fail',
    'ledger/database/taking-turns.ts',
    [
      'await run(connection, `set lock_timeout = ${lockWaitMs}`);',
      "await run(connection, 'set lock_timeout = 0');",
    ],
    { file: underLoad, test: 'a migration that must lock a table gives way' },
  ),
  guard(
    'an index that failed is built again',
    'an index that is written to and never read counts as built',
    'ledger/database/build-index.ts',
    ['if ((await isBuilt(connection, index)) === false) {', 'if (tried === 0) {'],
    { file: underLoad, test: 'a build that failed leaves no index behind' },
  ),
  guard(
    'only what may run twice runs outside a transaction',
    'a migration that was broken off half-way fails for ever',
    'ledger/database/migration-files.ts',
    [
      "if (created !== undefined) return { sql, kind: 'create', index: created };",
      "if (created !== '') return { sql, kind: 'create', index: created ?? '' };",
    ],
    { file: underLoad, test: 'what can not be run twice is refused' },
  ),
  guard(
    'a transaction ended for a deadlock is done again',
    'two who wait for each other: one of them fails',
    'ledger/database/database.ts',
    ['if (!isAgain || tried === mostTries) throw error;', 'if (isAgain || tried > 0) throw error;'],
    {
      file: 'test/component/ledger/lock-order.test.ts',
      test: 'two who wait for each other all the same both get done',
    },
  ),
  guard(
    'a statement that nobody answers ends here',
    'where PostgreSQL hangs, its time limit never comes, and all that waits for it hangs for ever',
    'ledger/database/database.ts',
    ['...(answerMs === undefined ? {} : { query_timeout: answerMs }),', ''],
    { file: lostConnection, test: 'that nobody answers is passing trouble' },
  ),
  guard(
    'a connection on which nobody answers is used no more',
    'the next transaction waits behind the statement of another that hangs',
    'ledger/database/database.ts',
    ['=== unanswered) return false;', '=== unanswered) return true;'],
    { file: lostConnection, test: 'that nobody answers is passing trouble' },
  ),
  guard(
    'each win finds the refunds of its attempt by an index',
    'each win reads all refunds',
    'ledger/migrations/0022-growing-ledger.sql',
    ['on refunds (attempt);', 'on refunds (attempt) where abnormal;'],
    {
      file: 'test/plans/plans.test.ts',
      test: 'no statement inside a trigger or a foreign key reads more',
    },
  ),
  guard(
    'each click is looked at once',
    'a sweep goes through all clicks that ever were',
    'ledger/texts/attempt-inputs.ts',
    [
      'set reached = greatest(old.reached, excluded.reached)',
      "set reached = old.reached - interval '1 day'",
    ],
    {
      file: 'test/component/ledger/unused-clicks.test.ts',
      test: 'clicks that opened nothing are erased',
    },
  ),
  guard(
    'a fact of an unknown version holds the order',
    'a shape that only a newer build knows is read as if it were ours',
    'domain/facts/fact-record.ts',
    ['record.v >= 1 && record.v <= factVersion,', 'record.v !== null,'],
    { file: 'domain/facts/fact-record.test.ts', test: 'is refused' },
  ),
  guard(
    'a fact of an unknown kind holds the order',
    'a fact that only a newer build knows is passed over',
    'domain/facts/fact-record.ts',
    ["invariant(isKnown(fact), 'a stored fact is of a kind known to this build');", ''],
    {
      file: 'domain/facts/fact-record.test.ts',
      test: 'nothing-lost: a fact of a kind this build does not',
    },
  ),
  guard(
    'what no column takes is our own mistake',
    'a text or number the database refuses reads as a ledger that does not answer, and is repeated',
    'ledger/database/database.ts',
    ["new Set(['22', '23', '54'])", "new Set(['23'])"],
    { file: 'test/component/ledger/invariants.test.ts', test: 'is our mistake' },
  ),
  guard(
    'a time beyond any clock is storable',
    'one odd time makes an order unreadable',
    'domain/values/calendar.ts',
    [
      'return Math.min(Math.max(Number.isNaN(ms) ? 0 : ms, earliestMs), latestMs);',
      'return earliestMs <= latestMs ? ms : 0;',
    ],
    { file: 'ledger/database/time.test.ts', test: 'ms is the last time there is' },
  ),
  guard(
    'a policy within 400 days',
    'a due time reaches beyond what the ledger stores',
    'config/policy-settings.ts',
    ['.max(longestMs, ', '.max(Number.MAX_SAFE_INTEGER, '],
    { file: 'config/configuration.test.ts', test: 'is 400 days at most' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const keys = {
  file: 'ledger/keys/idempotency-keys.ts',
  tests: 'test/component/ledger/keys.test.ts',
};

/** What keeps one request from acting twice. */
export const keyGuards: readonly Guard[] = [
  guard(
    'an idempotency key is one request',
    'another body under a known key is answered with the first one’s result',
    keys.file,
    ["if (!isSame) return { kind: 'reused' };", ''],
    { file: keys.tests, test: 'what came of it is answered again, and another body is refused' },
  ),
  guard(
    'one request at a time under a key',
    'two requests under one key act at once',
    keys.file,
    [
      "return row.lease === lease ? { kind: 'taken', lease, isNew: row.is_new } : { kind: 'in_use' };",
      "return { kind: 'taken', lease, isNew: row.is_new };",
    ],
    { file: keys.tests, test: 'of many requests under a key at once, one acts' },
  ),
  guard(
    'an expired lease is taken over',
    'a key whose holder died is in use for ever',
    keys.file,
    [
      'and old.leased_until <= clock_timestamp() then excluded.lease else old.lease end',
      'and old.leased_until is null then excluded.lease else old.lease end',
    ],
    { file: keys.tests, test: 'a lease that ran out is taken over' },
  ),
  guard(
    'a lease is renewed by its holder alone',
    'a request that lost its key to another goes on renewing the lease',
    keys.file,
    [
      'where scope = $1 and key = $2 and lease = $3 and resource is null`,\n    [name.scope, name.key, lease, leaseMs],',
      'where scope = $1 and key = $2 and length($3) > 0 and resource is null`,\n    [name.scope, name.key, lease, leaseMs],',
    ],
    { file: keys.tests, test: 'a lease is renewed by its holder alone' },
  ),
  guard(
    'a lease given back is renewed by nobody',
    'a refused request holds its key for another 5 s by a renewal under way',
    keys.file,
    [", lease = 'given back'", ''],
    { file: keys.tests, test: 'a renewal that arrives after its lease was given back' },
  ),
  guard(
    'a key stays with a request of unknown outcome',
    'another request acts under the key of a payment that may have been begun',
    'api/idempotency/idempotently.ts',
    ['const end = isNew && isRefusal ? forgetKey : releaseKey;', 'const end = forgetKey;'],
    {
      file: 'test/component/api/orders.test.ts',
      test: 'after a refusal the same request may come again under its key',
    },
  ),
  guard(
    'a refused request leaves no row',
    'anybody with a key fills the ledger with requests that are refused',
    'api/orders/ask-order.ts',
    [
      "  if (answer.kind === 'refused') await forgetRequest(deps.database, order.key, note.id);\n",
      '',
    ],
    {
      file: 'test/component/edge/refusals-leave-nothing.test.ts',
      test: 'leaves every row of the ledger as it was',
    },
  ),
  guard(
    'what came of a key is kept',
    'a request done before is done again under its key',
    keys.file,
    ["if (row.resource !== null) return { kind: 'done', resource: row.resource };", ''],
    { file: keys.tests, test: 'what came of it is answered again, and another body is refused' },
  ),
];

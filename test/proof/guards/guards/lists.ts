import { type Guard, guard } from '../guard.ts';

const search = 'test/component/ledger/search.test.ts';
const refundList = 'test/component/ledger/refund-list.test.ts';
const keys = 'test/component/ledger/keys.test.ts';
const acts = 'test/component/ledger/acts.test.ts';

/** What keeps merchants' lists apart, keys shut and acts of persons known. */
export const listGuards: readonly Guard[] = [
  guard(
    'a merchant searches its own orders alone',
    'a merchant finds the orders of all others by their beginnings',
    'ledger/orders/search.ts',
    ['where $1::text is null or id = $1)', 'where $1::text is null or id is not null)'],
    { file: search, test: 'a merchant finds its own orders alone' },
  ),
  guard(
    'a refund is told to its own merchant alone',
    'a refund number tells any merchant of the refund',
    'ledger/orders/refund-list.ts',
    ['or refunds.merchant = $2)`', 'or refunds.merchant is not null)`'],
    { file: refundList, test: 'by its own merchant alone' },
  ),
  guard(
    'a merchant lists its own refunds alone',
    'the list of refunds tells a merchant of all others',
    'ledger/orders/refund-list.ts',
    ['if (filter.merchant !== null) add((p) => `refunds.merchant = ${p}`, filter.merchant);', ''],
    { file: refundList, test: 'are narrowed by merchant' },
  ),
  guard(
    'a key opens nothing after its overlap',
    'a key that was revoked with an overlap goes on working for ever',
    'ledger/keys/api-keys.ts',
    ['or revoked_at > clock_timestamp())`', 'or revoked_at > created_at)`'],
    { file: keys, test: 'a key with an overlap opens until the moment comes' },
  ),
  guard(
    'a revocation is never put off',
    'a key that leaked and was revoked opens again',
    'ledger/keys/api-keys.ts',
    ["coalesce(revoked_at, 'infinity') > clock", "coalesce('infinity', revoked_at) > clock"],
    { file: keys, test: 'that is never put off' },
  ),
  guard(
    'an act is noted with its fact',
    'who approved a refund is missing from the audit',
    'ledger/migrations/0019-acts.sql',
    [
      "when (new.type in ('refund_approved', 'refund_rejected',",
      "when (new.type in ('refund_rejected',",
    ],
    { file: acts, test: 'rule 18: each is listed with who' },
  ),
  guard(
    'acts from before are listed',
    'the audit begins with the release that brought it',
    'ledger/migrations/0020-acts-of-before.sql',
    ["where type in ('refund_approved', 'refund_rejected',", "where type in ('refund_rejected',"],
    { file: acts, test: 'are listed by the migration' },
  ),
  guard(
    'a key is remembered no longer than its overlap',
    'a key opens seconds more than its overlap says',
    'api/auth/remembered-keys.ts',
    ['Math.min(askedAtMs + rememberedMs, revokedAtMs ?? Infinity)', 'askedAtMs + rememberedMs'],
    { file: 'test/component/api/merchants.test.ts', test: 'is not remembered beyond it' },
  ),
  guard(
    'each of many decisions has a key of its own',
    'a repeat of many decisions is told that none of the refunds waits',
    'api/refunds/decide-refunds-route.ts',
    ["key === null ? null : canonicalHash('refunds_decide', key, number)", 'null'],
    {
      file: 'test/component/api/decide-refunds.test.ts',
      test: 'repeated under its key it decides nothing twice',
    },
  ),
];

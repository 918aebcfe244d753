/** Tables that do not grow with the orders, and why: reading all of one costs the same for ever. */
export const small: Readonly<Record<string, string>> = {
  merchants: 'one row a merchant',
  api_keys: 'some rows a merchant',
  controls: 'one row',
  channels_off: 'what a person or a merchant switched off',
  refund_caps: 'one row a currency',
  daily_budgets: 'one row a merchant and currency',
  refused_callbacks: 'the newest thousand',
  refused_callback_counts: 'one row a channel account and reason',
  unmatched: 'money of no payment of ours, each for a person to look into',
  order_holds: 'what the ledger refuses now: mistakes of ours that nobody mended yet',
  schema_migrations: 'one row a release',
  sweeps: 'one row a sweep',
  notice_secrets: 'some rows a merchant',
  notice_endpoints: 'a few rows a merchant: the origins of its receivers',
  account_health: 'one row a channel account',
  clock_skews: 'one row a process and channel account, of the last day',
  rate_limits: 'callers of the last moment; those who call no more are swept',
  pg_authid: 'the roles of the server, looked through when a process starts',
};

/** Indexes over the few rows of a table that somebody or something waits for. */
export const ofFewRows: Readonly<Record<string, string>> = {
  orders_waiting: 'orders that wait for a person',
  orders_waiting_everywhere: 'orders that wait for a person',
  order_dues_by_time: 'orders under way',
  notice_lines_due: 'notices that wait',
  notice_lines_own: 'notices that wait',
  notice_lines_again: 'notices that wait to be sent again',
  notice_lines_nowhere: 'notices of the last moment, until their endpoint is found',
  events_unnumbered: 'events of the last moment, until they have their numbers',
  attempts_parked: 'attempts that wait for a person',
  refunds_waiting: 'refunds that wait for a person',
  unmatched_open: 'money that waits for a person',
  inbox_due: 'callbacks that no order has taken up yet',
  idempotency_keys_without: 'requests under way, and failed ones of the last days',
};

/** Indexes over what is not erased yet, by age: what is older than an erasure leaves is little. */
export const byAge: Readonly<Record<string, string>> = {
  attempt_inputs_to_erase: 'asked for what is older than the erasure leaves',
  attempt_offers_to_erase: 'asked for what is older than the erasure leaves',
  inbox_to_erase: 'asked for what is older than the erasure leaves',
  failure_words_to_erase: 'asked for what is older than the erasure leaves',
  channel_answers_to_erase: 'asked for what is older than the erasure leaves',
  requests_to_erase: 'asked for what is older than the erasure leaves',
  refund_reasons_to_erase: 'asked for what is older than the erasure leaves',
  notice_tries_by_age: 'asked for what is older than the erasure leaves',
};

/** Columns of which many rows have the same value: an index that is asked by these alone reads many. */
export const broad: ReadonlySet<string> = new Set([
  'merchant',
  'scope',
  'status',
  'state',
  'kind',
  'call',
  'channel',
  'account',
  'type',
  'source',
  'by_name',
]);

/** Files with a statement that no test brings about, and which. */
export const unseenIn: Readonly<Record<string, string>> = {
  'cli/migrate.ts': '`select 1`; its tests run what is built of it',
  'dev/postgres/roles.ts':
    'gives a data folder of before to its owner; its tests start it as a process',
  'ledger/database/process-role.ts':
    'what `migrate` does as built, to make the role of API and worker',
  'ledger/database/build-index.ts': 'how far a build is, which is told after five seconds',
};

/** Statements that may read many rows, and why. */
export const excused: Readonly<Record<string, string>> = {
  'delete from order_dues': 'a test’s own, from within an append',
};

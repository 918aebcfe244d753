import { expect, test } from 'vitest';
import { z } from 'zod';
import { channelAnswersTable } from '../../../ledger/answers/answer-columns.ts';
import { requestsTable } from '../../../ledger/answers/requests.ts';
import type { ColumnType } from '../../../ledger/database/column.ts';
import { select } from '../../../ledger/database/database.ts';
import type { Table } from '../../../ledger/database/table.ts';
import { eventsTable } from '../../../ledger/events/event-columns.ts';
import { inboxTable } from '../../../ledger/inbox/inbox-columns.ts';
import { refusedCallbacksTable } from '../../../ledger/inbox/refused-callbacks.ts';
import { unmatchedTable } from '../../../ledger/inbox/unmatched.ts';
import { apiKeysTable } from '../../../ledger/keys/api-keys.ts';
import { merchantsTable } from '../../../ledger/keys/merchants.ts';
import { attemptsTable } from '../../../ledger/orders/attempt-columns.ts';
import { factsTable } from '../../../ledger/orders/fact-columns.ts';
import { orderDuesTable } from '../../../ledger/orders/dues.ts';
import { ordersTable } from '../../../ledger/orders/order-columns.ts';
import { refundsTable } from '../../../ledger/orders/refund-columns.ts';
import { noticeLinesTable } from '../../../ledger/notices/notice-lines.ts';
import { noticeTriesTable } from '../../../ledger/notices/notice-tries.ts';
import { actsTable } from '../../../ledger/acts/acts.ts';
import { channelsOffTable } from '../../../ledger/people/channels-off.ts';
import { orderHoldsTable } from '../../../ledger/people/hold-columns.ts';
import { openOwnLedger } from './own-ledger.ts';

// What is described of tables is what their SQL is made of: a column that is left out would keep
// its old value, or the database's default, without a word.

const { db } = await openOwnLedger();

const storedColumn = z.object({ name: z.string(), type: z.string(), is_nullable: z.boolean() });
type StoredColumn = z.output<typeof storedColumn>;

async function columnsOf(table: string): Promise<StoredColumn[]> {
  return select(
    db,
    storedColumn,
    `select column_name as name, udt_name as type, is_nullable = 'YES' as is_nullable
     from information_schema.columns where table_schema = current_schema() and table_name = $1`,
    [table],
  );
}

/** PostgreSQL's own names of the types. */
const storedTypes: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  'text[]': '_text',
  bigint: 'int8',
  integer: 'int4',
  boolean: 'bool',
  timestamptz: 'timestamptz',
  jsonb: 'jsonb',
  bytea: 'bytea',
};

const tables: readonly Table[] = [
  actsTable,
  apiKeysTable,
  attemptsTable,
  channelAnswersTable,
  channelsOffTable,
  eventsTable,
  factsTable,
  inboxTable,
  merchantsTable,
  noticeLinesTable,
  noticeTriesTable,
  orderDuesTable,
  orderHoldsTable,
  ordersTable,
  refundsTable,
  refusedCallbacksTable,
  requestsTable,
  unmatchedTable,
];

test.each(tables)('the columns described of $name are exactly the table’s', async (table) => {
  const stored = await columnsOf(table.name);
  const described = Object.values(table.columns);
  const names = [...described.map((one) => one.name), ...table.besides];
  expect(names.toSorted()).toEqual(stored.map((one) => one.name).toSorted());
  for (const { name, type, isNullable } of described) {
    const own = stored.find((one) => one.name === name);
    expect(own).toEqual({ name, type: storedTypes[type], is_nullable: isNullable });
  }
});

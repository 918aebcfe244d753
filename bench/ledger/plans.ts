import { z } from 'zod';
import { largeMerchant } from '../../test/kit/large-ledger.ts';
import type { Side } from './operations.ts';

type Explained = Readonly<{ what: string; before: string; after: string; values: unknown[] }>;

/** Statements of both releases, in the words of each. */
export const explained: readonly Explained[] = [
  {
    what: 'the refunds of an attempt, which each win looks at',
    before: 'select from refunds where attempt = $1',
    after: 'select from refunds where attempt = $1',
    values: ['P00000000000000000000000001'],
  },
  {
    what: 'orders with one kind of attention',
    before:
      'select id from orders where merchant = $1 and $2 = any(attention) order by created_at desc, merchant desc, id desc limit 51',
    after:
      "select id from orders where merchant = $1 and (attention <> '{}' or held) and $2 = any(attention) order by created_at desc, merchant desc, id desc limit 51",
    values: [largeMerchant, 'dispute'],
  },
  {
    what: 'orders of a status',
    before:
      'select id from orders where merchant = $1 and status = $2 order by created_at desc, merchant desc, id desc limit 51',
    after:
      'select id from orders where merchant = $1 and status = $2 order by created_at desc, merchant desc, id desc limit 51',
    values: [largeMerchant, 'closing'],
  },
  {
    what: 'a merchant’s refund by its id, when the id is released',
    before: "select from refunds where merchant = $1 and id = $2 and kind = 'merchant'",
    after: `select from refunds where merchant = $1 and id collate "C" = $2 and kind = 'merchant'`,
    values: [largeMerchant, 'r-1'],
  },
];

const planRow = z.object({ 'QUERY PLAN': z.string() });

/** The line of a plan that says how the table is read. */
export async function scanOf({ code, db }: Side, sql: string, values: unknown[]): Promise<string> {
  const rows = await code.select(db, planRow, `explain (costs off) ${sql}`, values);
  const lines = rows.map((row) => row['QUERY PLAN'].trim());
  return (lines.find((line) => line.includes('Scan')) ?? lines[0] ?? '').replace(/^->\s*/, '');
}

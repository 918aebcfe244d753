import type { Database } from '../../../ledger/database/database.ts';

/** How many rows each table of the ledger has. */
export async function rowsInAll(db: Database): Promise<Readonly<Record<string, number>>> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const counts = rows.map(
    ({ name }) => `select '${name}' as name, count(*)::int as rows from ${name}`,
  );
  const counted = await db.query<{ name: string; rows: number }>(counts.join(' union all '));
  return Object.fromEntries(counted.rows.map((one) => [one.name, one.rows]));
}

import type { PoolClient } from 'pg';
import type { Database, Db } from '../../../ledger/database/database.ts';

/** How many statements `work` sends, transactions' own among them. */
export async function countedStatements(
  db: Database,
  work: (counted: Db) => Promise<unknown>,
): Promise<number> {
  const connection: PoolClient = await db.connect();
  let count = 0;
  const counted = new Proxy(connection, {
    get: (target, property) => {
      if (property === 'query') count += 1;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  try {
    await work(counted);
  } finally {
    connection.release();
  }
  return count;
}

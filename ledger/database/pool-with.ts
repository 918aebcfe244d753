import type { PoolClient, QueryResult } from 'pg';
import type { Database } from './database.ts';

/** How a pool's connections are had. */
type Ways = Readonly<{
  connect: () => Promise<PoolClient>;
  query: (sql: string, values?: unknown[]) => Promise<QueryResult>;
  room: () => Promise<void>;
}>;

/** The pool with other ways to its connections; all else stays its own. */
export function poolWith(pool: Database, ways: Ways): Database {
  return Object.assign(Object.create(pool) as Database, ways);
}

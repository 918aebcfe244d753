import type { Database } from './database.ts';
import { poolWith } from './pool-with.ts';

/** The pool for what has begun long ago: it waits for a connection as long as any statement does. */
export function withoutRoom(pool: Database): Database {
  return poolWith(pool, {
    connect: () => pool.connect(),
    query: (sql: string, values?: unknown[]) => pool.query(sql, values),
    room: () => Promise.resolve(),
  });
}

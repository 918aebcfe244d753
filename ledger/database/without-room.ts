import type { Database } from './database.ts';

/** The pool for what has begun long ago: it waits for a connection as long as any statement does. */
export function withoutRoom(pool: Database): Database {
  // The pool's own methods stay its own; only its room is another.
  const own = Object.create(pool) as Database;
  return Object.assign(own, {
    connect: () => pool.connect(),
    query: (sql: string, values?: unknown[]) => pool.query(sql, values),
    room: () => Promise.resolve(),
  });
}

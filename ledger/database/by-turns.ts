import { type Database, waitedTooLong } from './database.ts';
import { NoConnectionFree } from './no-connection-free.ts';
import { poolWith } from './pool-with.ts';

/** A caller's turns among all who use a pool. */
export type Turns = Readonly<{
  /** Waits for a turn. @returns ends it; null: it did not come in time */
  take: (mostMs: number) => Promise<(() => void) | null>;
  /** How many turns this caller waits for. */
  waiting: () => number;
}>;

/** The longest wait for a turn of what has begun, ms: as long as for a connection. */
const longestMs = 5_000;

/**
 * The pool as one caller has it: each connection is had by turns with other callers, so that one
 * with much to do takes no more than its share. As much of each caller's may wait before it begins
 * as the pool allows.
 */
export function byTurns(pool: Database, turns: Turns): Database {
  const { most, mostMs } = pool.waitingRoom;

  async function turn(): Promise<() => void> {
    const end = await turns.take(longestMs);
    if (end === null) throw new Error(waitedTooLong);
    return end;
  }

  return poolWith(pool, {
    connect: async () => {
      const end = await turn();
      try {
        const connection = await pool.connect();
        const release = connection.release.bind(connection);
        connection.release = (broken) => {
          release(broken);
          end();
        };
        return connection;
      } catch (error) {
        end();
        throw error;
      }
    },
    query: async (sql: string, values?: unknown[]) => {
      const end = await turn();
      try {
        return await pool.query(sql, values);
      } finally {
        end();
      }
    },
    room: async () => {
      if (turns.waiting() >= most) throw new NoConnectionFree(turns.waiting());
      const end = await turns.take(mostMs);
      if (end === null) throw new NoConnectionFree(turns.waiting());
      try {
        await pool.room();
      } finally {
        end();
      }
    },
  });
}

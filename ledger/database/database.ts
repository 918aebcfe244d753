import { setTimeout } from 'node:timers/promises';
import { DatabaseError, Pool, type PoolClient } from 'pg';
import type { z } from 'zod';
import { columnParsers } from './column-parsers.ts';
import { NoConnectionFree } from './no-connection-free.ts';
import { LedgerViolation } from './violation.ts';

/** The first argument of every function of the ledger: the pool, or one connection of it. */
export type Db = Pool | PoolClient;

/** A pool of connections to PostgreSQL. */
export type Database = Pool &
  Readonly<{
    /**
     * Waits for the first time at which a connection is free, as what comes in must before it
     * begins: work is refused while nothing of it was done, not in its middle.
     *
     * @throws NoConnectionFree if too many wait, or the wait was too long
     */
    room: () => Promise<void>;
    /** How much waits there at most. */
    waitingRoom: WaitingRoom;
    close: () => Promise<void>;
  }>;

/** How much may wait until a connection is free, before it begins. */
export type WaitingRoom = Readonly<{
  /** The longest wait, ms. */
  mostMs: number;
  /** The most waiters at a time; whoever comes then is refused at once. */
  most: number;
}>;

export type DatabaseOptions = Readonly<{
  /** The most connections at a time; 10 by default. */
  max?: number;
  /** How PostgreSQL lists us in `pg_stat_activity`. */
  applicationName?: string;
  /** Without it `room` waits as long as any statement, and so does any number. */
  waitingRoom?: WaitingRoom;
  /** The longest wait for a connection, and for the answer to a statement; ms. 5 s, and 10 s. */
  mostMs?: number;
  /**
   * The longest wait for the answer to a statement as it is counted here, ms: a PostgreSQL that
   * hangs, or a network that swallows what is sent, ends none. Without it, and without `mostMs`,
   * there is none: what an owner does to tables may take hours.
   */
  answerMs?: number;
  /** How long a connection stays open that nobody uses; 30 s by default, ms. */
  idleMs?: number;
  /** Called when an idle connection is lost; the pool replaces it by itself. */
  onConnectionLost?: (error: Error) => void;
}>;

/** The longest wait for a connection, ms. */
const connectionTimeoutMs = 5_000;

/** How long a statement may take before PostgreSQL ends it, ms. */
const statementTimeoutMs = 10_000;

/**
 * How long API and worker wait for the answer to a statement, ms: PostgreSQL ends one that is slow
 * before, and says so.
 */
export const answerWithinMs = statementTimeoutMs + 2_000;

/** What a pool says when a wait was too long; it has no code. */
export const waitedTooLong = 'timeout exceeded when trying to connect';

function roomOf(pool: Pool, { mostMs, most }: WaitingRoom): () => Promise<void> {
  return async () => {
    if (pool.waitingCount >= most) throw new NoConnectionFree(pool.waitingCount);
    const connecting = pool.connect();
    const free = connecting.then(
      (connection) => connection.release(),
      (cause: unknown) => {
        if (!(cause instanceof Error) || cause.message !== waitedTooLong) throw cause;
        throw new NoConnectionFree(pool.waitingCount, { cause });
      },
    );
    // It may end after nobody waits for it any more.
    free.catch(() => undefined);
    const tooLong = new AbortController();
    const patience = setTimeout(mostMs, 'too long' as const, { signal: tooLong.signal });
    try {
      const which = await Promise.race([free, patience]);
      if (which === 'too long') throw new NoConnectionFree(pool.waitingCount);
    } finally {
      tooLong.abort();
      patience.catch(() => undefined);
    }
  };
}

const anyNumber: WaitingRoom = { mostMs: connectionTimeoutMs, most: Infinity };

/**
 * Opens a pool, which connects with the first query. Every wait has a bound, so that
 * a database that hangs becomes an error and does not make orders hang.
 *
 * @param url `postgresql://…`
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { mostMs, answerMs = mostMs } = options;
  const pool = new Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'paidonce',
    connectionTimeoutMillis: mostMs ?? connectionTimeoutMs,
    idleTimeoutMillis: options.idleMs ?? 30_000,
    statement_timeout: mostMs ?? statementTimeoutMs,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    types: columnParsers(),
  });
  // Without a listener, the loss of an idle connection would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error));
  // A connection that breaks between two statements of a transaction needs a listener, too. The
  // next statement fails and reports it.
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  const waitingRoom = options.waitingRoom ?? anyNumber;
  return Object.assign(pool, {
    room: roomOf(pool, waitingRoom),
    waitingRoom,
    close: () => pool.end(),
  });
}

// Classes of SQLSTATE. 23: integrity errors, which include missing foreign rows and what our own
// triggers raise. 22 and 54: values of a wrong kind or size, which no column takes however often
// they are sent.
const refusalClasses: ReadonlySet<string | undefined> = new Set(['22', '23', '54']);

function explained(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || !refusalClasses.has(error.code?.slice(0, 2))) {
    return error;
  }
  return new LedgerViolation(
    error.constraint ?? error.column ?? error.code ?? '',
    error.message,
    error,
  );
}

/**
 * Runs a statement.
 *
 * @returns how many rows it wrote or found
 * @throws LedgerViolation when a constraint refused it
 */
export async function run(db: Db, sql: string, values: unknown[] = []): Promise<number> {
  try {
    return (await db.query(sql, values)).rowCount ?? 0;
  } catch (error) {
    throw explained(error);
  }
}

/**
 * Runs a query and checks each row.
 *
 * @throws LedgerViolation when a constraint refused it
 */
export async function select<Row extends z.ZodType>(
  db: Db,
  row: Row,
  sql: string,
  values: unknown[] = [],
): Promise<z.output<Row>[]> {
  try {
    const { rows } = await db.query<Record<string, unknown>>(sql, values);
    return rows.map((one) => row.parse(one));
  } catch (error) {
    throw explained(error);
  }
}

/** As `select`, for at most one row. */
export async function selectOne<Row extends z.ZodType>(
  db: Db,
  row: Row,
  sql: string,
  values: unknown[] = [],
): Promise<z.output<Row> | null> {
  return (await select(db, row, sql, values))[0] ?? null;
}

/** What the driver says when no answer came in time; it has no code. */
const unanswered = 'Query read timeout';

/** Whether the connection is still good for others after this failure. */
async function rolledBack(connection: PoolClient, error: unknown): Promise<boolean> {
  // Whatever is sent on it waits behind the statement that nobody answers.
  if (error instanceof Error && error.message === unanswered) return false;
  try {
    await connection.query('rollback');
    return true;
  } catch {
    // The connection is gone, and the transaction with it: the first error is the one to report.
    return false;
  }
}

async function within<T>(
  connection: PoolClient,
  work: (connection: PoolClient) => Promise<T>,
  onBroken: () => void,
): Promise<T> {
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    if (!(await rolledBack(connection, error))) onBroken();
    throw explained(error);
  }
}

async function once<T>(db: Db, work: (connection: PoolClient) => Promise<T>): Promise<T> {
  if (!(db instanceof Pool)) return within(db, work, () => undefined);
  const connection = await db.connect();
  let broken = false;
  try {
    return await within(connection, work, () => (broken = true));
  } finally {
    connection.release(broken);
  }
}

// SQLSTATE. 40P01: two transactions waited for each other, and PostgreSQL ended this one. 40001: it
// met another that it can't be put in line with. All of it was undone, so all of it is done again.
const doneAgain: ReadonlySet<string | undefined> = new Set(['40P01', '40001']);
const mostTries = 3;

/**
 * Runs `work` in a transaction: everything is committed or, when it throws, nothing.
 * A connection given as `db` must not be in a transaction yet. The order of locks
 * (docs/architecture.md#the-order-of-locks) leaves no two to wait for each other; should two do so
 * all the same, `work` is run again, so it does nothing that a rollback does not undo.
 */
export async function transaction<T>(
  db: Db,
  work: (connection: PoolClient) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once(db, work);
    } catch (error) {
      const isAgain = error instanceof DatabaseError && doneAgain.has(error.code);
      if (!isAgain || tried === mostTries) throw error;
    }
  }
}

/** Runs all reads of `work` on one snapshot of the database. */
export async function snapshot<T>(
  db: Db,
  work: (connection: PoolClient) => Promise<T>,
): Promise<T> {
  return transaction(db, async (inside) => {
    await inside.query('set transaction isolation level repeatable read, read only');
    return work(inside);
  });
}

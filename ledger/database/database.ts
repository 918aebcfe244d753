import { DatabaseError, Pool, type PoolClient } from 'pg';
import type { z } from 'zod';
import { columnParsers } from './column-parsers.ts';
import { LedgerViolation } from './violation.ts';

/** The first argument of every function of the ledger: the pool, or one connection of it. */
export type Db = Pool | PoolClient;

/** A pool of connections to PostgreSQL. */
export type Database = Pool & Readonly<{ close: () => Promise<void> }>;

export type DatabaseOptions = Readonly<{
  /** The most connections at a time; 10 by default. */
  max?: number;
  /** How PostgreSQL lists us in `pg_stat_activity`. */
  applicationName?: string;
  /** Called when an idle connection is lost; the pool replaces it by itself. */
  onConnectionLost?: (error: Error) => void;
}>;

/**
 * Opens a pool, which connects with the first query. Every wait has a bound, so that
 * a database that hangs becomes an error and does not make orders hang.
 *
 * @param url `postgresql://…`
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'paidonce',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
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
  return Object.assign(pool, { close: () => pool.end() });
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

/** Whether the connection is still good for others after a failure. */
async function rolledBack(connection: PoolClient): Promise<boolean> {
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
  await connection.query('begin');
  try {
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    if (!(await rolledBack(connection))) onBroken();
    throw explained(error);
  }
}

/**
 * Runs `work` in a transaction: everything is committed or, when it throws, nothing.
 * A connection given as `db` must not be in a transaction yet.
 */
export async function transaction<T>(
  db: Db,
  work: (connection: PoolClient) => Promise<T>,
): Promise<T> {
  if (!(db instanceof Pool)) return within(db, work, () => undefined);
  const connection = await db.connect();
  let broken = false;
  try {
    return await within(connection, work, () => (broken = true));
  } finally {
    connection.release(broken);
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

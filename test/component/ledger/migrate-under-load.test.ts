import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase, run, select } from '../../../ledger/database/database.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import { MigrationError, migrationsFolder } from '../../../ledger/database/migration-files.ts';
import { startPostgres } from '../../kit/postgres.ts';
import { newOrder, paidOrder } from './order-facts.ts';

const postgres = await startPostgres();
const folder = await mkdtemp(join(tmpdir(), 'paidonce-migrations-'));
const [shop, person] = [openDatabase(postgres.url), openDatabase(postgres.url)];
afterAll(async () => {
  await Promise.all([shop.close(), person.close()]);
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const names = z.object({ name: z.string() });
const indexesFile = '0022-growing-ledger.sql';
const lookAgainMs = 20;
const patience = { timeout: 10_000, interval: lookAgainMs };

async function migrateBut(left: string): Promise<void> {
  for (const name of await readdir(migrationsFolder)) {
    if (name !== left) await copyFile(join(migrationsFolder, name), join(folder, name));
  }
  await migrate(person, folder);
}

/** A transaction that has read orders and stays open, as a backup's or a person's does. */
async function openTransaction() {
  const connection = await shop.connect();
  await connection.query('begin');
  await connection.query('select count(*) from orders');
  await connection.query('savepoint looked');
  await connection.query('update orders set metadata = metadata where false');
  return {
    end: async () => {
      await connection.query('commit');
      connection.release();
    },
  };
}

async function until(sql: string): Promise<void> {
  while ((await run(shop, sql)) === 0) {
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}

async function invalidIndexes(): Promise<string[]> {
  const sql =
    'select indexrelid::regclass::text as name from pg_index where not indisvalid order by 1';
  return (await select(shop, names, sql)).map(({ name }) => name);
}

test('payments go on while an index is built, even while its build waits for a transaction', async () => {
  await migrateBut(indexesFile);
  await paidOrder(shop);
  const open = await openTransaction();
  const told: string[] = [];
  const building = migrate(person, migrationsFolder, (line) => told.push(line));
  await until(
    `select from pg_stat_progress_create_index
     where datname = current_database() and phase like 'waiting for%'`,
  );
  for (let count = 0; count < 3; count += 1) await paidOrder(shop);
  await open.end();
  expect(await building).toEqual([indexesFile]);
  expect(told.join('\n')).toContain('refunds_of_attempt: built in');
  expect(await invalidIndexes()).toEqual([]);
});

test('a migration that must lock a table gives way: payments never queue behind it for long', async () => {
  await migrate(person);
  await writeFile(join(folder, '9001-column.sql'), 'alter table orders add column tried int;');
  await copyFile(join(migrationsFolder, indexesFile), join(folder, indexesFile));
  const open = await openTransaction();
  const told: string[] = [];
  const changing = migrate(person, folder, (line) => told.push(line));
  const waits = `select from pg_locks join pg_stat_activity using (pid)
    where datname = current_database() and not granted and locktype = 'relation'`;
  const ended: string[] = [];
  try {
    await until(waits);
    for (let count = 0; count < 2; count += 1) {
      ended.push(await paidOrder(shop).then(() => 'paid', String));
    }
  } finally {
    await open.end();
  }
  expect(ended).toEqual(['paid', 'paid']);
  expect(await changing).toEqual(['9001-column.sql']);
  expect(told.join('\n')).toMatch(/9001-column.sql waits for a lock.*has a transaction open since/);
});

/** A ledger of its own that has the migrations before this one, and one more. */
async function ledgerBefore(name: string, ...also: string[]) {
  const own = await startPostgres();
  const [db, release] = [openDatabase(own.url), await mkdtemp(join(tmpdir(), 'paidonce-dues-'))];
  afterAll(async () => {
    await db.close();
    await own.stop();
    await rm(release, { recursive: true });
  });
  const copy = (file: string) => copyFile(join(migrationsFolder, file), join(release, file));
  for (const file of await readdir(migrationsFolder)) if (file < name) await copy(file);
  await migrate(db, release);
  for (const file of also) await copy(file);
  return { db, release };
}

test('due times are copied beside payments: nobody waits for the copy, and it waits for nobody', async () => {
  const { db, release } = await ledgerBefore('0023', '0023-order-dues.sql');
  const [one, two, busy] = [await newOrder(db), await newOrder(db), await newOrder(db)];
  const told: string[] = [];
  const others = await db.connect();
  /** As the release before, which works on an order for long. */
  const move = 'update orders set next_due_at = next_due_at where id = $1';
  await others.query('begin');
  await others.query(move, [busy.orderId]);
  // Its trigger must lock out who writes orders, for a moment, and gives way as long as it can't.
  const making = migrate(db, release, (line) => told.push(line));
  await expect
    .poll(() => told.join('\n'), patience)
    .toContain('0023-order-dues.sql waits for a lock');
  await newOrder(db);
  await others.query('commit');
  expect(await making).toEqual(['0023-order-dues.sql']);

  await others.query('begin');
  await others.query(move, [busy.orderId]);
  const copying = migrate(db, migrationsFolder, (line) => told.push(line));
  for (const { merchant, orderId } of [one, two]) {
    const copied = 'select from order_dues where merchant = $1 and order_id = $2';
    await expect.poll(() => run(db, copied, [merchant, orderId]), patience).toBe(1);
    const own = await db.connect();
    await own.query("set lock_timeout = '100ms'");
    await own.query(move, [orderId]);
    own.release(true);
  }
  await others.query('commit');
  others.release();
  expect((await copying).slice(0, 2)).toEqual([
    '0024-due-orders-in-batches.sql',
    '0024-order-dues-of-before.sql',
  ]);
  expect(await run(db, 'select from order_dues')).toBe(4);
});

test('a build that failed leaves no index behind that is written to and never read', async () => {
  await migrate(person);
  await run(shop, 'create table twice (x int)');
  await run(shop, 'insert into twice values (1), (1)');
  const sql = 'create unique index concurrently if not exists once on twice (x);';
  const file = '9002-once.sql';
  await writeFile(join(folder, file), `-- outside a transaction\n-- Why.\n${sql}\n`);
  await expect(migrate(person, folder)).rejects.toThrow(/could not create unique index "once"/);
  expect(await invalidIndexes()).toEqual(['once']);
  await run(shop, 'delete from twice where ctid = (select min(ctid) from twice)');
  expect(await migrate(person, folder)).toContain(file);
  expect(await invalidIndexes()).toEqual([]);
  expect(await run(shop, "select from pg_class where relname = 'once'")).toBe(1);
});

test('what can not be run twice is refused outside a transaction, before anything is touched', async () => {
  const file = join(folder, '9003-twice.sql');
  await writeFile(file, '-- outside a transaction\ncreate index concurrently a on orders (id);\n');
  await expect(migrate(person, folder)).rejects.toThrow(MigrationError);
  await expect(migrate(person, folder)).rejects.toThrow(/can not be run twice: create index/);
  await rm(file);
});

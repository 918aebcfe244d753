import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase, select } from '../../../ledger/database/database.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import { MigrationError, migrationsFolder } from '../../../ledger/database/migration-files.ts';
import { startPostgres } from '../../kit/postgres.ts';

const postgres = await startPostgres();
const folder = await mkdtemp(join(tmpdir(), 'paidonce-migrations-'));
const [one, other] = [openDatabase(postgres.url), openDatabase(postgres.url)];
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const names = z.object({ name: z.string() });

test('two processes that migrate at once take turns, and once more changes nothing', async () => {
  const ran = await Promise.all([migrate(one), migrate(other)]);
  expect(ran.map((each) => each.length).sort()).toEqual([0, expect.any(Number)]);
  const applied = await select(one, names, 'select name from schema_migrations order by name');
  expect(applied.map((row) => row.name)).toEqual(ran.flat());
  expect(await migrate(one)).toEqual([]);
});

test('a migration that was changed after it ran is refused by name', async () => {
  await migrate(one);
  await cp(migrationsFolder, folder, { recursive: true });
  await writeFile(join(folder, '0001-merchants.sql'), 'select 1;');
  const refused = migrate(one, folder);
  await expect(refused).rejects.toThrow(MigrationError);
  await expect(refused).rejects.toThrow(/0001-merchants\.sql was changed/);
});

test('a migration that fails is rolled back whole and leaves the others', async () => {
  await migrate(one);
  await cp(migrationsFolder, folder, { recursive: true });
  await writeFile(join(folder, '9001-broken.sql'), 'create table half (id int); select nothing;');
  await expect(migrate(one, folder)).rejects.toThrow(/9001-broken\.sql failed and was rolled back/);
  const half = await select(
    one,
    names,
    "select relname as name from pg_class where relname = 'half'",
  );
  expect(half).toEqual([]);
  await rm(join(folder, '9001-broken.sql'));
  expect(await migrate(one, folder)).toEqual([]);
});

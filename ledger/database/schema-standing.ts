import { z } from 'zod';
import { type Db, select, selectOne } from './database.ts';
import { migrationsFolder, readMigrations } from './migration-files.ts';
import { timeMs } from './time.ts';

const serverRow = z.object({ version: z.string(), number: z.string(), now: timeMs });
const tableRow = z.object({ found: z.string().nullable() });
const appliedRow = z.object({ name: z.string(), checksum: z.string() });

/** How a database stands to the schema of this release. */
export type SchemaStanding = Readonly<{
  /** PostgreSQL's, as `18.4`. */
  version: string;
  /** PostgreSQL's, the first number. */
  major: number;
  /** Its clock, milliseconds since 1970. */
  nowMs: number;
  /** Migrations that this release has and the database not, in their order. */
  pending: readonly string[];
  /** Migrations that the database has otherwise than this release. */
  changed: readonly string[];
  /** Migrations of a later release. */
  unknown: readonly string[];
}>;

/** Changes nothing. */
export async function schemaStanding(
  db: Db,
  folder: string = migrationsFolder,
): Promise<SchemaStanding> {
  const server = await selectOne(
    db,
    serverRow,
    `select current_setting('server_version') as version,
       current_setting('server_version_num') as number, clock_timestamp() as now`,
  );
  const there = await selectOne(db, tableRow, "select to_regclass('schema_migrations') as found");
  const rows =
    there === null || there.found === null
      ? []
      : await select(db, appliedRow, 'select name, checksum from schema_migrations order by name');
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const known = await readMigrations(folder);
  const isChanged = ({ name, checksum }: Readonly<{ name: string; checksum: string }>): boolean =>
    applied.has(name) && applied.get(name) !== checksum;
  return Object.freeze({
    version: server?.version ?? '',
    major: Math.floor(Number(server?.number ?? 0) / 10_000),
    nowMs: server?.now ?? 0,
    pending: known.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
    changed: known.filter(isChanged).map(({ name }) => name),
    unknown: rows.map(({ name }) => name).filter((name) => !known.some((one) => one.name === name)),
  });
}

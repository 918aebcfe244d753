import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Database, run, select, selectOne, transaction } from './database.ts';
import { scramVerifier } from './scram-verifier.ts';

/** Tables whose rows stay as they were written: no role but the owner changes or deletes one. */
export const written = ['facts', 'acts', 'hold_decisions', 'control_changes'];

/** Tables whose rows are changed and stay. */
export const kept = [
  'orders',
  'attempts',
  'refunds',
  'inbox',
  'unmatched',
  'merchants',
  'api_keys',
];

const nameRow = z.object({ name: z.string() });
const placeRow = z.object({
  database: z.string(),
  schema: z.string(),
  is_mine: z.boolean(),
  found: z.boolean(),
});

// Any number that nobody else in this database uses for a lock.
const grantLock = 7_243_829_002;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function tablesThere(connection: PoolClient, names: readonly string[]): Promise<string> {
  const rows = await select(
    connection,
    nameRow,
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
    [names],
  );
  return rows.map(({ name }) => quoted(name)).join(', ');
}

/** A trigger finds its tables by the path of whoever writes, so each of our functions has its own. */
async function fixPaths(connection: PoolClient, schema: string): Promise<void> {
  const rows = await select(
    connection,
    nameRow,
    `select p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace = to_regnamespace(quote_ident($1)) and p.proconfig is null
       and p.prokind = 'f' and p.proowner = (select oid from pg_roles where rolname = current_user)
       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    [schema],
  );
  for (const { name } of rows) {
    await run(connection, `alter function ${name} set search_path = ${quoted(schema)}, pg_temp`);
  }
}

async function grantTables(connection: PoolClient, schema: string, to: string): Promise<void> {
  const all = `all tables in schema ${schema}`;
  await run(connection, `revoke all on ${all} from ${to}`);
  await run(connection, `grant select, insert, update, delete on ${all} to ${to}`);
  await run(
    connection,
    `revoke update, delete on ${await tablesThere(connection, written)} from ${to}`,
  );
  await run(connection, `revoke delete on ${await tablesThere(connection, kept)} from ${to}`);
  // An event is told as it was written, once it has its number.
  await run(connection, `revoke update, delete on events from ${to}`);
  await run(connection, `grant update (number) on events to ${to}`);
  await run(connection, `revoke all on schema_migrations from ${to}`);
  await run(connection, `grant select on schema_migrations to ${to}`);
  await run(connection, `grant usage on all sequences in schema ${schema} to ${to}`);
}

/** What is made before the next call, as by a migration of a release to come, is granted as well. */
async function grantWhatComes(connection: PoolClient, schema: string, to: string): Promise<void> {
  const defaults = `alter default privileges in schema ${schema} grant`;
  await run(connection, `${defaults} select, insert, update, delete on tables to ${to}`);
  await run(connection, `${defaults} usage on sequences to ${to}`);
}

/**
 * Grants the role of API and worker what they need and no more: no table, trigger, constraint or
 * function is theirs, and what was written once stays. Call it after `migrate`, as the owner.
 *
 * @param db connected as the role that owns the tables
 * @param role of API and worker, which must exist
 * @returns whether it was granted; not where `role` is the owner itself: then one role does all
 * @throws Error for a role that is not there
 * @see docs/deploying.md#two-roles
 */
export async function grantToProcesses(db: Database, role: string): Promise<boolean> {
  return transaction(db, async (inside) => {
    await run(inside, 'set local statement_timeout = 0');
    await run(inside, 'select pg_advisory_xact_lock($1)', [grantLock]);
    const place = await selectOne(
      inside,
      placeRow,
      `select current_database() as database, current_schema() as schema, current_user = $1 as is_mine,
              exists (select from pg_roles where rolname = $1) as found`,
      [role],
    );
    if (place === null || place.is_mine) return false;
    if (!place.found) {
      throw new Error(
        `The database has no role "${role}", which DATABASE_URL names for API and worker. Make it, with a password and no other right (docs/deploying.md#two-roles), then run this again.`,
      );
    }
    const [to, schema] = [quoted(role), quoted(place.schema)];
    await fixPaths(inside, place.schema);
    await run(inside, `grant usage on schema ${schema} to ${to}`);
    await grantTables(inside, schema, to);
    await grantWhatComes(inside, schema, to);
    return true;
  });
}

const attributesRow = z.object({ found: z.string() });

/** What the role may do that none of ours needs, as `pg_roles` tells it; empty: nothing. */
async function attributesTooMany(connection: PoolClient, role: string): Promise<string[]> {
  const rows = await select(
    connection,
    attributesRow,
    `select name as found from pg_roles, unnest(
       array['superuser', 'createdb', 'createrole', 'replication', 'bypassrls'],
       array[rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls]
     ) as attribute (name, has) where rolname = $1 and has`,
    [role],
  );
  return rows.map(({ found }) => found);
}

/**
 * Makes the role of API and worker, or sets its password; a role made here may log in and nothing
 * else. Its grants come by `grantToProcesses`.
 *
 * @param db connected as a role that may make roles; it need not be superuser
 * @returns attributes that a role which was there has and should not, such as `createdb`
 * @throws Error for a password that is not plain ASCII; nothing was changed
 */
export async function makeProcessRole(
  db: Database,
  { role, password }: Readonly<{ role: string; password: string }>,
): Promise<readonly string[]> {
  const verifier = scramVerifier(password);
  return transaction(db, async (inside) => {
    await run(inside, 'select pg_advisory_xact_lock($1)', [grantLock]);
    const isThere = (await run(inside, 'select from pg_roles where rolname = $1', [role])) > 0;
    const secret = inside.escapeLiteral(verifier);
    if (isThere) {
      // Who is no superuser may not so much as name the other attributes of a role that is there.
      await run(inside, `alter role ${quoted(role)} login password ${secret}`);
      return attributesTooMany(inside, role);
    }
    const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
    await run(inside, `create role ${quoted(role)} ${rights} password ${secret}`);
    return [];
  });
}

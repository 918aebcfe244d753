import { z } from 'zod';
import { type Db, selectOne } from './database.ts';
import { kept, written } from './process-role.ts';

const ours = 'to_regnamespace(quote_ident(current_schema()))';

/** SQL condition: the role is this one, or one that it may become, directly or by others. */
function isMine(owner: string): string {
  return `pg_has_role(${owner}, 'member')`;
}

/** SQL: the tables of a list that are there; a schema to be migrated may lack some. */
function there(parameter: string): string {
  return `(select to_regclass(quote_ident(name)) as oid
    from unnest(${parameter}::text[]) as name where to_regclass(quote_ident(name)) is not null) as one`;
}

const tables = `pg_class c where c.relnamespace = ${ours} and c.relkind in ('r', 'p')`;

/** What a role may do beyond its needs: for a person, and its condition in SQL. */
const powers: readonly Readonly<{ it: string; when: string }>[] = [
  { it: 'is superuser', when: 'r.rolsuper' },
  { it: 'may make roles', when: 'r.rolcreaterole' },
  {
    it: 'may become a role that may do everything',
    // Who writes the server's files or runs its programs is its superuser in the end.
    when: `not r.rolsuper and exists (select from pg_roles other
      where other.rolname <> r.rolname and ${isMine('other.oid')} and (other.rolsuper
        or other.rolcreaterole
        or other.rolname in ('pg_write_server_files', 'pg_execute_server_program')))`,
  },
  {
    it: 'owns tables, and so may switch off their triggers',
    when: `exists (select from ${tables} and ${isMine('c.relowner')})`,
  },
  {
    it: 'owns functions of the schema, and so may change what its triggers do',
    when: `exists (select from pg_proc p
      where p.pronamespace = ${ours} and ${isMine('p.proowner')})`,
  },
  {
    it: 'owns sequences or views',
    when: `exists (select from pg_class c
      where c.relnamespace = ${ours} and c.relkind in ('S', 'v', 'm') and ${isMine('c.relowner')})`,
  },
  {
    it: 'owns the schema or the database',
    when: `exists (select from pg_namespace n where n.oid = ${ours} and ${isMine('n.nspowner')})
      or exists (select from pg_database d
        where d.datname = current_database() and ${isMine('d.datdba')})`,
  },
  {
    it: 'may make tables and functions of its own in the schema, or schemas in the database',
    when: `has_schema_privilege(${ours}, 'create')
      or has_database_privilege(current_database(), 'create')`,
  },
  {
    it: 'may add triggers or empty tables',
    when: `exists (select from ${tables} and has_table_privilege(c.oid, 'trigger, truncate'))`,
  },
  {
    it: 'may change or delete facts, acts, events or other rows that stay as they were written',
    when: `exists (select from ${there('$1')}
        where has_any_column_privilege(one.oid, 'update') or has_table_privilege(one.oid, 'delete'))
      or has_table_privilege(to_regclass('events'), 'delete')
      or exists (select from pg_attribute a
        where a.attrelid = to_regclass('events') and a.attnum > 0 and not a.attisdropped
          and a.attname <> 'number' and has_column_privilege(a.attrelid, a.attnum, 'update'))`,
  },
  {
    it: 'may delete orders, payments, refunds or callbacks',
    when: `exists (select from ${there('$2')} where has_table_privilege(one.oid, 'delete'))`,
  },
];

const powersRow = z.object({ role: z.string(), powers: z.array(z.string()) });

const sql = `
  select r.rolname as role, array_remove(array[
    ${powers.map(({ it, when }) => `case when ${when} then '${it}' end`).join(',\n    ')}
  ], null) as powers
  from pg_roles r where r.rolname = current_user`;

/** A role of the database that can do more than API and worker need. */
export type TooMuchPower = Readonly<{ role: string; powers: readonly string[] }>;

const settingRow = z.object({ may: z.boolean() });

/** Whether the role may pass all triggers over, whoever owns them. */
async function maySwitchTriggersOff(db: Db): Promise<boolean> {
  // No grant lets anybody but a superuser before PostgreSQL 15, which does not know the function.
  const isKnown =
    "select exists (select from pg_proc where proname = 'has_parameter_privilege') as may";
  if ((await selectOne(db, settingRow, isKnown))?.may !== true) return false;
  const may = "select has_parameter_privilege('session_replication_role', 'set') as may";
  return (await selectOne(db, settingRow, may))?.may === true;
}

/**
 * What the role of this connection can do beyond what API and worker need; null: nothing.
 *
 * @see docs/deploying.md#two-roles
 */
export async function tooMuchPower(db: Db): Promise<TooMuchPower | null> {
  const row = await selectOne(db, powersRow, sql, [written, kept]);
  if (row === null) return null;
  const triggers = (await maySwitchTriggersOff(db))
    ? ['may set session_replication_role, which switches all triggers off']
    : [];
  const found = [...row.powers, ...triggers];
  return found.length === 0 ? null : { role: row.role, powers: found };
}

/** For a log or a person: what it means, and what to do. */
export function presentPower({ role, powers }: TooMuchPower): string {
  return (
    `The database role "${role}" can do more than API and worker need: it ${powers.join('; it ')}. ` +
    'Payments are safe as long as this process is; the ledger’s own checks could be switched off from within it. ' +
    'Give it a role of its own: set DATABASE_OWNER_URL for migrate, and another role in DATABASE_URL (docs/deploying.md#two-roles).'
  );
}

/** Tells it at the start, once; a database that is away is told of elsewhere. */
export async function warnOfPower(db: Db, warn: (words: string) => void): Promise<void> {
  const found = await tooMuchPower(db).catch(() => null);
  if (found !== null) warn(presentPower(found));
}

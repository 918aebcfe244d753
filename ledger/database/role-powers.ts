import { z } from 'zod';
import { type Db, selectOne } from './database.ts';

const powersRow = z.object({
  role: z.string(),
  is_superuser: z.boolean(),
  makes_roles: z.boolean(),
  owned: z.number(),
  triggers: z.number(),
  facts: z.boolean(),
});

const sql = `
  select current_user as role, r.rolsuper as is_superuser,
    r.rolcreaterole or r.rolbypassrls as makes_roles,
    (select count(*) from pg_class c
     where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p')
       and pg_has_role(c.relowner, 'member')) as owned,
    (select count(*) from pg_class c
     where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p')
       and (has_table_privilege(c.oid, 'trigger') or has_table_privilege(c.oid, 'truncate'))) as triggers,
    has_table_privilege('facts', 'update') or has_table_privilege('facts', 'delete') as facts
  from pg_roles r where r.rolname = current_user`;

/** A role of the database that can do more than API and worker need. */
export type TooMuchPower = Readonly<{ role: string; powers: readonly string[] }>;

/**
 * What the role of this connection can do beyond what API and worker need; null: nothing.
 *
 * @see docs/deploying.md#two-roles
 */
export async function tooMuchPower(db: Db): Promise<TooMuchPower | null> {
  const row = await selectOne(db, powersRow, sql);
  if (row === null) return null;
  const powers = [
    ...(row.is_superuser ? ['is superuser'] : []),
    ...(row.makes_roles ? ['may make roles or pass row security'] : []),
    ...(row.owned > 0 ? [`owns ${row.owned} tables, and so may switch off their triggers`] : []),
    ...(row.triggers > 0 ? ['may add triggers or empty tables'] : []),
    ...(row.facts ? ['may change or delete facts'] : []),
  ];
  return powers.length === 0 ? null : { role: row.role, powers };
}

/** For a log or a person: what it means, and what to do. */
export function presentPower({ role, powers }: TooMuchPower): string {
  return (
    `The database role "${role}" can do more than API and worker need: it ${powers.join(', ')}. ` +
    'Payments are safe as long as this process is; the ledger’s own checks could be switched off from within it. ' +
    'Give it a role of its own: set DATABASE_OWNER_URL for migrate, and another role in DATABASE_URL (docs/deploying.md#two-roles).'
  );
}

/** Tells it at the start, once; a database that is away is told of elsewhere. */
export async function warnOfPower(db: Db, warn: (words: string) => void): Promise<void> {
  const found = await tooMuchPower(db).catch(() => null);
  if (found !== null) warn(presentPower(found));
}

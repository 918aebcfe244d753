import pg from 'pg';

/** The roles of the embedded database, beside the superuser that made the cluster. */
const ownerRole = 'paidonce_owner';
const processRole = 'paidonce_app';

export type RolePasswords = Readonly<{ owner: string; app: string }>;

/** `ownerUrl`: of the tables, to migrate with; `url`: of API and worker. */
export type RoleUrls = Readonly<{ url: string; ownerUrl: string }>;

/** Everything of ours in the database that the superuser still owns, as before there were roles. */
const ownedBySuperuser = `
  select format('alter %s %s owner to ${ownerRole}',
           case c.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end,
           c.oid::regclass) as statement
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relowner = current_user::regrole
    and c.relkind in ('r', 'p', 'v', 'S')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'a', 'i'))
  union all
  select format('alter function %s owner to ${ownerRole}', p.oid::regprocedure)
  from pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await client.query(`${verb} role ${role} ${rights} password ${client.escapeLiteral(password)}`);
}

function withRole(url: string, role: string, password: string): string {
  const address = new URL(url);
  address.username = role;
  address.password = password;
  return address.href;
}

/**
 * Makes both roles, or sets their passwords, and gives the owner the database and all that an
 * earlier version left to the superuser.
 *
 * @param superuserUrl of our database
 */
export async function prepareRoles(
  superuserUrl: string,
  passwords: RolePasswords,
): Promise<RoleUrls> {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await makeRole(client, ownerRole, passwords.owner);
    await makeRole(client, processRole, passwords.app);
    const { rows } = await client.query<{ statement: string }>(ownedBySuperuser);
    await client.query(`alter database ${client.database} owner to ${ownerRole}`);
    for (const { statement } of rows) await client.query(statement);
    // A table of a session's own could stand before one of ours.
    await client.query(`revoke temporary on database ${client.database} from public`);
    await client.query('commit');
  } finally {
    await client.end();
  }
  return {
    url: withRole(superuserUrl, processRole, passwords.app),
    ownerUrl: withRole(superuserUrl, ownerRole, passwords.owner),
  };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openDatabase, run } from '../../../ledger/database/database.ts';
import { grantToProcesses, makeProcessRole } from '../../../ledger/database/process-role.ts';
import { presentPower, tooMuchPower, warnOfPower } from '../../../ledger/database/role-powers.ts';
import { processRole, startLedger } from '../../kit/postgres.ts';
import { paidOrder } from './order-facts.ts';

/** whoever gets into API or worker can't take away what the ledger holds against it. */
const postgres = await startLedger();
const process = openDatabase(postgres.url, { max: 2 });
const owner = openDatabase(postgres.ownerUrl, { max: 2 });
afterAll(async () => {
  await Promise.all([process.close(), owner.close()]);
  await postgres.stop();
});

function withUser(address: string, name: string, password: string): string {
  return Object.assign(new URL(address), { username: name, password }).href;
}

const refusedByRole = /permission denied|must be owner|must be able/;

describe('the role of API and worker', () => {
  test('appends and reads as every order needs', async () => {
    await paidOrder(process);
  });

  test('has the right to every change of rows that the source holds', async () => {
    const files = readdirSync('ledger', { recursive: true, encoding: 'utf8' });
    const source = files
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join('ledger', name), 'utf8'))
      .join('\n');
    const changes = source.matchAll(/\b(insert into|update|delete from) ([a-z_]+)/g);
    const wanted = [...new Set([...changes].map(([, verb, table]) => `${verb} ${table}`))];
    const { rows } = await process.query<{ missing: string }>(
      `select wanted as missing from (
         select wanted, to_regclass(split_part(wanted, ' ', -1)) as found, split_part(wanted, ' ', 1) as verb
         from unnest($1::text[]) as wanted) as all_wanted
       where found is not null and found <> 'schema_migrations'::regclass
         and not (has_table_privilege(found, verb) or has_any_column_privilege(found::oid,
           case verb when 'delete' then 'select' else verb end) and verb <> 'delete')`,
      [wanted],
    );
    expect(wanted.length).toBeGreaterThan(30);
    expect(rows.map(({ missing }) => missing)).toEqual([]);
  });

  test.each([
    'alter table facts disable trigger all',
    'alter table facts disable trigger facts_append_only',
    'drop trigger refund_covered on refunds',
    'alter table refunds drop constraint refunds_pkey',
    'alter table refunds add column more int',
    'drop table events',
    'truncate refused_callbacks',
    'create table mine (id int)',
    'create trigger mine before insert on facts for each row execute function facts_are_append_only()',
    'alter function refund_is_covered() reset all',
    'drop function refund_is_covered()',
    "set session_replication_role = 'replica'",
    "update facts set type = 'order_paid'",
    'delete from facts',
    "update acts set by_name = 'nobody'",
    'delete from orders',
    'delete from refunds',
    'delete from events',
    "update events set type = 'order.paid'",
    'delete from inbox',
    'update schema_migrations set checksum = name',
    'create role mine',
    'alter role current_user superuser',
  ])('can not run %s', async (sql) => {
    await expect(run(process, sql)).rejects.toThrow(refusedByRole);
  });

  test('can not delete what persons did', async () => {
    await expect(run(process, 'delete from acts')).rejects.toThrow(refusedByRole);
  });

  test('a table of its session stands before none of a trigger’s', async () => {
    const { rows } = await owner.query<{ proname: string; proconfig: string[] | null }>(
      "select proname, proconfig from pg_proc where pronamespace = 'public'::regnamespace",
    );
    expect(rows).not.toEqual([]);
    for (const { proname, proconfig } of rows) {
      expect(proconfig, proname).toEqual(['search_path=public, pg_temp']);
    }
  });

  test('has what a later migration makes, also before it is granted anew', async () => {
    await owner.query('create table to_come (id bigserial primary key, what text)');
    await run(process, "insert into to_come (what) values ('now')");
    expect(await run(process, 'delete from to_come')).toBe(1);
    expect(await grantToProcesses(owner, processRole)).toBe(true);
    expect(await run(process, "insert into to_come (what) values ('again')")).toBe(1);
  });
});

describe('what is told of a role', () => {
  test('nothing of one that can do what it needs and no more', async () => {
    expect(await tooMuchPower(process)).toBeNull();
  });

  test('all of one that does everything, and what to do', async () => {
    const told: string[] = [];
    await warnOfPower(owner, (words) => told.push(words));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /"paidonce".*is superuser.*owns tables.*may change or delete facts.*session_replication_role/,
    );
    expect(told[0]).toContain('DATABASE_OWNER_URL');
  });

  /** What is told of a new role, after some rights were given to `tried`. */
  async function toldOf(...rights: string[]): Promise<string> {
    const connection = await owner.connect();
    try {
      // Never committed: other databases of the server share its roles.
      await connection.query('begin');
      await connection.query('create role tried; create role between_them noinherit');
      for (const right of rights) await connection.query(right);
      await connection.query('set local role tried');
      const found = await tooMuchPower(connection);
      return found === null ? '' : presentPower(found);
    } finally {
      await connection.query('rollback');
      connection.release();
    }
  }

  test.each([
    ['is superuser', 'alter role tried superuser'],
    ['may make roles', 'alter role tried createrole'],
    ['may become a role that may do everything', 'grant pg_execute_server_program to tried'],
    ['owns tables', 'alter table rate_limits owner to between_them', 'grant between_them to tried'],
    ['owns functions', 'alter function refund_is_covered() owner to tried'],
    ['owns sequences or views', 'create sequence mine', 'alter sequence mine owner to tried'],
    ['owns the schema', 'alter schema public owner to tried'],
    ['may make tables and functions', 'grant create on schema public to tried'],
    [
      'or schemas in the database',
      `do $$ begin
         execute format('grant create on database %I to tried', current_database());
       end $$`,
    ],
    ['may add triggers', 'grant trigger on hold_decisions to tried'],
    ['empty tables', 'grant truncate on acts to tried'],
    ['may change or delete facts', 'grant delete on facts to tried'],
    ['may change or delete facts', 'grant update (by_name) on acts to tried'],
    ['may change or delete facts', 'grant delete on hold_decisions to tried'],
    ['may change or delete facts', 'grant update (type) on events to tried'],
    ['may delete orders', 'grant delete on orders to tried'],
    ['session_replication_role', 'grant set on parameter session_replication_role to tried'],
    [
      'may become a role that may do everything; it owns tables',
      'grant paidonce to between_them',
      'grant between_them to tried',
    ],
  ])('%s', async (words, ...rights) => {
    expect(await toldOf(...rights)).toContain(words);
  });

  test('nothing of a right that harms no row: to number events, to pass row security', async () => {
    expect(await toldOf('alter role tried bypassrls')).toBe('');
    expect(await toldOf('grant update (number) on events to tried')).toBe('');
  });

  test('a right too many is enough', async () => {
    await owner.query(`grant trigger on facts to ${processRole}`);
    const found = await tooMuchPower(process);
    expect(found === null ? '' : presentPower(found)).toContain('may add triggers');
    await grantToProcesses(owner, processRole);
    expect(await tooMuchPower(process)).toBeNull();
  });

  test('a role that is not there is named, and nothing is granted', async () => {
    await expect(grantToProcesses(owner, 'nobody_here')).rejects.toThrow(/no role "nobody_here"/);
    expect(await grantToProcesses(owner, 'paidonce')).toBe(false);
  });
});

/** As on a managed server: its owner may make roles and is no superuser. */
describe('an owner who is no superuser', () => {
  const named = (what: string): string =>
    `${new URL(postgres.ownerUrl).pathname.slice(1).replaceAll('-', '_')}_${what}`;
  const [makes, made] = [named('makes'), named('made')];
  const asMaker = openDatabase(withUser(postgres.ownerUrl, makes, 'owner-password'), { max: 2 });
  afterAll(async () => {
    await asMaker.close();
    await owner.query(`drop role if exists ${made}`);
    await owner.query(`drop role if exists ${makes}`);
  });

  test('makes the role, and sets its password each time again; no statement holds the password', async () => {
    await owner.query(`create role ${makes} login createrole password 'owner-password'`);
    const said = vi.spyOn(Client.prototype, 'query');
    let statements = '';
    try {
      for (const password of ['a first secret', 'another secret']) {
        expect(await makeProcessRole(asMaker, { role: made, password })).toEqual([]);
        const client = new Client({ connectionString: withUser(postgres.url, made, password) });
        await client.connect();
        await client.end();
      }
    } finally {
      statements = JSON.stringify(said.mock.calls);
      said.mockRestore();
    }
    expect(statements).toContain(`alter role \\"${made}\\" login password`);
    expect(statements).not.toMatch(/secret/);
  });

  test('is told what a role that was there has too much', async () => {
    await owner.query(`alter role ${made} createdb`);
    const password = 'a third secret';
    expect(await makeProcessRole(asMaker, { role: made, password })).toEqual(['createdb']);
    await expect(makeProcessRole(asMaker, { role: made, password: 'süß' })).rejects.toThrow(
      /plain ASCII.*left as it is/,
    );
  });
});

import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';

/**
 * Trouble of the moment in PostgreSQL is a 503 that may be repeated, and never a 500. Each test
 * brings it about in the database itself, and repeats the request afterwards.
 */
const api = await startApi();

/**
 * What an order’s description asks for, a code and how many times in a row; then it goes through. A
 * sequence outlives a rollback.
 */
beforeAll(async () => {
  await api.owner.query(`
    create sequence troubles;
    create function make_trouble() returns trigger language plpgsql as $$
    begin
      if new.description like 'raise %'
        and nextval('troubles') % (substr(new.description, 13)::int + 1) <> 0 then
        raise exception 'not now' using errcode = substr(new.description, 7, 5);
      end if;
      if new.description = 'deadlock' then
        perform pg_advisory_xact_lock(1);
        perform pg_advisory_xact_lock(2);
      end if;
      return new;
    end $$;
    create trigger trouble before insert on orders for each row execute function make_trouble();
  `);
});

type Order = Readonly<{ make: () => Promise<Got> }>;

/** An order that can be asked for again and again, under one key. */
function order(description = 'Two tickets'): Order {
  const body = { ...exampleOrder, id: `L-${randomUUID()}`, description };
  const headers = { 'idempotency-key': body.id };
  return { make: () => call(api, 'POST /v1/orders', { body, headers }) };
}

async function expectRetryable(got: Promise<Got>): Promise<void> {
  expect((await got).problem()).toMatchObject({
    status: 503,
    code: 'ledger_unavailable',
    retryable: true,
  });
}

async function expectMade({ make }: Order): Promise<void> {
  const again = await make();
  expect(again.status, again.text).toBe(201);
}

/** What was rolled back for another's sake alone is done again at once, three times in all. */
test.each(['40001', '40P01'])('%s that does not end is retryable', async (code) => {
  const one = order(`raise ${code} 3`);
  await expectRetryable(one.make());
  await expectMade(one);
});

test.each(['55P03', '25P03', '57014', '53300', '57P01', '57P02', '57P03', '08006'])(
  '%s is retryable, and the same request then makes the order',
  async (code) => {
    const one = order(`raise ${code} 1`);
    await expectRetryable(one.make());
    await expectMade(one);
  },
);

const waiting = z.array(z.object({ pid: z.int() })).length(1);

/** The process of the one statement that waits for a lock. */
async function waiter(): Promise<number> {
  const find = async (): Promise<number> => {
    const { rows } = await api.database.query<Record<string, unknown>>(
      `select pid from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock' and query like 'insert into orders%'`,
    );
    return waiting.parse(rows)[0]?.pid ?? 0;
  };
  return await vi.waitFor(find, { timeout: 4_000, interval: 20 });
}

/** Holds what makes orders wait while `meanwhile` runs. */
async function whileHeld(
  lock: string,
  meanwhile: (holder: PoolClient) => Promise<void>,
): Promise<void> {
  const holder = await api.owner.connect();
  try {
    await holder.query('begin');
    await holder.query(lock);
    await meanwhile(holder);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
}

const noInserts = 'lock table orders in share mode';

test.each([
  ['a connection that is ended while it works', 'pg_terminate_backend'],
  ['a statement that is cancelled', 'pg_cancel_backend'],
])('%s is retryable', async (_what, end) => {
  const one = order();
  await whileHeld(noInserts, async () => {
    const made = expectRetryable(one.make());
    await api.database.query(`select ${end}($1)`, [await waiter()]);
    await made;
  });
  await expectMade(one);
});

test('a lock that is not had in time is retryable', async () => {
  const one = order();
  await whileHeld(noInserts, () => expectRetryable(one.make()));
  await expectMade(one);
});

test('two that wait for each other: the one that gives way is retryable', async () => {
  const one = order('deadlock');
  await whileHeld('select pg_advisory_xact_lock(2)', async (holder) => {
    // The request notices first, so it is the one that gives way.
    await holder.query(`set local deadlock_timeout = '60s'`);
    const made = expectRetryable(one.make());
    await waiter();
    const ours = holder.query('select pg_advisory_xact_lock(1)');
    await made;
    await ours;
  });
  await expectMade(one);
});

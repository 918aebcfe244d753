import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';
import { badAddresses } from './bad-addresses.ts';
import { badBodies } from './bad-bodies.ts';
import { badDecisions } from './bad-decisions.ts';
import { badLists } from './bad-lists.ts';
import { badOrderRequests } from './bad-order-requests.ts';
import { badOrders } from './bad-orders.ts';
import type { BadRequest } from './bad-request.ts';
import { call, exampleOrder } from './http-call.ts';

const api = await startApi();

beforeAll(async () => {
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: 'mine' } });
  const theirs = { key: api.keys.other, body: { ...exampleOrder, id: 'theirs' } };
  await call(api, 'POST /v1/orders', theirs);
});

/** Counts everything that a request could have changed. */
async function everything(): Promise<unknown> {
  const tables = ['orders', 'facts', 'attempts', 'refunds', 'refund_ids', 'attempt_inputs'];
  const more = ['merchants', 'api_keys', 'control_changes', 'inbox', 'events', 'unmatched', 'acts'];
  const counts = [...tables, ...more].map((table) => `(select count(*) from ${table}) as ${table}`);
  const { rows } = await api.database.query<Record<string, unknown>>(`select ${counts.join(', ')}`);
  return rows;
}

const tables: Readonly<Record<string, readonly BadRequest[]>> = {
  bodies: badBodies,
  orders: badOrders,
  requests: badOrderRequests,
  decisions: badDecisions,
  addresses: badAddresses,
  lists: badLists,
};

for (const [name, rows] of Object.entries(tables)) {
  test.each(rows.map((row) => ({ name: `${row[0]}: ${row[1]}`, row })))(
    `a bad request of ${name} is a problem and changes nothing: $name`,
    async ({ row }) => {
      const [, what, sent, status, code, pointer] = row;
      const before = await everything();
      const { as = 'shop', headers = {}, ...rest } = sent;
      const own = headers['idempotency-key'] === 'new' ? { 'idempotency-key': randomUUID() } : {};
      const key = as === null ? null : api.keys[as];
      const got = await call(api, what, { ...rest, headers: { ...headers, ...own }, key });
      const problem = got.problem();
      expect([problem.status, problem.code]).toEqual([status, code]);
      expect(problem.retryable).toBe(false);
      if (pointer !== undefined) {
        expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
      }
      expect(await everything()).toEqual(before);
    },
  );
}

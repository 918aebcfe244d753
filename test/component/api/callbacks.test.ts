import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../../api/engine/engine.ts';
import { ProblemError } from '../../../api/problems/problem-error.ts';
import { runRelay } from '../../../api/callbacks/relay.ts';
import type { CallbackInput } from '../../../domain/facts/input.ts';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { append } from '../../../ledger/append/append.ts';
import { namedCallbacks } from '../../../ledger/inbox/inbox-consumption.ts';
import { expectServerError } from '../../contract/checked-fetch.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperCallback } from './paper-channel.ts';
import { paperTraits } from '../../../domain/testing/channel-kinds.ts';

/** Stands for the engine: notes what arrives, and can be down. */
const wire = { isDown: false, poison: '', taken: [] as CallbackInput[], hints: [] as string[] };

const engine: Engine = {
  request: () => Promise.reject(new Error('nothing is requested here')),
  callback: async (order, { id }) => {
    // As the run does, reads in the inbox what came.
    const [input] = await namedCallbacks(api.database, order.key, [id]);
    if (input?.type !== 'callback' || wire.isDown || input.channelNumber === wire.poison) {
      throw new ProblemError('engine_unavailable', 'away');
    }
    wire.taken.push(input);
  },
  hint: (_key, number) => {
    wire.hints.push(number);
    return Promise.resolve();
  },
  isReachable: () => Promise.resolve(!wire.isDown),
  close: () => Promise.resolve(),
};

const api = await startApi(engine);

beforeAll(async () => {
  for (const number of ['P1', 'P2', 'P3']) await plan(number);
});
beforeEach(() => {
  Object.assign(wire, { isDown: false, poison: '', taken: [], hints: [] });
});

/** An order with one attempt under this payment number. */
async function plan(number: string): Promise<void> {
  const key = { merchant: 'shop', orderId: `order-of-${number}` };
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: key.orderId } });
  const atMs = Date.now();
  const fact: RecordedFact = {
    type: 'attempt_planned',
    atMs,
    number,
    input: `pay-${number}`,
    channel: 'paper',
    method: 'qr',
    account: 'default',
    payer: null,
    amount: { amountMinor: 1999, currency: 'CNY' },
    traits: paperTraits,
    expiresAtMs: atMs + 900_000,
  };
  const nothing = { consumed: { callbacks: [], answers: [] }, digest: null, nextDueAtMs: null };
  const appended = await append(api.database, { key, expectedSeq: 1, facts: [fact], ...nothing });
  expect(appended.kind).toBe('appended');
}

type Notice = Parameters<typeof paperCallback>[0];

function send(notice: Notice, secret?: string): Promise<Got> {
  const { body, signature } = paperCallback(notice, secret);
  return call(api, 'POST /callbacks/paper/default', {
    key: null,
    raw: body,
    headers: { 'paper-signature': signature },
  });
}

function paid(id: string, number: string, ageMs = 0): Notice {
  return { id, number, kind: 'payment', signed_at_ms: Date.now() - ageMs };
}

/** Runs a relay until `holds` is true. */
async function relayUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  const relay = runRelay({ ...api.deps, stopping: stop.signal });
  await expect.poll(holds, { timeout: 10_000, interval: 20 }).toBe(true);
  stop.abort();
  await relay;
}

const rowSchema = z.object({ state: z.string(), fresh: z.boolean() });

async function inboxRow(eventId: string): Promise<z.output<typeof rowSchema>> {
  const sql = 'select state, fresh from inbox where event_id = $1';
  const { rows } = await api.database.query<Record<string, unknown>>(sql, [eventId]);
  expect(rows).toHaveLength(1);
  return rowSchema.parse(rows[0]);
}

test('nothing-lost: a verified callback is acknowledged in the channel’s words and kept while the engine is down', async () => {
  wire.isDown = true;
  const got = await send(paid('e-1', 'P1'));
  expect([got.status, got.text]).toEqual([200, 'thanks']);
  await send(paid('e-1', 'P1'));
  expect(await inboxRow('e-1')).toEqual({ state: 'received', fresh: true });
  wire.isDown = false;
  await relayUntil(async () => (await inboxRow('e-1')).state === 'handed_over');
  expect(wire.taken).toMatchObject([
    { type: 'callback', channelNumber: 'P1', fresh: true, news: { kind: 'payment' } },
  ]);
});

test('nothing-lost: a callback that could not be stored is not acknowledged, and is taken when it comes again', async () => {
  await api.owner.query('alter table inbox rename to inbox_away');
  const refused = await expectServerError(() => send(paid('e-away', 'P1')));
  await api.owner.query('alter table inbox_away rename to inbox');
  expect(refused.status).toBe(500);
  expect((await send(paid('e-away', 'P1'))).status).toBe(200);
  expect((await inboxRow('e-away')).state).toBe('received');
  await relayUntil(() => wire.taken.length === 1);
});

test('a callback signed over five minutes before it came is handed over as old', async () => {
  await send(paid('e-old', 'P1', 301_000));
  await relayUntil(() => wire.taken.length === 1);
  expect(wire.taken).toMatchObject([{ fresh: false }]);
});

test('a callback signed in the future is handed over as no evidence', async () => {
  await send(paid('e-ahead', 'P1', -120_000));
  await relayUntil(() => wire.taken.length === 1);
  expect(wire.taken).toMatchObject([{ fresh: false }]);
});

test('a callback that can not be handed over holds up no other', async () => {
  wire.poison = 'P2';
  await send(paid('e-poison', 'P2'));
  await send(paid('e-good', 'P3'));
  await relayUntil(async () => (await inboxRow('e-good')).state === 'handed_over');
  expect((await inboxRow('e-poison')).state).toBe('received');
});

test('a callback under a payment number nobody drew is set aside for a person', async () => {
  await send(paid('e-unknown', 'NOBODY'));
  await relayUntil(async () => (await inboxRow('e-unknown')).state === 'unmatched');
  expect(wire.taken.map((input) => input.channelNumber)).not.toContain('NOBODY');
  const list = await call(api, 'GET /v1/attention', { key: api.keys.ops });
  const [item] = z
    .object({ data: z.array(z.looseObject({ id: z.string() })) })
    .parse(list.json()).data;
  expect(item).toMatchObject({ kind: 'unmatched', number: 'NOBODY' });
  const resolve = { key: api.keys.ops, body: { reason: 'it was the other shop’s' } };
  const path = `POST /v1/attention/${item?.id ?? ''}/resolve`;
  const amount = { key: api.keys.ops, body: { reason: 'all of it', amount_returned: 1 } };
  expect((await call(api, path, amount)).problem().code).toBe('returned_amount_wrong');
  expect((await call(api, path, resolve)).status).toBe(200);
  expect((await call(api, path, resolve)).problem().code).toBe('attention_not_found');
});

test('news the rules do not care about is acknowledged and handed to nobody', async () => {
  const got = await send({ ...paid('e-hello', 'P1'), kind: 'other' });
  expect(got.status).toBe(200);
  expect((await inboxRow('e-hello')).state).toBe('ignored');
});

test('a forged callback is refused in the channel’s words and brings one poll forward at most', async () => {
  for (let time = 0; time < 3; time += 1) {
    const got = await send(paid('e-forged', 'P3'), 'another-secret');
    expect([got.status, got.json()]).toEqual([401, { code: 'FAIL', message: 'forged' }]);
  }
  await expect.poll(() => wire.hints).toEqual(['P3']);
  const sql = "select count from refused_callback_counts where reason = 'forged'";
  const { rows } = await api.database.query<{ count: number }>(sql);
  expect(rows).toEqual([{ count: 3 }]);
  const inbox = "select count(*) from inbox where event_id = 'e-forged'";
  expect((await api.database.query(inbox)).rows).toEqual([{ count: 0 }]);
});

test('two relays hand each callback over once', async () => {
  for (let event = 0; event < 30; event += 1) await send(paid(`e-many-${event}`, 'P1'));
  const stop = new AbortController();
  const relays = [1, 2].map(() => runRelay({ ...api.deps, stopping: stop.signal }));
  await expect.poll(() => wire.taken.length, { timeout: 10_000 }).toBe(30);
  stop.abort();
  await Promise.all(relays);
  expect(new Set(wire.taken.map((input) => input.id)).size).toBe(30);
});

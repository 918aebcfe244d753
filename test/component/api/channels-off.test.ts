import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openChannels } from '../../../channels/channel-directory.ts';
import { transaction } from '../../../ledger/database/database.ts';
import { replaceChannelsOff } from '../../../ledger/people/channels-off.ts';
import { rulesEngine, takeAnswer } from '../edge/rules-engine.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paper } from './paper-channel.ts';

const channels = openChannels(
  [paper, { ...paper, name: 'card' }],
  { paper: { accounts: { default: {}, second: {} } }, card: { accounts: { default: {} } } },
  String,
);
const api = await startApi(rulesEngine, channels);
const { shop, other, ops } = api.keys;

type Off = Readonly<Record<string, unknown>>;

const refunds = { automatic_refunds: true, refund_caps: {}, daily_budgets: [] };

function put(key: string, channels_off: readonly Off[], reason = 'a test'): Promise<Got> {
  const all = key === ops ? refunds : {};
  return call(api, 'PUT /v1/controls', { key, body: { ...all, channels_off, reason } });
}

async function made(key: string = shop): Promise<string> {
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { key, body: { ...exampleOrder, id } });
  return id;
}

async function pay(
  id: string,
  more: Off = {},
  key = shop,
  name: string = randomUUID(),
): Promise<Got> {
  return call(api, `POST /v1/orders/${id}/attempts`, {
    key,
    headers: { 'idempotency-key': name },
    body: { channel: 'paper', method: 'qr', ...more },
  });
}

const told = z.object({
  data: z.array(
    z.object({
      channel: z.string(),
      account: z.string(),
      methods: z.array(z.object({ method: z.string(), off_by: z.string().nullable() })),
    }),
  ),
});

async function offTold(key: string): Promise<string[]> {
  const { data } = told.parse((await call(api, 'GET /v1/channels', { key })).json());
  return data.flatMap(({ channel, account, methods }) =>
    methods.flatMap(({ method, off_by: by }) =>
      by === null ? [] : [`${channel}/${account}/${method} by ${by}`],
    ),
  );
}

async function audited(): Promise<unknown> {
  const got = await call(api, 'GET /v1/audit?limit=1', { key: ops });
  return z.object({ data: z.array(z.unknown()) }).parse(got.json()).data[0];
}

/** Their places in the table: a row written anew has another. */
async function switchRows(): Promise<unknown> {
  return (await api.database.query('select id from channels_off order by id')).rows;
}

afterEach(async () => {
  for (const key of [ops, shop, other]) expect((await put(key, [])).status).toBe(200);
});

test('what the operator switches off begins no new payment of anybody, from the next click on', async () => {
  const [mine, theirs] = [await made(), await made(other)];
  expect((await put(ops, [{ channel: 'paper', method: 'qr' }])).status).toBe(200);
  for (const refused of [await pay(mine), await pay(theirs, {}, other)]) {
    const problem = refused.problem();
    expect(problem).toMatchObject({ status: 422, code: 'channel_not_offered' });
    expect(problem.detail).toContain('switched off for new payments, by the operator');
    expect(problem.errors).toEqual([{ pointer: '/method', detail: 'is switched off' }]);
  }
  expect((await pay(mine, { channel: 'card' })).status).toBe(201);
  expect(await offTold(shop)).toEqual([
    'paper/default/qr by operator',
    'paper/second/qr by operator',
  ]);
  await put(ops, []);
  expect((await pay(theirs, {}, other)).status).toBe(201);
});

test('an account alone can be switched off, and a channel for one merchant alone', async () => {
  await put(ops, [
    { channel: 'paper', account: 'second' },
    { channel: 'card', merchant: 'other' },
  ]);
  expect((await pay(await made(), { account: 'second' })).problem().errors).toEqual([
    { pointer: '/account', detail: 'is switched off' },
  ]);
  expect((await pay(await made())).status).toBe(201);
  expect((await pay(await made(), { channel: 'card' })).status).toBe(201);
  const theirs = await pay(await made(other), { channel: 'card' }, other);
  expect(theirs.problem().code).toBe('channel_not_offered');
});

test('a merchant switches off its own payments alone, and can undo nothing of the operator’s', async () => {
  await put(ops, [{ channel: 'card' }]);
  const answer = await put(shop, [{ channel: 'paper' }], 'our till is broken');
  expect(answer.json()['channels_off']).toEqual([
    { channel: 'paper', method: null, account: null, merchant: 'shop' },
  ]);
  expect((await pay(await made())).problem().detail).toContain('by you');
  expect((await pay(await made(other), {}, other)).status).toBe(201);
  await put(shop, []);
  expect((await pay(await made(), { channel: 'card' })).problem().detail).toContain('operator');
  const seen = await call(api, 'GET /v1/controls', { key: ops });
  expect(seen.json()['channels_off']).toEqual([
    { channel: 'card', method: null, account: null, merchant: null },
  ]);
});

test('a merchant can not touch what keeps refunds, nor name another merchant', async () => {
  const whole = { ...refunds, channels_off: [], reason: 'r' };
  const refused = await call(api, 'PUT /v1/controls', { key: shop, body: whole });
  expect(refused.problem().errors?.map((one) => one.pointer)).toEqual([
    '/automatic_refunds',
    '/refund_caps',
    '/daily_budgets',
  ]);
  const empty = await call(api, 'PUT /v1/controls', { key: shop, body: { reason: 'r' } });
  expect(empty.problem().errors?.map((one) => one.pointer)).toEqual(['/channels_off']);
  const foreign = await put(shop, [{ channel: 'paper', merchant: 'other' }]);
  expect(foreign.problem().errors?.[0]?.pointer).toBe('/channels_off/0/merchant');
});

test.each([
  [{ channel: 'papper' }, '/channels_off/0/channel'],
  [{ channel: 'paper', method: 'toString' }, '/channels_off/0/method'],
  [{ channel: 'paper', method: 'h5' }, '/channels_off/0/method'],
  [{ channel: 'card', account: 'second' }, '/channels_off/0/account'],
  [{ channel: 'paper', merchant: 'nobody' }, '/channels_off/0/merchant'],
])('a switch that would switch nothing off is refused: %j', async (off, pointer) => {
  const problem = (await put(ops, [off])).problem();
  expect([problem.code, problem.errors?.[0]?.pointer]).toEqual(['invalid_request', pointer]);
});

test('left out by the operator, what is off stays off; given twice, nothing is changed', async () => {
  await put(ops, [{ channel: 'paper' }]);
  const body = { ...refunds, reason: 'as a program of before' };
  const kept = await call(api, 'PUT /v1/controls', { key: ops, body });
  expect(kept.json()['channels_off']).toHaveLength(1);
  const twice = await put(ops, [{ channel: 'card' }, { channel: 'card', method: null }]);
  expect(twice.problem().code).toBe('invalid_request');
  expect((await pay(await made(), { channel: 'card' })).status).toBe(201);
  const own = await put(shop, [{ channel: 'card' }, { channel: 'card', merchant: 'shop' }]);
  expect([own.status, own.problem().errors?.[0]?.pointer]).toEqual([400, '/channels_off/1']);
});

test('a merchant that repeats itself changes nothing, and fills no audit', async () => {
  const off = [{ channel: 'card' }, { channel: 'paper', method: 'qr' }];
  await put(shop, off, 'our till is broken');
  const [before, rows] = [await audited(), await switchRows()];
  expect((await put(shop, off.toReversed(), 'again')).status).toBe(200);
  expect([await audited(), await switchRows()]).toEqual([before, rows]);
});

test('whoever changes switches keeps no other merchant waiting', async () => {
  await put(other, [{ channel: 'card' }]);
  await transaction(api.database, async (inside) => {
    await replaceChannelsOff(inside, 'other', []);
    expect((await put(shop, [{ channel: 'card' }])).status).toBe(200);
  });
});

test('what was begun stays: payable, and told to who repeats the request; but it is not handed out anew', async () => {
  const id = await made();
  const begun = await pay(id, {}, shop, 'the-key');
  const number = String(begun.json()['id']);
  await put(shop, [{ channel: 'paper' }]);
  const repeated = await pay(id, {}, shop, 'the-key');
  expect([repeated.status, repeated.json()['id']]).toEqual([201, number]);
  expect((await pay(id)).problem().code).toBe('channel_not_offered');
  const paid = { amountMinor: 1999, currency: 'CNY', returnedMinor: 0, paidAtMs: null };
  await takeAnswer(
    api.database,
    { merchant: 'shop', orderId: id },
    {
      type: 'queried',
      number,
      askedAtMs: Date.now(),
      answer: { kind: 'success', transaction: `T${number}`, ...paid },
    },
  );
  // Who clicks on a paid order is told that it is paid, not that the channel is off.
  expect((await pay(id)).problem().code).toBe('order_already_paid');
});

test('rule 18: who switched what, and why, is in the audit', async () => {
  await put(ops, [{ channel: 'card' }], 'the channel answers nothing');
  expect(await audited()).toMatchObject({
    by: 'Ada',
    what: 'controls_changed',
    why: 'the channel answers nothing',
    merchant: null,
    detail: { automatic_refunds: true, channels_off: [{ channel: 'card', merchant: null }] },
  });
  await put(shop, [{ channel: 'paper', method: 'qr' }], 'our till is broken');
  const own = await audited();
  expect(own).toMatchObject({ what: 'controls_changed', merchant: 'shop' });
  expect(z.object({ detail: z.record(z.string(), z.unknown()) }).parse(own).detail).toEqual({
    channels_off: [{ channel: 'paper', method: 'qr', account: null, merchant: 'shop' }],
  });
});

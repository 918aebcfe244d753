import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bindingWarnings } from '../../../api/payments/binding-warnings.ts';
import { openChannels } from '../../../channels/channel-directory.ts';
import { selectOne } from '../../../ledger/database/database.ts';
import { z } from 'zod';
import { rulesEngine } from '../edge/rules-engine.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paper, paperCallback } from './paper-channel.ts';

const settings = { mine: {}, theirs: {}, both: {}, old: {} };
const merchants = { mine: ['shop'], theirs: ['other', 'nobody'], both: ['shop', 'other'], old: [] };
const configured = {
  paper: { accounts: settings, merchants },
  card: { accounts: { default: {} }, merchants: { default: ['other'] } },
};
const channels = openChannels([paper, { ...paper, name: 'card' }], configured, String);
const api = await startApi(rulesEngine, channels);

async function pay(
  channel: string,
  account: string | undefined,
  key: string = api.keys.shop,
): Promise<Got> {
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { key, body: { ...exampleOrder, id } });
  return call(api, `POST /v1/orders/${id}/attempts`, {
    key,
    headers: { 'idempotency-key': randomUUID() },
    body: { channel, method: 'qr', ...(account === undefined ? {} : { account }) },
  });
}

const left = z.object({ orders: z.number() });

test('an account is offered to the merchants that it is bound to', async () => {
  expect((await pay('paper', 'mine')).status).toBe(201);
  expect((await pay('paper', 'theirs', api.keys.other)).status).toBe(201);
  expect((await pay('paper', 'both')).status).toBe(201);
  expect((await pay('paper', 'both', api.keys.other)).status).toBe(201);
});

test.each([
  [
    'paper',
    'theirs',
    '/account',
    'is not an account of it that you may use; those are: mine, both',
  ],
  ['paper', 'old', '/account', 'is not an account of it that you may use; those are: mine, both'],
  [
    'paper',
    'unheard',
    '/account',
    'is not an account of it that you may use; those are: mine, both',
  ],
  ['paper', undefined, '/account', 'name one, there are several: mine, both'],
  ['card', undefined, '/channel', 'is not configured, or none of its accounts is bound to you'],
])('account %s/%s is refused to the shop, which is told what it may use', async (...row) => {
  const [channel, account, pointer, detail] = row;
  const refused = (await pay(channel, account)).problem();
  expect(refused).toMatchObject({ status: 422, code: 'channel_not_offered' });
  expect(refused.errors).toEqual([{ pointer, detail }]);
});

test('where no account is named, the only one that the merchant may use is meant', async () => {
  const paid = await pay('card', undefined, api.keys.other);
  expect(paid.json()).toMatchObject({ channel: 'card', account: 'default' });
});

test('a merchant is told its own accounts, an operator all or those of the merchant it names', async () => {
  const told = async (key: string, query = ''): Promise<string[]> => {
    const got = await call(api, `GET /v1/channels${query}`, { key });
    const list = z.object({
      data: z.array(z.object({ channel: z.string(), account: z.string() })),
    });
    return list.parse(got.json()).data.map((one) => `${one.channel}/${one.account}`);
  };
  const ofShop = ['paper/mine', 'paper/both'];
  expect(await told(api.keys.shop)).toEqual(ofShop);
  expect(await told(api.keys.ops, '?merchant=shop')).toEqual(ofShop);
  expect(await told(api.keys.other)).toEqual(['paper/theirs', 'paper/both', 'card/default']);
  expect(await told(api.keys.ops)).toHaveLength(5);
});

test('rule 16: a callback for an account that is bound to nobody any more is taken', async () => {
  const { body, signature } = paperCallback({
    id: 'EV-old',
    signed_at_ms: Date.now(),
    number: 'N0000000000000000000000000',
    kind: 'payment',
  });
  const headers = { 'paper-signature': signature };
  const taken = await call(api, 'POST /callbacks/paper/old', { key: null, raw: body, headers });
  expect(taken.status).toBe(200);
  const kept = await selectOne(
    api.database,
    left,
    `select count(*)::int as orders from inbox where account = 'old'`,
  );
  expect(kept).toEqual({ orders: 1 });
});

test('bindings that look like mistakes are told at the start', async () => {
  expect(await bindingWarnings(api.database, channels)).toEqual([
    { channel: 'paper', account: 'theirs', merchant: 'nobody' },
    { channel: 'paper', account: 'old', merchant: null },
  ]);
});

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { earsOfAll } from '../../../channels/account-ears.ts';
import { alipay } from '../../../channels/alipay/alipay-channel.ts';
import { type ChannelDirectory, openChannels } from '../../../channels/channel-directory.ts';
import { wechat } from '../../../channels/wechat/wechat-channel.ts';
import { run } from '../../../ledger/database/database.ts';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';
import { checkAccounts } from '../../../worker/account-checks.ts';
import { alipayByCertificate } from '../channels/alipay-shop.ts';
import { wechatUnderTest } from '../channels/wechat-shop.ts';
import { rulesEngine } from '../edge/rules-engine.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder } from './http-call.ts';

/** Rule 20: an account in trouble is one fault, told in the channel's own words. */
const dataDir = mkdtempSync(join(tmpdir(), 'accounts-'));
const sandbox = await createSandbox({ dataDir });
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const issuedForm = z.record(
  z.string(),
  z.object({ accounts: z.object({ default: z.record(z.string(), z.unknown()) }) }),
);
const issued = issuedForm.parse(
  JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')),
);
const right = {
  wechat: wechatUnderTest.settings(
    issued['wechat']?.accounts.default ?? {},
    `${sandbox.url}/wechat`,
  ),
  alipay: alipayByCertificate.settings(
    issued['alipay']?.accounts.default ?? {},
    `${sandbox.url}/alipay`,
  ),
};
type Settings = Record<string, unknown>;

const api = await startApi(rulesEngine, (watch) => directoryOf(right, watch.hear));

type Hear = Parameters<typeof earsOfAll>[1];

function directoryOf(of: Readonly<{ wechat: Settings; alipay: Settings }>, hear: Hear) {
  return openChannels(
    [wechat, alipay],
    {
      wechat: { accounts: { default: of.wechat } },
      alipay: { accounts: { default: of.alipay } },
    },
    String,
    earsOfAll(() => undefined, hear),
  );
}

/** As another process would have them, whose settings are not those of the channel. */
function wrongly(settings: Readonly<Partial<typeof right>>): ChannelDirectory {
  return directoryOf({ ...right, ...settings }, api.deps.accountWatch.hear);
}

async function ask(directory: ChannelDirectory, channel: string, times: number): Promise<void> {
  for (let asked = 0; asked < times; asked += 1) {
    await directory.find(channel, 'default')?.account.check(AbortSignal.timeout(5_000));
    await api.deps.accountWatch.settled();
  }
}

const { privateKey: otherKey, publicKey: otherPublicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const healthForm = z.object({
  channel: z.string(),
  state: z.string(),
  last_verified_at: z.string().nullable(),
  last_problem: z
    .object({
      code: z.string(),
      message: z.string(),
      request_id: z.string().nullable(),
      verified: z.boolean(),
    })
    .nullable(),
  paused_methods: z.array(z.string()),
  refused_callbacks: z.number(),
});
type Health = z.output<typeof healthForm>;

async function health(channel: string): Promise<Health | undefined> {
  const got = await call(api, 'GET /v1/accounts', { key: api.keys.ops });
  expect(got.status).toBe(200);
  return z
    .object({ data: z.array(healthForm) })
    .parse(got.json())
    .data.find((one) => one.channel === channel);
}

const alertForm = z.object({ id: z.string(), detail: z.string() });

async function alerts(): Promise<z.output<typeof alertForm>[]> {
  const got = await call(api, 'GET /v1/attention?kind=account', { key: api.keys.ops });
  return z.object({ data: z.array(alertForm) }).parse(got.json()).data;
}

async function checked(channel: string): Promise<Health> {
  const got = await call(api, `POST /v1/accounts/${channel}/default/check`, {
    key: api.keys.ops,
  });
  expect(got.status).toBe(200);
  return healthForm.parse(got.json());
}

async function click(channel: string, method: string, id: string): Promise<string> {
  const got = await call(api, `POST /v1/orders/${id}/attempts`, {
    headers: { 'idempotency-key': randomUUID() },
    body: { channel, method },
  });
  return got.status < 300 ? String(got.status) : got.problem().code;
}

async function order(): Promise<string> {
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id } });
  return id;
}

beforeEach(async () => {
  await run(api.database, 'delete from account_health');
});

test('nothing was heard of an account yet: it is unchecked; a verified answer makes it healthy', async () => {
  expect(await health('alipay')).toMatchObject({ state: 'unchecked', last_verified_at: null });
  expect(await checked('alipay')).toMatchObject({ state: 'healthy', last_problem: null });
  expect(await checked('wechat')).toMatchObject({ state: 'healthy', paused_methods: [] });
  expect(await alerts()).toEqual([]);
});

const faults = [
  {
    name: 'a wrong key',
    channel: 'wechat',
    settings: { ...right.wechat, private_key: otherKey },
    words: 'unverified: SIGN_ERROR',
    requestId: expect.any(String) as unknown,
  },
  {
    name: 'a wrong serial',
    channel: 'wechat',
    settings: { ...right.wechat, serial_no: '00AA' },
    words: 'serial_no is not of a certificate of this mchid',
    requestId: expect.any(String) as unknown,
  },
  {
    name: 'a wrong key',
    channel: 'alipay',
    settings: { ...alipayKeyMode(), private_key: otherKey },
    words: 'isv.invalid-signature',
    requestId: null,
  },
  {
    name: 'our own key for Alipay’s',
    channel: 'alipay',
    settings: {
      ...alipayKeyMode(),
      private_key: right.alipay['private_key'],
      alipay_public_key: otherPublicKey,
    },
    words: 'unverified: ACQ.TRADE_NOT_EXIST',
    requestId: null,
  },
  {
    name: 'an app that is not there',
    channel: 'alipay',
    settings: { ...right.alipay, app_id: '2021000000000001' },
    words: 'unverified: isv.invalid-app-id',
    requestId: null,
  },
];

function alipayKeyMode(): Settings {
  const { app_id, seller_id, alipay_public_key_pem } = issued['alipay']?.accounts.default ?? {};
  const base_url = `${sandbox.url}/alipay`;
  return { mode: 'key', app_id, seller_id, alipay_public_key: alipay_public_key_pem, base_url };
}

test.each(faults)(
  '$channel, $name: three answers are one alert, in the channel’s own words, which ends with the next that is believed',
  async ({ channel, settings, words, requestId }) => {
    const wrong = wrongly({ [channel]: settings });
    await ask(wrong, channel, 2);
    expect(await alerts(), 'two prove nothing').toEqual([]);
    await ask(wrong, channel, 1);
    expect(await health(channel)).toMatchObject({
      state: 'distrusted',
      last_verified_at: null,
      last_problem: { request_id: requestId },
      paused_methods: channel === 'alipay' ? ['page', 'wap', 'app'] : [],
    });
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ id: `account:${channel}/default` });
    expect(alert?.detail).toContain(words);
    expect(await checked(channel), 'healed without a restart').toMatchObject({ state: 'healthy' });
    expect(await alerts()).toEqual([]);
  },
);

test('rule 20: while Alipay’s answers are not believed, page, wap and app are neither opened nor handed out; a code is', async () => {
  const id = await order();
  expect(await click('alipay', 'page', id)).toBe('201');
  await ask(wrongly({ alipay: { ...alipayKeyMode(), private_key: otherKey } }), 'alipay', 3);
  expect(await click('alipay', 'page', id), 'what is open is not handed out').toBe(
    'account_in_trouble',
  );
  expect(await click('alipay', 'wap', await order())).toBe('account_in_trouble');
  expect(await click('alipay', 'qr', await order())).toBe('201');
  expect(await click('wechat', 'qr', await order())).toBe('201');
  await checked('alipay');
  expect(await click('alipay', 'page', id)).toBe('200');
});

test('a callback that is refused changes no state: it brings a signed check forward, which finds that all is well', async () => {
  await checked('wechat');
  await checked('alipay');
  const before = await health('alipay');
  for (let sent = 0; sent < 5; sent += 1) {
    const got = await call(api, 'POST /callbacks/alipay/default', { key: null, raw: 'sign=eA==' });
    expect(got.status).toBe(401);
  }
  const after = await health('alipay');
  expect(after).toEqual({ ...before, refused_callbacks: (before?.refused_callbacks ?? 0) + 5 });
  const asked = (): Promise<number> =>
    requestsOf(() => checkAccounts(api.database, api.deps.channels, 'due'));
  expect(await asked(), 'one check a minute').toBe(0);
  await run(api.database, `update account_health set checked_at = now() - interval '2 minutes'`);
  expect(await asked(), 'the account that was called, not the other').toBe(1);
  expect(await asked()).toBe(0);
});

/** How many signed questions reach the channels by this. */
async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  const count = async (): Promise<number> => {
    const got = await fetch(`${sandbox.url}/_sandbox/requests`, {
      headers: { connection: 'close' },
    });
    return z.object({ total: z.number() }).parse(await got.json()).total;
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

test('a person’s word ends the alert and asks for a check, and what that finds is told anew', async () => {
  const wrong = wrongly({ wechat: { ...right.wechat, private_key: otherKey } });
  await ask(wrong, 'wechat', 3);
  const path = 'POST /v1/attention/account:wechat%2Fdefault/resolve';
  const body = { reason: 'the new key is in place' };
  expect((await call(api, path, { key: api.keys.ops, body })).status).toBe(200);
  expect(await alerts()).toEqual([]);
  expect((await call(api, path, { key: api.keys.ops, body })).status).toBe(404);
  expect(await health('wechat')).toMatchObject({ state: 'unchecked' });
});

test('an account that is not configured is not checked', async () => {
  const got = await call(api, 'POST /v1/accounts/alipay/nobody/check', { key: api.keys.ops });
  expect(got.problem().code).toBe('account_not_found');
});

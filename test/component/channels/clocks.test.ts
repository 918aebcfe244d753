import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { deaf } from '../../../channels/account-ears.ts';
import { openChannels } from '../../../channels/channel-directory.ts';
import { wechat } from '../../../channels/wechat/wechat-channel.ts';
import { listActs } from '../../../ledger/acts/acts.ts';
import { recordSkew } from '../../../ledger/people/clock-skews.ts';
import { openClockWatch } from '../../../ledger/people/clock-watch.ts';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';
import { startApi } from '../api/api-without-engine.ts';
import { call } from '../api/http-call.ts';
import { wechatUnderTest } from './wechat-shop.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'clocks-'));
const sandbox = await createSandbox({ dataDir, channels: ['wechat'] });
const issued = z
  .object({
    wechat: z.object({ accounts: z.object({ default: z.record(z.string(), z.unknown()) }) }),
  })
  .parse(JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')));
const settings = wechatUnderTest.settings(issued.wechat.accounts.default, `${sandbox.url}/wechat`);
const api = await startApi();
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const said: string[] = [];
const watch = openClockWatch({
  db: api.database,
  process: 'worker@here',
  say: (level, _fields, words) => said.push(`${level}: ${words}`),
});
const directory = openChannels(
  [wechat],
  { wechat: { accounts: { default: settings } } },
  String,
  (channel, account) => ({
    ...deaf,
    onClock: (reading) => watch.hear(channel, account, reading),
  }),
);

const readinessForm = z.object({
  clock: z.object({
    state: z.string(),
    off: z.array(z.object({ against: z.string(), skew_ms: z.number() })),
  }),
});

async function readiness(): Promise<z.output<typeof readinessForm>['clock']> {
  const got = await call(api, 'GET /readyz', { key: null });
  expect(got.status).toBe(200);
  return readinessForm.parse(got.json()).clock;
}

async function alerts(): Promise<unknown[]> {
  const got = await call(api, 'GET /v1/attention?kind=account', { key: api.keys.ops });
  return z.object({ data: z.array(z.unknown()) }).parse(got.json()).data;
}

async function putAhead(aheadMs: number): Promise<void> {
  await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    // The sandbox may close a connection that was idle for long.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ ahead_ms: aheadMs }),
  });
}

/** Asks until the state is told; a busy machine may lose a connection that was idle. */
async function untilClock(state: 'right' | 'wrong'): Promise<void> {
  await vi.waitFor(
    async () => {
      await ask();
      expect((await readiness()).state).toBe(state);
    },
    { timeout: 20_000 },
  );
}

/** Any call: what it asks for is not there. */
async function ask(): Promise<string> {
  const payment = {
    paymentNumber: 'N00000000000000000000000000',
    method: 'qr',
    channelReference: null,
    transaction: null,
    amount: { amountMinor: 1, currency: 'CNY' },
  };
  const account = directory.find('wechat', 'default')?.account;
  const answer = await account?.query(payment, new AbortController().signal);
  return answer?.kind ?? '';
}

afterEach(async () => {
  said.splice(0);
  await putAhead(0);
  await api.database.query('delete from clock_skews');
});

test('a channel’s clock that is off by minutes is an alert, a line of the log, and in /readyz; and ends by itself', async () => {
  await untilClock('right');
  await putAhead(150_000);
  // The call itself is answered as ever: a clock decides nothing.
  await untilClock('wrong');
  expect(await ask()).toBe('not_known');
  const { off } = await readiness();
  expect(off).toMatchObject([{ against: 'wechat' }]);
  expect(Math.abs((off[0]?.skew_ms ?? 0) - 150_000)).toBeLessThan(10_000);
  expect(await alerts()).toMatchObject([
    {
      id: 'clock:wechat/default',
      kind: 'account',
      channel: 'wechat',
      account: 'default',
      detail: expect.stringMatching(
        /^The clock of worker@here is 1[45]\d s behind the channel's/,
      ) as string,
    },
  ]);
  await ask();
  // However many answers say so, the log tells it once in ten minutes.
  expect(said.filter((one) => one.startsWith('error'))).toHaveLength(1);
  await putAhead(0);
  await untilClock('right');
  expect(await alerts()).toEqual([]);
  expect(said.at(-1)).toBe('info: this clock is right again');
});

test('at ten minutes the channel’s answers are not believed, and its clock is told all the same', async () => {
  await putAhead(-600_000);
  await untilClock('wrong');
  expect(await ask()).not.toBe('not_known');
  expect(await alerts()).toMatchObject([{ detail: expect.stringContaining('ahead of') as string }]);
});

test('the database’s clock is held against ours', async () => {
  await watch.askDatabase();
  const kept = await api.database.query<{ skew_ms: number }>(
    `select skew_ms from clock_skews where channel = ''`,
  );
  expect(Math.abs(kept.rows[0]?.skew_ms ?? Infinity)).toBeLessThan(5_000);
  await recordSkew(api.database, 'api@there', 'database', { skewMs: -600_000, uncertaintyMs: 1 });
  const off = [{ against: 'database', skew_ms: -600_000 }];
  // What /readyz told is told again for a second.
  await vi.waitFor(async () => expect((await readiness()).off).toEqual(off), { timeout: 20_000 });
  expect(await alerts()).toMatchObject([
    {
      id: 'clock:database',
      kind: 'account',
      channel: null,
      account: null,
      merchant: null,
      detail: expect.stringMatching(
        /^The clock of api@there is 600 s ahead of the database's\. /,
      ) as string,
    },
  ]);
  const what = 'POST /v1/attention/clock:database/resolve';
  const body = { reason: 'NTP is set up' };
  expect((await call(api, what, { key: api.keys.ops, body })).status).toBe(200);
  expect(await alerts()).toEqual([]);
});

test('a skew that may be due to a slow answer is none', async () => {
  const slow = { skewMs: 125_000, uncertaintyMs: 6_000 };
  await recordSkew(api.database, 'worker@slow', { channel: 'wechat', account: 'default' }, slow);
  expect(await alerts()).toEqual([]);
});

test('what was measured an hour ago alerts nobody', async () => {
  const off = { skewMs: 600_000, uncertaintyMs: 0 };
  await recordSkew(api.database, 'worker@gone', { channel: 'wechat', account: 'default' }, off);
  expect(await alerts()).toHaveLength(1);
  await api.database.query(`update clock_skews set measured_at = now() - interval '61 minutes'`);
  expect(await alerts()).toEqual([]);
});

test('rule 18: a person’s word ends the alert until it is measured again', async () => {
  const off = { skewMs: 600_000, uncertaintyMs: 0 };
  await recordSkew(api.database, 'worker@here', { channel: 'wechat', account: 'default' }, off);
  const what = `POST /v1/attention/${encodeURIComponent('clock:wechat/default')}/resolve`;
  const body = { reason: 'NTP is set up' };
  expect((await call(api, what, { key: api.keys.ops, body })).status).toBe(200);
  expect(await alerts()).toEqual([]);
  expect((await call(api, what, { key: api.keys.ops, body })).problem().code).toBe(
    'attention_not_found',
  );
  expect((await listActs(api.database, { limit: 1 })).items).toMatchObject([
    { what: 'attention_resolved', why: 'NTP is set up', subject: 'clock:wechat/default' },
  ]);
});

import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { alipay } from '../channels/alipay/alipay-channel.ts';
import * as gateway from '../channels/alipay/gateway.fixture.ts';
import type { ChannelAccount } from '../channels/channel.ts';
import { ConfigurationError } from '../channels/errors.ts';
import {
  expectStorable,
  hostile,
  hostileJson,
  hostileText,
  spoiled,
} from '../channels/hostile.fixture.ts';
import * as platform from '../channels/wechat/platform.fixture.ts';
import { wechat } from '../channels/wechat/wechat-channel.ts';
import { calendarMs } from '../domain/values/calendar.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { InvalidConfiguration } from './invalid-configuration.ts';
import { policyFrom, policySettingsSchema } from './policy-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'config.json');
// A closed port, but none of those that `fetch` itself refuses.
const nobody = 'http://127.0.0.1:2';

const file = {
  public_url: 'https://pay.example/',
  time_scale: 0.5,
  policy: {
    attempt_life_ms: 1_000,
    max_attempts: 3,
    poll_schedule_ms: [1, 2],
    late_payment: 'ask',
  },
  connections: { callbacks: 1, decisions: 1, reads: 1, writes: 1, appends: 1, calls: 1 },
  channels: {
    wechat: { accounts: { default: { mchid: '1' } }, calls_at_once: 1, calls_per_second: 1 },
  },
};
const env = {
  PAIDONCE_CONFIG: path,
  DATABASE_URL: 'postgresql://a@b/c',
  HOST: '127.0.0.1',
  PORT: '1',
  PAIDONCE_TIME_SCALE: '0.5',
  PAIDONCE_SEARCH_ATTRIBUTES: 'on',
};
const longestMs = 400 * 24 * 3_600_000;

/** Fails if a due time would be later than the database can store. */
function expectUsable({ policy, timeScale, publicUrl }: Configuration): void {
  expect(timeScale).toBeGreaterThan(0);
  expect(URL.canParse(publicUrl)).toBe(true);
  for (const value of Object.values(policy).flat()) {
    if (typeof value !== 'number') continue;
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(longestMs);
    const dueMs = Date.now() + value;
    expect(calendarMs(dueMs)).toBe(dueMs);
  }
}

function read(text: string, environment: Readonly<Record<string, string | undefined>>): void {
  writeFileSync(path, text);
  try {
    expectUsable(readConfiguration(environment));
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
  }
}

test('Whatever a setting holds, it is refused by name or it is usable', () => {
  fc.assert(
    fc.property(fc.oneof(spoiled(file), spoiled(file.policy), hostile), (content) => {
      read(hostileJson(content), env);
    }),
    { numRuns: 500 },
  );
});

test('Whatever the environment holds, it is refused by name or it is usable', () => {
  const names = fc.constantFrom('DATABASE_URL', 'HOST', 'PORT', 'PAIDONCE_TIME_SCALE');
  fc.assert(
    fc.property(names, fc.oneof(hostileText, fc.double().map(String)), (name, text) => {
      read(hostileJson(file), { ...env, [name]: text });
    }),
    { numRuns: 500 },
  );
});

test('Whatever a merchant’s policy holds, it is refused or every due time by it is storable', () => {
  fc.assert(
    fc.property(spoiled(file.policy), (settings) => {
      const checked = policySettingsSchema.safeParse(JSON.parse(hostileJson(settings)));
      if (checked.success) expectStorable(policyFrom(checked.data, 1));
    }),
    { numRuns: 500 },
  );
});

const never = new AbortController().signal;
const ofWechat = platform.settingsFor(nobody);
const platformKey = platform.platformKeys.publicKey.export({ type: 'spki', format: 'pem' });
const accounts = [
  {
    channel: wechat,
    settings: fc.oneof(
      spoiled(ofWechat),
      hostileText.map((serial) => ({
        ...ofWechat,
        platform_keys: { [`PUB_KEY_ID_${serial}`]: platformKey },
      })),
    ),
  },
  { channel: alipay, settings: spoiled(gateway.settingsFor(nobody)) },
];

test.each(accounts)(
  'Whatever the settings of an account of $channel.name hold, they are refused by name or calls go out',
  async ({ channel, settings }) => {
    const opened = (given: unknown): ChannelAccount | null => {
      try {
        return channel.open(given, String);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        return null;
      }
    };
    await fc.assert(
      fc.asyncProperty(settings, async (given) => {
        const account = opened(given);
        if (account === null || !JSON.stringify(given).includes(`"${nobody}"`)) return;
        // Nobody listens there; any other answer would mean that the request can't be made.
        const answer = await account.query(gateway.payment, never);
        expect(answer).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' });
      }),
      { numRuns: 300 },
    );
  },
);

test.each(['a b', 'a\r\nb', '两', 'x'.repeat(129)])(
  'a platform key whose name fits into no header is refused: %j',
  (serial) => {
    const platform_keys = { [serial]: platformKey };
    const open = (): unknown => wechat.open({ ...ofWechat, platform_keys }, String);
    expect(open).toThrow(ConfigurationError);
  },
);

test.each([
  { poll_every_ms: 0 },
  { long_poll_every_ms: 0 },
  { abnormal_poll_ms: 0 },
  { poll_schedule_ms: [0] },
  { refund_poll_schedule_ms: [1, 0] },
  { retries_ms: [0] },
])('a wait of 0 ms between two calls is refused: %o', (settings) => {
  expect(policySettingsSchema.safeParse(settings).success).toBe(false);
});

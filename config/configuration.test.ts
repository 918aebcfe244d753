import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultPolicy } from '../domain/order/policy.ts';
import { readConfiguration } from './configuration.ts';
import { InvalidConfiguration } from './invalid-configuration.ts';
import { admissionFields, callLimitFields, connectionFields } from './load-settings.ts';
import { policySettingsSchema } from './policy-settings.ts';
import { readSecret } from './secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-config-'));
const path = join(folder, 'config.json');
const privacy = { key: { file: 'key' } };
const env = { PAIDONCE_CONFIG: path, DATABASE_URL: 'postgresql://a@b/c' };

function writeConfiguration(content: unknown): void {
  writeFileSync(path, JSON.stringify(content));
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.fields.map((one) => one.field).sort();
    throw error;
  }
  return [];
}

beforeAll(() => {
  writeFileSync(join(folder, 'key'), 'from a file\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readConfiguration', () => {
  test('what is not set keeps its default', () => {
    writeConfiguration({ public_url: 'https://pay.example/', privacy });
    const configuration = readConfiguration(env);
    expect(configuration.publicUrl).toBe('https://pay.example');
    expect(configuration.policy).toEqual(defaultPolicy);
    expect(configuration.api).toEqual({ host: '127.0.0.1', port: 8080, trustedProxies: [] });
    expect(configuration.searchAttributes).toBe(true);
    expect(configuration.engineLongPollMs).toBe(60_000);
  });

  test("the engine's long poll is told where it was changed there", () => {
    writeConfiguration({ public_url: 'https://pay.example', privacy });
    const told = readConfiguration({ ...env, PAIDONCE_ENGINE_LONG_POLL_S: '5' });
    expect(told.engineLongPollMs).toBe(5_000);
    const wrong = { ...env, PAIDONCE_ENGINE_LONG_POLL_S: '0' };
    expect(() => readConfiguration(wrong)).toThrow('PAIDONCE_ENGINE_LONG_POLL_S');
  });

  test('a policy is overridden in part and put on the faster clock', () => {
    writeConfiguration({
      public_url: 'https://pay.example',
      privacy,
      time_scale: 0.5,
      policy: { attempt_life_ms: 1_000 },
    });
    const scaled = readConfiguration({ ...env, PAIDONCE_TIME_SCALE: '0.1' });
    expect(scaled.timeScale).toBe(0.1);
    expect(scaled.policy.attemptLifeMs).toBe(100);
    expect(scaled.policy.supersedeBoundMs).toBe(200);
    expect(scaled.policy.maxAttempts).toBe(20);
  });

  test('a duration of the policy is 400 days at most', () => {
    const day = 24 * 3_600_000;
    expect(policySettingsSchema.safeParse({ late_answer_ms: 400 * day }).success).toBe(true);
    const beyond = [{ late_answer_ms: 400 * day + 1 }, { poll_schedule_ms: [2 ** 53 - 1] }];
    for (const policy of beyond) {
      writeConfiguration({ public_url: 'https://pay.example', privacy, policy });
      expect(() => readConfiguration(env)).toThrow('400 days');
    }
  });

  test('every number of the policy has its setting', () => {
    const camel = (name: string): string =>
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const settings = Object.keys(policySettingsSchema.shape).map(camel);
    expect(settings.sort()).toEqual(Object.keys(defaultPolicy).sort());
  });

  test('connections and the calls of each channel have limits of their own', () => {
    const accounts = {};
    const publicUrl = { public_url: 'https://pay.example', privacy };
    writeConfiguration({ ...publicUrl, channels: { alipay: { accounts } } });
    const { connections, channels } = readConfiguration(env);
    const pools = { callbacks: 4, decisions: 2, reads: 4, writes: 6 };
    expect(connections).toEqual({ ...pools, appends: 10, calls: 10, notices: 4 });
    expect(channels).toEqual({
      alipay: { accounts, merchants: {}, callsAtOnce: 100, callsPerSecond: null },
    });
    const limits = { calls_at_once: 7, calls_per_second: 2.5 };
    const channel = { alipay: { accounts, ...limits } };
    writeConfiguration({ ...publicUrl, connections: { calls: 3 }, channels: channel });
    const set = readConfiguration(env);
    expect(set.connections).toEqual({ ...pools, appends: 10, calls: 3, notices: 4 });
    expect(set.channels).toEqual({
      alipay: { accounts, merchants: {}, callsAtOnce: 7, callsPerSecond: 2.5 },
    });
    const none = { accounts, calls_at_once: 0, calls_per_second: 0 };
    writeConfiguration({ ...publicUrl, connections: { relay: 1 }, channels: { alipay: none } });
    expect(problemsOf(() => readConfiguration(env))).toEqual([
      'channels.alipay.calls_at_once',
      'channels.alipay.calls_per_second',
      'connections.relay',
    ]);
  });

  test('connections.api, from before there were pools, is shared out among them', () => {
    const set = (connections: unknown): unknown => {
      writeConfiguration({ public_url: 'https://pay.example', privacy, connections });
      return readConfiguration(env).connections;
    };
    const ofWorkers = { appends: 10, calls: 10, notices: 4 };
    expect(set({ api: 10 })).toEqual({
      ...ofWorkers,
      ...{ callbacks: 3, decisions: 1, reads: 3, writes: 3 },
    });
    expect(set({ api: 4 })).toEqual({
      ...ofWorkers,
      ...{ callbacks: 1, decisions: 1, reads: 1, writes: 1 },
    });
    expect(problemsOf(() => set({ api: 3 }))).toEqual(['connections.api']);
    expect(problemsOf(() => set({ api: 20, reads: 5 }))).toEqual(['connections.api']);
  });

  test('the merchants of an account are told apart from its own settings', () => {
    const accounts = {
      first: { mchid: '1', merchants: ['shop', 'other'] },
      closed: { mchid: '2', merchants: [] },
      free: { mchid: '3' },
    };
    const publicUrl = { public_url: 'https://pay.example', privacy };
    writeConfiguration({ ...publicUrl, channels: { wechat: { accounts } } });
    expect(readConfiguration(env).channels['wechat']).toMatchObject({
      accounts: { first: { mchid: '1' }, closed: { mchid: '2' }, free: { mchid: '3' } },
      merchants: { first: ['shop', 'other'], closed: [] },
    });
    const wrong = {
      a: { merchants: 'shop' },
      b: { merchants: ['A'] },
      c: { merchants: ['s', 's'] },
    };
    writeConfiguration({ ...publicUrl, channels: { wechat: { accounts: wrong } } });
    expect(problemsOf(() => readConfiguration(env))).toEqual([
      'channels.wechat.accounts.a.merchants',
      'channels.wechat.accounts.b.merchants.0',
      'channels.wechat.accounts.c.merchants',
    ]);
  });

  test('every setting of load is in the operator’s table, with its default', () => {
    const page = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
    for (const [name, limit] of Object.entries(connectionFields)) {
      expect(page).toContain(`| \`connections.${name}\` | ${String(limit.parse(undefined))} |`);
    }
    const { floor, ceiling, target_ms } = admissionFields;
    const [low, high] = [floor.parse(undefined), ceiling.parse(undefined)];
    expect(page).toContain(`| \`admission.floor\`, \`admission.ceiling\` | ${low}, ${high} |`);
    expect(page).toContain(`| \`admission.target_ms\` | ${target_ms.parse(undefined)} |`);
    for (const [name, limit] of Object.entries(callLimitFields)) {
      const byDefault = String(limit.parse(undefined) ?? 'no limit');
      expect(page).toContain(`| \`channels.NAME.${name}\` | ${byDefault} |`);
    }
  });

  test('each wrong field is listed at once', () => {
    writeConfiguration({
      public_url: 'ftp://pay.example',
      policy: { attempt_life: 1, max_attempts: 0 },
      channels: { wechat: {} },
    });
    const broken = { PAIDONCE_CONFIG: path, PORT: 'http' };
    expect(problemsOf(() => readConfiguration(broken))).toEqual([
      'DATABASE_URL',
      'PORT',
      'channels.wechat.accounts',
      'policy.attempt_life',
      'policy.max_attempts',
      'privacy',
      'public_url',
    ]);
  });

  test('personal text is kept 30 days, on the configured clock, under a key nobody guesses', () => {
    const publicUrl = 'https://pay.example';
    const key = { value: 'k'.repeat(32) };
    const dayMs = 24 * 3_600_000;
    writeConfiguration({ public_url: publicUrl, time_scale: 0.5, privacy: { key } });
    const byDefault = readConfiguration(env);
    expect(byDefault.keepPersonalMs).toBe(15 * dayMs);
    expect(byDefault.readPrivacyKey()).toBe(key.value);
    writeConfiguration({ public_url: publicUrl, privacy: { key: { file: 'key' }, keep_ms: 0 } });
    const short = readConfiguration(env);
    expect(short.keepPersonalMs).toBe(0);
    expect(short.readPrivacyKey).toThrow(/privacy\.key: .*32 characters/);
  });

  test('a missing file and no file at all are told apart', () => {
    expect(() => readConfiguration({})).toThrow(/PAIDONCE_CONFIG: is not set/);
    expect(() => readConfiguration({ PAIDONCE_CONFIG: join(folder, 'no.json') })).toThrow(/ENOENT/);
  });
});

describe('readSecret', () => {
  const source = { env: { KEY: 'from the environment', NODE_ENV: 'production' }, folder };

  test('a secret comes from a file beside the configuration or from the environment', () => {
    expect(readSecret({ file: 'key' }, 'a.key', source)).toBe('from a file');
    expect(readSecret({ env: 'KEY' }, 'a.key', source)).toBe('from the environment');
  });

  test('an error names the field and what to do', () => {
    expect(() => readSecret({ file: 'no' }, 'a.key', source)).toThrow(/a\.key: .*can't be read/);
    expect(() => readSecret({ env: 'NO' }, 'a.key', source)).toThrow(/a\.key: .*NO is not set/);
    expect(() => readSecret('plain', 'a.key', source)).toThrow(/a\.key: must be a secret by/);
  });

  test('a secret written out is refused in production', () => {
    expect(() => readSecret({ value: 'x' }, 'a.key', source)).toThrow(/development only/);
    expect(readSecret({ value: 'x' }, 'a.key', { ...source, env: {} })).toBe('x');
  });
});

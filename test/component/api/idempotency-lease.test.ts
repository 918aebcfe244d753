import { pino } from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../../api/engine/engine.ts';
import { engineProblem } from '../../../api/engine/engine-problem.ts';
import { logLimits } from '../../../config/log/limited-log.ts';
import { run } from '../../../ledger/database/database.ts';
import { leaseMs } from '../../../ledger/keys/idempotency-keys.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';

/** Stands for an engine that answers when the test lets it, or fails after `breaks`. */
const wire: {
  answer: () => void;
  asked: Promise<void>;
  ask: () => void;
  breaks?: () => Promise<void>;
} = {
  answer: () => undefined,
  asked: Promise.resolve(),
  ask: () => undefined,
};
wire.asked = new Promise((resolve) => (wire.ask = resolve));

const engine: Engine = {
  request: async () => {
    if (wire.breaks !== undefined) {
      await wire.breaks();
      throw engineProblem(new Error('away'));
    }
    return new Promise((resolve) => {
      wire.answer = () => {
        resolve({ kind: 'done' });
      };
      wire.ask();
    });
  },
  callback: () => Promise.resolve(),
  hint: () => Promise.resolve(),
  isReachable: () => Promise.resolve(true),
  close: () => Promise.resolve(),
};

const lines: string[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
const api = await startApi(engine, undefined, { log });

async function leasedUntilMs(): Promise<number> {
  const sql =
    "select extract(epoch from leased_until) * 1000 as ms from idempotency_keys where key = 'k-1'";
  const { rows } = await api.database.query<Record<string, unknown>>(sql);
  return z.object({ ms: z.coerce.number() }).parse(rows[0]).ms;
}

function close(key = 'k-1'): Promise<Got> {
  return call(api, 'POST /v1/orders/A-1/close', { headers: { 'idempotency-key': key } });
}

test('a key is held by renewals as long as its request runs, and by no lease longer than 5 s', async () => {
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: 'A-1' } });
  const first = close();
  await wire.asked;
  const begun = await leasedUntilMs();
  expect(begun - Date.now()).toBeLessThanOrEqual(leaseMs);
  expect(leaseMs).toBeLessThanOrEqual(5_000);
  await expect.poll(leasedUntilMs, { timeout: 15_000, interval: 50 }).toBeGreaterThan(begun);
  const repeat = await close();
  expect([repeat.status, repeat.problem().code]).toEqual([409, 'idempotency_key_in_use']);
  expect(repeat.headers.get('retry-after')).toBe('1');
  wire.answer();
  expect((await first).status).toBeLessThan(300);
});

test('while keys can not be given back, few lines say so, however many callers come', async () => {
  wire.breaks = () => run(api.owner, 'alter table idempotency_keys rename to lost').then(() => {});
  for (let call = 0; call < logLimits.most + 3; call += 1) {
    expect((await close(`lost-${call}`)).status).toBe(503);
    await run(api.owner, 'alter table lost rename to idempotency_keys');
  }
  const told = lines.filter((line) => line.includes('could not be given back'));
  expect(told).toHaveLength(logLimits.most);
});

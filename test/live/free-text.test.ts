import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, run } from '../../ledger/database/database.ts';
import { dueAtMsOf } from '../../ledger/orders/dues.ts';
import { whereItStands } from '../component/ledger/where-it-stands.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { EngineConsole } from './engine.ts';

/** Rule 22, end to end: where personal and free text stands, in every table, history and log. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;
let engine: EngineConsole;
let db: Database;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.1 });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
  engine = await EngineConsole.open(paidonce.addresses);
  db = openDatabase(paidonce.addresses.database, { max: 1 });
});
afterAll(async () => {
  await db.close();
  await engine.close();
  await paidonce.stop();
});

const erasable = [
  'attempt_inputs',
  'attempt_offers',
  'channel_answers',
  'failure_words',
  'inbox',
  'refund_reasons',
  'requests',
];

/** All text of a message of the engine, including that in its payloads. */
function textOf(message: unknown): string {
  if (message instanceof Uint8Array) return Buffer.from(message).toString('utf8');
  if (typeof message === 'string') return message;
  if (typeof message !== 'object' || message === null) return '';
  return Object.values(message).map(textOf).join('\n');
}

async function historiesOf(order: string): Promise<string> {
  const query = `WorkflowId = 'order/demo/${order}'`;
  const histories: string[] = [];
  for await (const { runId } of engine.client.workflow.list({ query })) {
    histories.push(textOf(await engine.workflow(order, runId).fetchHistory()));
  }
  return histories.join('\n');
}

/** What API and worker wrote into their logs. */
function logs(): string {
  const names = ['api.log', 'worker.log'];
  return names
    .map((name) => readFileSync(join(paidonce.dataFolder, 'logs', name), 'utf8'))
    .join('\n');
}

async function erase(asked: string): Promise<Readonly<{ code: number; out: string }>> {
  const command = spawn('node', ['--import', 'tsx', 'cli/erase-shopper.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: paidonce.addresses.database,
      PAIDONCE_CONFIG: join(paidonce.dataFolder, 'config.json'),
    },
  });
  command.stdin.end(asked);
  const ended = once(command, 'exit');
  const [out, said] = await Promise.all([text(command.stdout), text(command.stderr)]);
  const [code] = (await ended) as [number];
  return { code, out: out + said };
}

const openid = `o${randomUUID().replaceAll('-', '')}`.slice(0, 28);
const shopper = { openid, name: `Li-${randomUUID()}`, email: `li-${randomUUID()}@example.com` };

async function click(id: string) {
  return await shop.pay(id, { method: 'jsapi', shopper });
}

async function refund(id: string, amount: number) {
  const reason = `ill, ${randomUUID()}`;
  const key = { 'idempotency-key': randomUUID() };
  const body = { id: `R-${randomUUID()}`, amount, reason };
  const answer = await shop.call('POST', `/v1/orders/${id}/refunds`, body, key);
  return { reason, answer };
}

/** An order at rest, with a refused attempt, refunds that failed and a refund that went out. */
async function story(): Promise<
  Readonly<{ id: string; reasons: string[]; refusedReason: string; order: Json }>
> {
  const id = await shop.order();
  await street.control('faults', {
    channel: 'wechat',
    operation: 'create',
    kind: 'refuse',
    code: 'NO_AUTH',
    match: id,
    times: 1,
  });
  expect((await click(id)).body.code).toBe('channel_refused');
  await street.fault('create', 'error_before', id);
  const number = String((await click(id)).body.id);
  await shop.until(id, (one) => one.attempts[1]?.status === 'offered');
  expect(await erase(JSON.stringify({ merchant: 'demo', order: id }))).toMatchObject({
    code: 1,
    out: expect.stringContaining('NOT erased') as string,
  });
  await street.pay(number);
  await shop.until(id, (one) => one.status === 'paid');

  await street.fault('refund', 'refund_fails', number);
  const fails = await refund(id, 500);
  await shop.until(id, (one) => one.refunds[0]?.status === 'failed');
  await street.control('faults', {
    channel: 'wechat',
    operation: 'refund',
    kind: 'refuse',
    code: 'PARAM_ERROR',
    match: number,
    times: 1,
  });
  const refused = await refund(id, 300);
  await shop.until(id, (one) => one.refunds[1]?.status === 'failed');
  await street.fault('refund', 'error_before', number);
  const goesOut = await refund(id, 200);
  const tooMuch = await refund(id, 9_999);
  expect(tooMuch.answer.body.code).toBe('refund_exceeds_paid');
  const order = await shop.until(id, (one) => one.refunds[2]?.status === 'succeeded');
  await engine.ended(id);
  const key = { merchant: 'demo', orderId: id };
  await expect.poll(() => dueAtMsOf(db, key)).toBeNull();
  const reasons = [fails, refused, goesOut].map((one) => one.reason);
  return { id, order, reasons, refusedReason: tooMuch.reason };
}

test('rule 22: personal and free text stands in rows that can be erased, and after that nowhere', async () => {
  const { id, order, reasons, refusedReason } = await story();
  const told = [order.attempts[0], order.refunds[0], order.refunds[1]];
  const words = told.map((one) => String(one.failure.message));
  expect(words.filter((one) => one.startsWith('The channel refused'))).toEqual([]);
  const kept = [openid, ...reasons, ...words];
  for (const one of kept) {
    const tables = await whereItStands(db, one);
    expect(tables.length).toBeGreaterThan(0);
    expect(erasable).toEqual(expect.arrayContaining(tables));
  }
  const nowhere = [shopper.name, shopper.email, '系统错误', refusedReason];
  for (const one of nowhere) expect(await whereItStands(db, one)).toEqual([]);
  const history = await historiesOf(id);
  expect(history).toContain('refund_failed');
  const outside = `${history}\n${logs()}`;
  for (const one of [...kept, ...nowhere]) expect(outside).not.toContain(one);
  const events = await shop.call('GET', `/v1/orders/${id}/events?limit=100`);
  expect(events.body.data.at(-1).data.order.refunds).toMatchObject([
    { reason: reasons[0], failure: { message: words[1] } },
    { reason: reasons[1], failure: { message: words[2] } },
    { reason: reasons[2], failure: null },
  ]);

  // Makes requests old: for an hour a request may be under way.
  await run(db, `update requests set created_at = created_at - interval '2 hours'`, []);
  const payer = JSON.stringify({ merchant: 'demo', channel: 'wechat', payer: openid });
  expect(await erase(payer)).toEqual({ code: 0, out: `demo/${id}: erased\n` });
  for (const one of [...kept, ...nowhere]) expect(await whereItStands(db, one)).toEqual([]);
  expect((await shop.get(id)).refunds).toMatchObject([
    { reason: 'no longer kept', failure: { message: 'The channel refused: CLOSED.' } },
    { reason: 'no longer kept', failure: { message: 'The channel refused: PARAM_ERROR.' } },
    { reason: 'no longer kept', failure: null },
  ]);
});

test('rule 22: what erase-shopper can not read it does not repeat', async () => {
  const { code, out } = await erase(`{"merchant":"demo","payer":"${openid}"}`);
  expect(code).toBe(2);
  expect(out).not.toContain(openid);
  expect((await erase('{"merchant":"demo","order":"no-such"}')).code).toBe(1);
});

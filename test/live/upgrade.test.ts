import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secondWorker } from '../kit/second-process.ts';
import { olderWorkflows } from '../kit/older-version.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { shortPolls } from '../kit/short-polls.ts';
import { type Answer, type Json, type PaySettings, Shop, Street } from '../kit/shop.ts';
import { workflowBundle } from '../kit/workflow-bundle.ts';
import { EngineConsole } from './engine.ts';

// A new version takes over orders in every state; older-version.ts describes the older version.
const timeScale = 0.1;
const amount = 1999;
// Not h5, whose links live for five minutes only, which is thirty seconds on this clock.
const app: PaySettings = { method: 'app' };

const folder = mkdtempSync(join(tmpdir(), 'paidonce-bundle-'));
const bundle = join(folder, 'workflow-bundle.js');
let paidonce: RunningPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;
let engine: EngineConsole;

beforeAll(async () => {
  writeFileSync(bundle, await olderWorkflows());
  paidonce = await startPaidOnce({
    timeScale,
    env: { ...shortPolls, PAIDONCE_WORKFLOW_BUNDLE: bundle },
  });
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
  engine = await EngineConsole.open(paidonce.addresses);
});
afterAll(async () => {
  await engine.close();
  await paidonce.stop();
  rmSync(folder, { recursive: true });
});

const isPaid = (order: Json): boolean => order.status === 'paid';
const isClosed = (order: Json): boolean => order.status === 'closed';
const refundIs = (status: string) => (order: Json) => order.refunds[0]?.status === status;

async function offered(settings: PaySettings = {}) {
  const id = await shop.order();
  return { id, number: await click(id, settings) };
}

async function click(id: string, settings: PaySettings = {}): Promise<string> {
  const answer = await shop.pay(id, settings);
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

async function paid() {
  const order = await offered();
  await street.pay(order.number);
  await shop.until(order.id, isPaid);
  return order;
}

/**
 * An order paid by its second code, whose first code, left open by the older version, is paid, too.
 */
async function paidTwice(isHeld: (order: Json) => boolean) {
  const { id, number } = await offered();
  await street.pay(await click(id, app));
  await shop.until(id, isPaid);
  await street.pay(number);
  await shop.until(id, isHeld);
  return { id, number };
}

/**
 * Repeats a request under the same key while the engine does not answer in time, by the contract.
 */
async function answered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
  }
}

/** One order in each state in which an order still has something to do. */
async function inEveryState() {
  const unclicked = await shop.order({ expires_in: 45 });
  const open = await offered();
  const clickedAgain = await offered();
  const superseded = await offered();
  const second = await click(superseded.id, app);

  await ops.putControls(false);
  const toApprove = await paidTwice(refundIs('awaiting_approval'));
  await ops.putControls(true);

  const opening = await shop.order();
  await street.fault('create', 'lost_request', opening, { times: 1_000 });
  await shop.pay(opening);

  const compensated = await offered();
  await street.fault('refund', 'lost_request', compensated.number, { times: 1_000 });
  await street.pay(await click(compensated.id, app));
  await shop.until(compensated.id, isPaid);
  await street.pay(compensated.number);
  await shop.until(compensated.id, (one) => one.refunds.length === 1);

  const refunded = await paid();
  await street.fault('refund', 'refund_slow', refunded.number, { delay_ms: 20_000 });
  expect((await shop.refund(refunded.id, 700)).status).toBe(201);

  const closing = await offered();
  await street.fault('query', 'lost_request', closing.number, { times: 1_000 });
  await shop.call('POST', `/v1/orders/${closing.id}/close`);

  const closed = await offered({ channel: 'alipay' });
  await shop.call('POST', `/v1/orders/${closed.id}/close`);
  await shop.until(closed.id, isClosed);

  const finished = await paid();
  await engine.ended(finished.id);

  return {
    unclicked,
    open,
    clickedAgain,
    superseded,
    second,
    toApprove,
    opening,
    compensated,
    refunded,
    closing,
    closed,
    finished,
  };
}

function idsOf(orders: object): string[] {
  return Object.entries(orders as Record<string, string | { id: string }>)
    .filter(([name]) => name !== 'second')
    .map(([, one]) => (typeof one === 'string' ? one : one.id));
}

describe('an upgrade that changes a rule and the interpreter', () => {
  test('nothing-lost: orders in every state go on from the ledger under the new version', async () => {
    const at = await inEveryState();
    const before = await Promise.all(idsOf(at).map((id) => ops.timeline(id)));
    expect(await street.requests('close', at.superseded.number)).toBe(0);
    const olderRun = await engine.standing(at.open.id);

    // Both versions run at once: an order begun now belongs to the one or the other.
    const newer = await secondWorker(paidonce, timeScale, { env: shortPolls });
    const meanwhile = await Promise.all(Array.from({ length: 8 }, () => offered()));
    await Promise.all(meanwhile.slice(0, 4).map(({ number }) => street.pay(number)));

    writeFileSync(bundle, await workflowBundle());
    const old = paidonce.pid('worker');
    await paidonce.kill('worker', 'SIGTERM');
    await paidonce.replaced('worker', old);
    await newer.stop();
    await street.clearFaults();

    // The shopper pays, clicks and scans as if nothing had happened.
    await street.pay(at.open.number);
    await street.pay(at.second);
    await Promise.all(meanwhile.slice(4).map(({ number }) => street.pay(number)));
    expect(await street.tryToPay(at.closed.number, 'alipay')).toBe(200);
    const key = randomUUID();
    const again = await answered(() => shop.pay(at.clickedAgain.id, { key }));
    expect(again.body.id).toBe(at.clickedAgain.number);
    await street.pay(at.clickedAgain.number);
    const held = (await shop.get(at.toApprove.id)).refunds[0].number;
    const approve = `/v1/refunds/${held}/approve`;
    const once = { 'idempotency-key': randomUUID() };
    const approved = await answered(() => ops.call('POST', approve, { reason: 'a test' }, once));
    expect(approved.status).toBe(200);
    expect((await shop.refund(at.finished.id, 700)).status).toBe(201);

    for (const { id } of [at.open, at.clickedAgain, at.superseded, ...meanwhile]) {
      await shop.until(id, isPaid);
      expect(await street.money(id)).toMatchObject({ captured: amount, net: amount });
    }
    for (const { id } of [at.toApprove, at.compensated]) {
      await shop.until(id, refundIs('succeeded'));
      expect(await street.money(id)).toMatchObject({ captured: 2 * amount, net: amount });
    }
    for (const { id } of [at.refunded, at.finished]) {
      await shop.until(id, (one) => one.amount_refunded === 700);
      expect(await street.money(id)).toMatchObject({ captured: amount, net: amount - 700 });
    }
    await shop.until(at.closed.id, refundIs('succeeded'));
    expect(await shop.get(at.closed.id)).toMatchObject({ status: 'closed', winner: null });
    expect(await street.money(at.closed.id)).toMatchObject({ captured: amount, net: 0 });
    for (const id of [at.closing.id, at.unclicked]) await shop.until(id, isClosed);
    const late = await shop.until(at.opening, (one) => one.attempts[0].action !== null);
    await street.pay(String(late.attempts[0].id));
    await shop.until(at.opening, isPaid);

    // The changed rule reached an order that was begun under the old rule.
    expect(await street.requests('close', at.superseded.number)).toBeGreaterThan(0);
    // The run of the older version was terminated, and its order went on from the ledger.
    const { status } = await engine.workflow(at.open.id, olderRun.runId).describe();
    expect(status.name).toBe('TERMINATED');
    const after = await Promise.all(idsOf(at).map((id) => ops.timeline(id)));
    for (const [index, facts] of before.entries()) {
      expect(after[index]?.slice(0, facts.length)).toEqual(facts);
    }
  }, 240_000);
});

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../ledger/database/database.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Answer, type Json, Shop, Street } from '../kit/shop.ts';
import { stoppedOnPurpose } from '../kit/stopped-on-purpose.ts';

/** nothing-lost: what stands still while the engine is away, what goes on, and how it ends. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;
let ledger: Database;

beforeAll(async () => {
  paidonce = await startPaidOnce({ env: stoppedOnPurpose });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
  ledger = openDatabase(paidonce.addresses.database, { applicationName: 'paidonce-test' });
});
afterAll(async () => {
  await ledger.close();
  await paidonce.stop();
});

const isPaid = (order: Json): boolean => order.status === 'paid';

async function offered() {
  const id = await shop.order();
  const number = String((await shop.pay(id)).body.id);
  return { id, number };
}

async function paidOrder() {
  const order = await offered();
  await street.pay(order.number);
  await shop.until(order.id, isPaid);
  return order;
}

/**
 * Stops the engine, so that it takes connections and answers nothing, for as long as `work` takes.
 */
async function withEngineAway<T>(work: () => Promise<T>): Promise<T> {
  const engine = paidonce.pid('temporal');
  process.kill(engine, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(engine, 'SIGCONT');
  }
}

/** Repeats a request under the same key until its outcome is known, as the contract says. */
async function known(ask: () => Promise<Answer>): Promise<Answer> {
  const untilMs = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer.body.retryable !== true || Date.now() > untilMs) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function expectAway(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.body).toMatchObject({ code: 'engine_unavailable', retryable: true });
}

const inboxRow = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Buffer),
});

/** The callbacks of these payments in the inbox; waits until each has come. */
async function inboxOf(numbers: readonly string[]): Promise<z.output<typeof inboxRow>[]> {
  const untilMs = Date.now() + 10_000;
  for (;;) {
    const { rows } = await ledger.query(
      'select headers, body from inbox where channel_number = any($1)',
      [numbers],
    );
    if (rows.length >= numbers.length) return z.array(inboxRow).parse(rows);
    if (Date.now() > untilMs) throw new Error(`${rows.length} callbacks of ${numbers.length}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The headers of a kept callback that `fetch` lets us send. */
function onlySigned(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.startsWith('wechatpay-') || name === 'content-type',
    ),
  );
}

const paidMeanwhile = 3;

describe('nothing-lost: the engine is away', () => {
  test('orders are made, read and called back; what needs the engine is 503, and done once after', async () => {
    const waiting = await Promise.all(Array.from({ length: paidMeanwhile }, offered));
    const numbers = waiting.map(({ number }) => number);
    const toRefund = await paidOrder();
    const toClose = await offered();
    // Queries are lost, so that only callbacks can tell of these payments.
    for (const match of numbers) await street.fault('query', 'lost_request', match, { times: 50 });
    const keys = { pay: randomUUID(), close: randomUUID(), refund: randomUUID() };
    const fresh: string[] = [];
    const pay = (): Promise<Answer> => shop.pay(String(fresh[0]), { key: keys.pay });
    const refund = (): Promise<Answer> => shop.refund(toRefund.id, 500, keys.refund);
    const close = (): Promise<Answer> =>
      shop.call('POST', `/v1/orders/${toClose.id}/close`, undefined, {
        'idempotency-key': keys.close,
      });

    await withEngineAway(async () => {
      fresh.push(await shop.order());
      const asked = Promise.all([pay(), close(), refund()]);
      for (const number of numbers) await street.pay(number);
      const kept = await inboxOf(numbers);
      // The channel's own callbacks again: they are acknowledged, though no run can be told now.
      for (const { headers, body } of kept) {
        const again = await fetch(`${paidonce.addresses.api}/callbacks/wechat/default`, {
          method: 'POST',
          headers: onlySigned(headers),
          body: new Uint8Array(body),
        });
        expect(again.status).toBeGreaterThanOrEqual(200);
        expect(again.status).toBeLessThan(300);
      }
      for (const { id } of waiting) expect((await shop.get(id)).status).toBe('open');
      expect((await shop.get(toRefund.id)).status).toBe('paid');
      const ready = await shop.call('GET', '/readyz');
      expect([ready.status, ready.body.engine]).toEqual([200, 'unreachable']);
      for (const answer of await asked) expectAway(answer);
    });

    for (const { id } of waiting) {
      await shop.until(id, isPaid);
      expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
    }
    const offer = await known(pay);
    expect([200, 201]).toContain(offer.status);
    expect((await shop.get(String(fresh[0]))).attempts).toHaveLength(1);
    await street.pay(String(offer.body.id));
    await shop.until(String(fresh[0]), isPaid);

    expect([200, 202]).toContain((await known(close)).status);
    await shop.until(toClose.id, (order) => order.status === 'closed');
    expect(await street.tryToPay(toClose.number)).toBe(409);

    expect((await known(refund)).status).toBe(201);
    const refunded = await shop.until(toRefund.id, (order) => order.amount_refunded === 500);
    expect(refunded.refunds).toHaveLength(1);
    expect(await street.money(toRefund.id)).toMatchObject({ refunded: 500, net: 1499 });
  });
});

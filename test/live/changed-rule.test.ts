import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changedWorkflows } from '../kit/older-version.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { workflowBundle } from '../kit/workflow-bundle.ts';

/** An upgrade whose only change is the letter in the numbers of refunds: every history replays. */
const folder = mkdtempSync(join(tmpdir(), 'paidonce-bundle-'));
const bundle = join(folder, 'workflow-bundle.js');
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  writeFileSync(bundle, await workflowBundle());
  paidonce = await startPaidOnce({ timeScale: 0.1, env: { PAIDONCE_WORKFLOW_BUNDLE: bundle } });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(async () => {
  await paidonce.stop();
  rmSync(folder, { recursive: true });
});

test('one-truth: a refund whose answer was lost is not made again under a number of the new version', async () => {
  const id = await shop.order();
  const number = String((await shop.pay(id)).body.id);
  await street.pay(number);
  await shop.until(id, (order) => order.status === 'paid');
  await street.fault('refund', 'lost_response', number);
  await street.fault('refund_query', 'lost_request', number, { times: 1_000 });
  expect((await shop.refund(id, 700)).status).toBe(201);
  await expect.poll(() => street.requests('refund', `${number}R1`), { timeout: 20_000 }).toBe(1);

  writeFileSync(
    bundle,
    await changedWorkflows([
      {
        file: 'domain/decide/compensation.ts',
        from: 'return `${attempt}R${',
        to: 'return `${attempt}Q${',
      },
    ]),
  );
  const old = paidonce.pid('worker');
  await paidonce.kill('worker', 'SIGTERM');
  await paidonce.replaced('worker', old);
  await street.clearFaults();

  const order = await shop.until(id, (one: Json) => one.amount_refunded === 700);
  expect(order.refunds.map((one: Json) => one.number)).toEqual([`${number}R1`]);
  expect(await street.money(id)).toMatchObject({ captured: 1999, refunded: 700, net: 1299 });
  expect(await street.requests('refund', `${number}Q1`)).toBe(0);
}, 120_000);

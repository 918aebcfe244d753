import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultPoints } from '../kit/fault-points.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Answer, Shop, Street } from '../kit/shop.ts';

/**
 * What happens to a shopper who clicks again after the API that took the first click was killed.
 */
const points = new FaultPoints();
/** The lease by the contract, and how long the click itself may take on two busy cores; ms. */
const [leaseMs, clickMs] = [5_000, 5_000];
let paidonce: RunningPaidOnce;

beforeAll(async () => {
  paidonce = await startPaidOnce({
    timeScale: 0.1,
    env: { PAIDONCE_FAULT_POINTS: points.folder },
  });
});
afterAll(() => paidonce.stop());

test('a killed API’s key is free once its lease of 5 s ran out, and until then says when to repeat', async () => {
  const [shop, street] = [new Shop(paidonce.addresses), new Street(paidonce.addresses)];
  const id = await shop.order();
  const key = randomUUID();
  points.hold('create-before-call');
  const lost = shop.pay(id, { key }).catch(() => null);
  await points.reached('create-before-call');
  await paidonce.kill('api');
  const killedAtMs = Date.now();
  points.release('create-before-call');
  expect(await lost).toBeNull();

  const inUse: Answer[] = [];
  // A call that fails counts as no answer, because the API is being started again.
  const clickAgain = async (): Promise<number> => {
    const said = await shop.pay(id, { key }).catch(() => null);
    if (said?.status === 409) inUse.push(said);
    return said?.status ?? Infinity;
  };
  const timeout = killedAtMs + leaseMs + clickMs - Date.now();
  await expect.poll(clickAgain, { timeout, interval: 100 }).toBeLessThan(300);
  for (const one of inUse) {
    expect(one.body.code).toBe('idempotency_key_in_use');
    expect(one.headers.get('retry-after')).toBe('1');
  }
  const order = await shop.get(id);
  expect(order.attempts).toHaveLength(1);
  await street.pay(String(order.attempts[0].id));
  await shop.until(id, (one) => one.status === 'paid');
  expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
});

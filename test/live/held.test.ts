import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../ledger/database/database.ts';
import { ownerUrl } from '../kit/owner-url.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';

/** Rule 21 through the real processes: a trigger of this test makes the ledger refuse facts. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;
let db: Database;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.1 });
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
  db = openDatabase(ownerUrl(paidonce), { max: 1 });
  await db.query(`
    create table bad_facts (type text, number text);
    create function refuse_bad_facts() returns trigger language plpgsql as $$ begin
      if exists (select from bad_facts where type = new.data->>'type'
                   and number = new.data->>'number') then
        raise exception 'bad/%', new.data->>'type' using errcode = '23514';
      end if;
      return new;
    end $$;
    create trigger refuse_bad_facts before insert on facts
      for each row execute function refuse_bad_facts();`);
});
afterAll(async () => {
  await db.close();
  await paidonce.stop();
});

async function refuse(type: string, number: string): Promise<void> {
  await db.query('insert into bad_facts values ($1, $2)', [type, number]);
}

async function heal(): Promise<void> {
  await db.query('delete from bad_facts');
}

async function heldItem(order: string): Promise<Json> {
  const list = await ops.call('GET', '/v1/attention?limit=1000');
  return list.body.data.find((one: Json) => one.kind === 'held' && one.order === order);
}

/** Polls, because a hold is no fact, so the API's long poll does not show it. */
async function untilHeld(id: string, isHeld: boolean): Promise<void> {
  const held = async () => (await shop.get(id)).attention.includes('held') as boolean;
  await expect.poll(held, { timeout: 60_000, interval: 50 }).toBe(isHeld);
}

/** Two codes that can both be paid: Alipay does not know the first until it is scanned. */
async function twoCodes() {
  const id = await shop.order();
  const alipay = String((await shop.pay(id, { channel: 'alipay' })).body.id);
  const wechat = String((await shop.pay(id)).body.id);
  return { id, alipay, wechat };
}

/** A click on the shopper's page leads to the page, which says that a person looks. */
async function clickIsToldOfTheHold(id: string): Promise<void> {
  const page = String((await shop.get(id)).checkout_url);
  const form = { channel: 'alipay', method: 'qr', switch: 'yes', idempotency_key: `page-${id}` };
  const clicked = await fetch(`${page}/attempts`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams(form),
  });
  expect(clicked.url).toBe(page);
  expect(await clicked.text()).toMatch(/data-state="confirming"[\s\S]*data-held="true"/);
}

async function resolve(item: Json): Promise<void> {
  const word = { reason: 'the release that refused it was mended' };
  const resolved = await ops.call('POST', `/v1/attention/${item.id}/resolve`, word);
  expect(resolved.status).toBe(200);
}

test('rule 21: held evidence stops what money could be lost by, is shown, and is taken at a person’s word', async () => {
  const id = await shop.order();
  const number = String((await shop.pay(id)).body.id);
  await refuse('payment_captured', number);
  await street.pay(number);
  await untilHeld(id, true);
  const item = await heldItem(id);
  expect(item).toMatchObject({ kind: 'held', number });
  expect(item.detail).toContain('payment_captured');
  const listed = await ops.call('GET', '/v1/orders?merchant=demo&attention=held');
  expect(listed.body.data.map((one: Json) => one.id)).toContain(id);

  const click = await shop.pay(id, { channel: 'alipay', key: `again-${id}` });
  expect(click).toMatchObject({ status: 409, body: { code: 'order_held', retryable: true } });
  expect(Number(click.headers.get('retry-after'))).toBeGreaterThan(0);
  const close = await shop.call('POST', `/v1/orders/${id}/close`, {});
  expect(close).toMatchObject({ status: 409, body: { code: 'order_held' } });
  await clickIsToldOfTheHold(id);
  expect(await shop.get(id)).toMatchObject({ status: 'open', attempts: [{ status: 'offered' }] });

  await heal();
  await resolve(item);
  const paid = await shop.until(id, (one) => one.status === 'paid');
  await untilHeld(id, false);
  expect(paid.winner).toBe(number);
  expect(await heldItem(id)).toBeUndefined();
  expect(await street.money(id)).toMatchObject({ captured: 1999, refunded: 0 });
  const again = await shop.pay(id, { channel: 'alipay', key: `again-${id}` });
  expect(again.body.code).toBe('order_already_paid');
});

test('rule 21: a bad success holds up no good one: the order is paid, and every other cent goes back later', async () => {
  const { id, alipay, wechat } = await twoCodes();
  await refuse('payment_captured', alipay);
  await street.pay(alipay, 'alipay');
  await untilHeld(id, true);
  // Rows would hand out the code that is open; its payment would be one too many.
  expect((await shop.pay(id)).body.code).toBe('order_held');
  await street.pay(wechat);
  const paid = await shop.until(id, (one) => one.status === 'paid');
  expect(paid).toMatchObject({ winner: wechat, refunds: [] });
  expect(await street.money(id)).toMatchObject({ captured: 2 * 1999, refunded: 0 });

  await heal();
  await resolve(await heldItem(id));
  await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
  await untilHeld(id, false);
  expect(await street.money(id)).toMatchObject({ captured: 2 * 1999, net: 1999 });
});

test('rule 21: a withheld consequence harms nothing else, and is asked once it is taken', async () => {
  const { id, alipay, wechat } = await twoCodes();
  await refuse('refund_requested', `${alipay}R1`);
  await street.pay(wechat);
  await shop.until(id, (one) => one.status === 'paid');
  await street.pay(alipay, 'alipay');
  await untilHeld(id, true);
  const item = await heldItem(id);
  expect(item).toMatchObject({ number: `${alipay}R1` });
  expect(item.detail).toContain('The rest of the order goes on');
  expect((await shop.refund(id, 700)).status).toBe(201);
  await shop.until(id, (one) => one.amount_refunded === 700);
  expect(await street.money(id)).toMatchObject({ refunded: 700 });

  await heal();
  await resolve(item);
  await shop.until(id, (one) => one.refunds.length === 2);
  await untilHeld(id, false);
  await shop.until(id, (one) => one.refunds.every((r: Json) => r.status === 'succeeded'));
  expect(await street.money(id)).toMatchObject({ captured: 2 * 1999, net: 1299 });
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { orderAttempts } from '../../../ledger/orders/attempts.ts';
import { findOrder } from '../../../ledger/orders/orders.ts';
import { offeredOrder, openEdge } from './open-edge.ts';

/** Where a shopper's click leads while another payment may still be made. */
const api = await openEdge();

async function openCode() {
  const { id } = await offeredOrder(api, 'wechat');
  const key = { merchant: 'shop', orderId: id };
  const token = (await findOrder(api.database, key))?.checkoutToken ?? '';
  const page = `${api.url}/pay/${token}`;
  const click = (fields: Record<string, string>) =>
    fetch(`${page}/attempts`, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ idempotency_key: randomUUID(), ...fields }),
      redirect: 'manual',
    });
  const numbers = async () => (await orderAttempts(api.database, key)).map(({ number }) => number);
  return { key, page, click, numbers };
}

async function shownBy(address: string): Promise<string> {
  return await (await fetch(address, { headers: { accept: 'text/html' } })).text();
}

const other = { channel: 'alipay', method: 'qr' };

test('another way is asked about before it is opened, because the first may be paid already', async () => {
  const { click, numbers } = await openCode();
  const asked = await click(other);
  expect(asked.headers.get('location') ?? '').toMatch(/\?to=alipay%3Aqr$/);
  expect(await numbers()).toHaveLength(1);
});

test('a click whose outcome is unknown is offered again under its own key, and asks no more', async () => {
  const { click } = await openCode();
  // Here no channel answers the close of the first, for which the second waits.
  const unknown = await click({ ...other, switch: 'yes', idempotency_key: 'switch-1' });
  expect(unknown.status).toBe(503);
  const page = await unknown.text();
  expect(page).toContain('role="alert"');
  expect(page).toMatch(/name="idempotency_key"\s+value="switch-1"/);
  expect(page).toMatch(/name="switch"\s+value="yes"/);
});

test('who loads the answer to a click anew is led to the page, and no click is repeated', async () => {
  const { page, numbers } = await openCode();
  const led = await fetch(`${page}/attempts?lang=pt-BR`, { redirect: 'manual' });
  expect(led.status).toBe(303);
  expect(new URL(led.headers.get('location') ?? '', page).href).toBe(`${page}?lang=pt-BR`);
  expect(await numbers()).toHaveLength(1);
});

test('whatever the page showed, a payment that may still arrive is asked about: the same way too, once it is over', async () => {
  const { click, numbers, key } = await openCode();
  const expired = `update attempts set expires_at = now() - interval '1 second' where order_id = $1`;
  await api.owner.query(expired, [key.orderId]);
  const asked = await click({ channel: 'wechat', method: 'qr' });
  expect(asked.headers.get('location') ?? '').toMatch(/\?to=wechat%3Aqr$/);
  expect(await numbers()).toHaveLength(1);
});

test('an order of which something is held says so on its page, and asks for nothing', async () => {
  const { page, key } = await openCode();
  await api.owner.query('update orders set held = true where id = $1', [key.orderId]);
  const shown = await shownBy(page);
  expect(shown).toMatch(/data-state="confirming"[\s\S]*data-held="true"/);
  expect(shown).not.toMatch(/data-code|<form/);
});

test('the same way again is no other: its code is handed out, and nothing asked', async () => {
  const { page, click, numbers } = await openCode();
  const again = await click({ channel: 'wechat', method: 'qr' });
  expect(new URL(again.headers.get('location') ?? '', page).href).toBe(page);
  expect(await numbers()).toHaveLength(1);
});

test('what a channel adds to the way back is dropped before anything is shown', async () => {
  const { page } = await openCode();
  const back = await fetch(`${page}/return?result=paid&lang=pt-BR`, { redirect: 'manual' });
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toMatch(/\/return\?lang=pt-BR$/);
  const shown = await (await fetch(`${page}/return?lang=pt-BR`)).text();
  expect(shown).toMatch(/<html lang="pt-BR">/);
});

test('a form without a key, or of nonsense, changes nothing and is told in words', async () => {
  const { click, numbers } = await openCode();
  for (const fields of [
    { ...other, idempotency_key: '' },
    { channel: '"><script>', method: 'qr' },
    { ...other, switch: 'yes', idempotency_key: 'x'.repeat(300) },
  ]) {
    const refused = await click(fields);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(await refused.text()).not.toContain('"><script>');
  }
  expect(await numbers()).toHaveLength(1);
});

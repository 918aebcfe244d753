import { Connection } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../api/engine/engine.ts';
import type { PayRequest } from '../../../domain/order/order.ts';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { openPaperOrders, startOf } from './paper-orders.ts';

/** What the API gets through a real engine, which keeps each answer under its update id. */
const orders = await openPaperOrders();
const { connection } = orders.client;
if (!(connection instanceof Connection)) throw new Error('The client has a connection of its own.');
const env = { TEMPORAL_ADDRESS: connection.options.address };
const engine = openEngine({ env, searchAttributes: false, longPollMs: 60_000, deadlineMs: 10_000 });
afterAll(() => engine.close());

const offer = { channel: 'paper', method: 'qr', account: 'default', payer: null };
const click: PayRequest = { ...offer, id: 'click-A', number: 'A', traits: codeTraits };

test('rule 1: an answer for a while is the same until then, and decided anew after, run and engine the same', async () => {
  const order = orders.place();
  const atMs = Date.now() - 57_000;
  const amount = { amountMinor: 1_999, currency: 'CNY' };
  for (let n = 0; n < 10; n += 1) {
    const of = { number: `R${n}`, atMs };
    const plan = { ...offer, traits: codeTraits, amount, expiresAtMs: atMs + 1e6 };
    order.facts.push(
      { ...of, ...plan, type: 'attempt_planned', input: `click-R${n}` },
      { ...of, type: 'attempt_refused', code: 'refused' },
    );
  }
  order.requests.push({ type: 'pay', request: click });
  const ask = () => engine.request(startOf(order), 'pay', { id: click.id, version: 0 });
  const cooling = { kind: 'refused', code: 'channel_cooling', untilMs: atMs + 60_000 };
  expect(await ask()).toEqual(cooling);
  expect(order.log).toEqual([]);
  const answered = async () => (await ask()).kind;
  await expect.poll(answered, { timeout: 20_000, interval: 100 }).toBe('attempt');
  expect(Date.now()).toBeGreaterThanOrEqual(cooling.untilMs);
  expect(order.facts.filter((one) => one.type === 'attempt_planned')).toHaveLength(11);
});

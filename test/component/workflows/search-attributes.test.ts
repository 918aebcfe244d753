import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../api/engine/engine.ts';
import {
  everySearchAttribute,
  firstSearchAttributes,
  payChannels,
  payDeadline,
  payStatus,
} from '../../../workflows/messages/search-attributes.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { asksShown } from '../../../workflows/outside/shown-attributes.ts';
import { pay, planned, types } from './paper-inputs.ts';
import { openPaperOrders, type PaperOrder, type PaperOrders, startOf } from './paper-orders.ts';

const before = await openPaperOrders(undefined, firstSearchAttributes);
const now = await openPaperOrders(undefined, everySearchAttribute);

/** What the API is, in front of this engine. */
function apiOf({ client: { connection } }: PaperOrders) {
  if (!(connection instanceof Connection)) throw new Error('The client has its own connection.');
  const env = { TEMPORAL_ADDRESS: connection.options.address };
  const engine = openEngine({
    env,
    searchAttributes: true,
    longPollMs: 60_000,
    deadlineMs: 10_000,
  });
  afterAll(() => engine.close());
  return engine;
}

const apiBefore = apiOf(before);
const apiNow = apiOf(now);

async function click(orders: PaperOrders, order: PaperOrder, number: string): Promise<void> {
  const answer = { kind: 'attempt', number, handedOut: false };
  const input = pay(number);
  order.requests.push(input);
  const note = { id: input.request.id, version: order.facts.length };
  const api = orders === now ? apiNow : apiBefore;
  const start = { ...startOf(order), channel: 'paper' };
  await expect(api.request(start, 'pay', note)).resolves.toEqual(answer);
}

async function shownBy(orders: PaperOrders, order: PaperOrder) {
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  return (await run.describe()).typedSearchAttributes;
}

async function writesOf(orders: PaperOrders, order: PaperOrder): Promise<number> {
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  const { events } = await run.fetchHistory();
  return (events ?? []).filter((one) => one.upsertWorkflowSearchAttributesEventAttributes).length;
}

describe('search attributes', () => {
  test('an engine that has only those of the releases before starts orders, which go on', async () => {
    const order = before.place();
    await click(before, order, 'A');
    const shown = await shownBy(before, order);
    expect(shown.get(payStatus)).toBe('open');
    expect(shown.get(payDeadline)).toBeUndefined();
    expect(shown.get(payChannels)).toBeUndefined();
    expect(await writesOf(before, order)).toBe(0);
  });

  test('the channels and the deadline of an order are shown, and written only where they change', async () => {
    const order = now.place();
    await click(now, order, 'A');
    const shown = await shownBy(now, order);
    expect(shown.get(payChannels)).toEqual(['paper']);
    const deadlineMs = shown.get(payDeadline)?.getTime() ?? 0;
    expect(Math.abs(deadlineMs - startOf(order).expiresAtMs)).toBeLessThan(60_000);
    expect(await writesOf(now, order)).toBe(0);
    // An attempt on another channel, which another run planned.
    const plan = planned('B', Date.now());
    if (plan.type !== 'attempt_planned') throw new Error('a plan');
    order.facts.push({ ...plan, channel: 'other' });
    await now.wake(order);
    const channels = async () => (await shownBy(now, order)).get(payChannels);
    await expect.poll(channels, { timeout: 20_000 }).toEqual(['other', 'paper']);
    expect(await writesOf(now, order)).toBe(1);
    expect(types(order)).toContain('attempt_planned');
  });

  test('a run that nobody’s click started learns its channels from its ledger', async () => {
    const order = now.place();
    const atMs = Date.now() - 1_000;
    order.facts.push(planned('A', atMs), {
      type: 'attempt_offered',
      number: 'A',
      channelReference: null,
      atMs,
    });
    await now.wake(order);
    const channels = async () => (await shownBy(now, order)).get(payChannels);
    await expect.poll(channels, { timeout: 20_000 }).toEqual(['paper']);
  });

  test('a worker asks by its own connection; where nothing is asked, none are carried', async () => {
    const asked = await Promise.all(
      [before, now].map(async ({ client: { connection } }) => {
        if (!(connection instanceof Connection)) throw new Error('as above');
        const own = await NativeConnection.connect({ address: connection.options.address });
        const client = new Client({ connection: own });
        const said = [
          await asksShown(client, { isOn: true })(),
          await asksShown(client, { isOn: false })(),
        ];
        await own.close();
        return said;
      }),
    );
    expect(asked).toEqual([
      ['first', 'none'],
      ['all', 'none'],
    ]);
  });

  test('an engine that is away delays a start by no more than its own deadline', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const ask = asksShown(new Client({ connection }), { isOn: true });
    expect(await ask()).toBe('first');
    await connection.close();
  });

  test('attributes that are registered later are carried without a restart, and it is told', async () => {
    const { client } = await openPaperOrders(undefined, firstSearchAttributes);
    const told: string[] = [];
    const onChange = (shown: string): unknown => told.push(shown);
    const ask = asksShown(client, { isOn: true, onChange, everyMs: 0 });
    const seldom = asksShown(client, { isOn: true });
    expect([await ask(), await ask(), await seldom()]).toEqual(['first', 'first', 'first']);
    const { namespace } = client.options;
    const searchAttributes = { PayChannels: 7, PayDeadline: 6 };
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    // The engine's own servers may not know them yet.
    expect([await ask(), await ask()]).toEqual(['first', 'all']);
    expect(told).toEqual(['first', 'all']);
    expect(await seldom()).toBe('first');
  });
});

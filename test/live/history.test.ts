import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { EngineConsole } from './engine.ts';
import { costOf, type HistoryCost, totalActions } from './history-cost.ts';
import { encodingsIn, linesOf } from './read-history.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** What an order costs the engine, in real time: events, bytes and a managed engine's actions. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;
let engine: EngineConsole;

beforeAll(async () => {
  paidonce = await sharePaidOnce(1);
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
  engine = await EngineConsole.open(paidonce.addresses);
});
afterAll(async () => {
  await engine.close();
  await paidonce.stop();
});

const isPaid = (order: Json): boolean => order.status === 'paid';

type Measured = Readonly<{ cost: HistoryCost; bytes: number }>;

async function measured(id: string, what: string): Promise<Measured> {
  await engine.ended(id);
  const { historySize, status } = await engine.workflow(id).describe();
  expect(status.name).toBe('COMPLETED');
  const { events } = await engine.workflow(id).fetchHistory();
  const cost = costOf(events ?? []);
  const bytes = historySize ?? 0;
  console.log(`${what}: ${totalActions(cost)} actions, ${cost.events} events, ${bytes} bytes`);
  console.log(JSON.stringify(cost.actions));
  return { cost, bytes };
}

async function warmUp(): Promise<void> {
  const id = await shop.order();
  await street.pay(String((await shop.pay(id)).body.id));
  await shop.until(id, isPaid);
}

describe('an order stays cheap', () => {
  test('paid before the first poll: 9 actions, 30 events and 12 kB at the most', async () => {
    await warmUp();
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    await street.pay(number);
    await shop.until(id, isPaid);
    const { cost, bytes } = await measured(id, 'paid before the first poll');
    expect(totalActions(cost)).toBeLessThanOrEqual(9);
    expect(cost.events).toBeLessThanOrEqual(30);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(12_000);
  });

  test('paid by the first poll: 12 actions at the most', async () => {
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', number);
    await street.pay(number);
    await shop.until(id, isPaid);
    const { cost } = await measured(id, 'paid by the first poll');
    expect(cost.actions['activity']).toBe(2);
    expect(totalActions(cost)).toBeLessThanOrEqual(12);
  });
});

describe('what a person reads in the engine’s pages', () => {
  test('each call, timer and step of an order’s timeline says what it is, and every payload can be read', async () => {
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', number);
    await street.pay(number);
    await shop.until(id, isPaid);
    await engine.ended(id);
    const { events = [] } = await engine.workflow(id).fetchHistory();
    const lines = linesOf(events ?? []);
    const of = `wechat ${number.slice(0, 4)}…`;
    console.log(lines.map(({ kind, summary }) => `${kind}: ${summary}`).join('\n'));
    expect(lines.filter(({ summary }) => summary === null)).toEqual([]);
    const told = lines.map(({ summary }) => summary);
    expect(told).toContain(`create ${of}: a click opened it`);
    expect(told).toContain(`query ${of}: poll`);
    expect(told).toContainEqual(expect.stringMatching(`^next poll of ${of} in \\d+ s$`));
    expect(told).toContain('append attempt_planned');
    expect([...encodingsIn(events)]).toEqual(['json/plain']);
    const result: unknown = await engine.workflow(id).result();
    expect(result).toMatchObject({ status: 'paid', winner: number, attention: [] });
  });

  test('what a call under way reports can be read', async () => {
    const id = await shop.order();
    await street.fault('query', 'delay', id, { delay_ms: 6_000 });
    await shop.pay(id);
    const details = async (): Promise<unknown> => {
      const { pendingActivities } = (await engine.workflow(id).describe()).raw;
      return [...encodingsIn(pendingActivities ?? [])];
    };
    await expect.poll(details, { timeout: 20_000 }).toEqual(['json/plain']);
  });
});

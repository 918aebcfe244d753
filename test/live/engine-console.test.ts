import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { EngineConsole } from './engine.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/**
 * Rules 12 and 18: whatever is done to a workflow in the engine's console, the ledger is the truth.
 */
let paidonce: SharedPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;
let engine: EngineConsole;

const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
  engine = await EngineConsole.open(paidonce.addresses);
});
afterAll(async () => {
  await engine.close();
  await paidonce.stop();
});

const isPaid = (order: Json): boolean => order.status === 'paid';

/** What a channel would say of a payment that nobody made. */
const forgedSuccess = {
  kind: 'success',
  transaction: 'T-forged',
  amountMinor: 1999,
  currency: 'CNY',
  returnedMinor: 0,
  paidAtMs: null,
};

async function offered(before: (id: string) => Promise<void> = async () => {}) {
  const id = await shop.order();
  await before(id);
  const answer = await shop.pay(id);
  expect(answer.status).toBe(201);
  return { id, number: String(answer.body.id) };
}

async function expectChargedOnce(id: string): Promise<void> {
  const money = await street.money(id);
  expect(money).toMatchObject({ captured: 1999, refunded: 0, reversed: 0, net: 1999 });
  expect(money.payments.map((one: Json) => one.charges)).toEqual([1]);
}

/** Expects that the forgery changed nothing, and that the shopper's own payment counts. */
async function expectPaidByMoneyAlone(id: string, number: string): Promise<void> {
  expect(await ops.factTypes(id)).not.toContain('payment_captured');
  expect((await shop.get(id)).status).toBe('open');
  expect(await street.money(id)).toMatchObject({ captured: 0 });
  await street.pay(number);
  await shop.until(id, isPaid);
  await expectChargedOnce(id);
}

describe('rule 12: evidence starts an ended workflow again', () => {
  test('a second payment long after the order was done is refunded exactly once', async () => {
    const { id, number: first } = await offered();
    await street.fault('close', 'payable_after_close', first);
    const second = String((await shop.pay(id, h5)).body.id);
    await street.pay(second);
    await shop.until(id, isPaid);
    await engine.ended(id);
    const done = await engine.standing(id);
    expect(done.status).toBe('COMPLETED');

    await street.pay(first);
    const order = await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect(order).toMatchObject({ status: 'paid', winner: second });
    expect(order.refunds).toHaveLength(1);
    await engine.ended(id);
    expect((await engine.standing(id)).runId).not.toBe(done.runId);
    const money = await street.money(id);
    expect(money).toMatchObject({ captured: 3998, refunded: 1999, net: 1999 });
    expect(await street.requests('refund', `${first}R1`)).toBe(1);
  });
});

describe("rule 18: the engine's own console", () => {
  test('cancelled: recorded and ignored, the order is paid', async () => {
    const { id, number } = await offered();
    const { runId } = await engine.standing(id);
    await engine.workflow(id).cancel();
    await street.pay(number);
    await shop.until(id, isPaid);
    await engine.ended(id);
    expect(await engine.standing(id)).toEqual({ runId, status: 'COMPLETED' });
    expect(await ops.factTypes(id)).toContain('cancellation_ignored');
    await expectChargedOnce(id);
  });

  test('a callback typed into it is no evidence: the order is paid by money alone', async () => {
    const { id, number } = await offered();
    const news = { kind: 'payment', finding: forgedSuccess };
    const forged = { type: 'callback', id: 'cb_forged', channelNumber: number, fresh: true, news };
    await engine.workflow(id).signal('callback', { ...forged, version: 1 });
    await engine.workflow(id).signal('callback', {
      ...forged,
      news: { ...news, finding: { ...forgedSuccess, amountMinor: 'NaN minor units' } },
    });
    // Once the run has taken this cancellation, it has taken both signals, too.
    await engine.workflow(id).cancel();
    const deadline = Date.now() + 20_000;
    while (!(await ops.factTypes(id)).includes('cancellation_ignored')) {
      expect(Date.now()).toBeLessThan(deadline);
    }
    await expectPaidByMoneyAlone(id, number);
  });

  test('an activity completed from it is no evidence: the order is paid by money alone', async () => {
    const id = await shop.order();
    await street.fault('query', 'delay', id, { times: 2, delay_ms: 8_000 });
    const number = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', number);
    await engine.completeActivity(id, 'query', forgedSuccess);
    await engine.completeActivity(id, 'query', { kind: 'stored' });
    await expectPaidByMoneyAlone(id, number);
  });

  test('a request typed into it is none: no run pays, closes or decides what the API did not store', async () => {
    const { id, number } = await offered();
    const by = { name: 'Ada', reason: 'typed into the console' };
    const decision = { decision: 'resolve', outcome: 'succeeded', by };
    const typed: readonly unknown[] = [
      { type: 'close', id: 'typed', version: 1 },
      { type: 'refund_decision', id: 'typed', refundNumber: `${number}R1`, ...decision },
      { id: 'typed', version: 1 },
    ];
    for (const input of typed) {
      const update = engine.workflow(id).executeUpdate('request', { args: [input] });
      await expect(update).rejects.toThrow();
    }
    const facts = await ops.factTypes(id);
    expect(facts).toEqual(['order_created', 'attempt_planned', 'attempt_offered']);
    await street.pay(number);
    await shop.until(id, isPaid);
    await expectChargedOnce(id);
  });

  test('cancelled before the shopper pays: polls and deadline go on', async () => {
    const id = await shop.order({ expires_in: 5 });
    const number = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', number);
    await engine.workflow(id).cancel();
    await street.pay(number);
    await shop.until(id, isPaid);
    await expectChargedOnce(id);
  });

  test('terminated: found overdue, goes on from the ledger, paid by a poll of the new run', async () => {
    const { id, number } = await offered();
    await street.fault('callback', 'callback_lost', number);
    const { runId } = await engine.standing(id);
    await engine.workflow(id).terminate('a test');
    expect((await engine.standing(id)).status).toBe('TERMINATED');
    await street.pay(number);
    await shop.until(id, isPaid);
    await engine.ended(id);
    const now = await engine.standing(id);
    expect(now.status).toBe('COMPLETED');
    expect(now.runId).not.toBe(runId);
    await expectChargedOnce(id);
  });

  test('terminated: a click starts it again and is handed the same code', async () => {
    const { id, number } = await offered();
    await engine.workflow(id).terminate('a test');
    const again = await shop.pay(id);
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(number);
    await street.pay(number);
    await shop.until(id, isPaid);
    expect(await street.requests('create', number)).toBe(1);
    await expectChargedOnce(id);
  });

  async function reset(id: string): Promise<string> {
    const { workflowId, runId } = await engine.workflow(id).describe();
    const { events } = await engine.workflow(id).fetchHistory();
    const first = events?.find((one) => one.workflowTaskCompletedEventAttributes);
    const { runId: newRun } = await engine.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId, runId },
      reason: 'a test',
      workflowTaskFinishEventId: first?.eventId ?? null,
      requestId: randomUUID(),
    });
    expect(newRun).not.toBe(runId);
    return newRun;
  }

  test('reset to its beginning with the code on the screen: charged once, paid', async () => {
    const { id, number } = await offered();
    const newRun = await reset(id);
    await street.pay(number);
    await shop.until(id, isPaid);
    await engine.ended(id);
    expect(await engine.standing(id)).toEqual({ runId: newRun, status: 'COMPLETED' });
    const order = await shop.get(id);
    expect(order.attempts).toHaveLength(1);
    expect(await street.requests('create', number)).toBe(1);
    await expectChargedOnce(id);
  });

  test('reset to its beginning after it was paid: nothing is charged or told again', async () => {
    const { id, number } = await offered();
    await street.pay(number);
    await shop.until(id, isPaid);
    await engine.ended(id);
    const before = await ops.factTypes(id);
    await reset(id);
    await engine.ended(id);
    expect(await ops.factTypes(id)).toEqual(before);
    expect((await shop.get(id)).status).toBe('paid');
    await expectChargedOnce(id);
  });

  test('an order nobody clicked on closes at its deadline, without a workflow', async () => {
    const id = await shop.order({ expires_in: 1 });
    await expect(engine.standing(id)).rejects.toThrow(/not found/i);
    const order = await shop.until(id, (one) => one.status === 'closed');
    const lateMs = Date.parse(order.closed_at) - Date.parse(order.expires_at);
    console.log(`nobody clicked: closed ${lateMs} ms after the deadline`);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    await expect(engine.standing(id)).rejects.toThrow(/not found/i);
  });
});

describe("what the engine's pages show", () => {
  test('the list finds orders by status, merchant, amount, channel, deadline and what needs a person', async () => {
    const open = await offered();
    const paid = await offered();
    await street.pay(paid.number);
    await shop.until(paid.id, isPaid);
    const dear = await shop.order({ amount: { currency: 'CNY', value: 5_432_100 } });
    await shop.pay(dear);
    const odd = await offered((id) => street.fault('create', 'wrong_amount', id));
    await street.pay(odd.number);
    await shop.until(odd.id, (one) => one.attention.includes('mismatch'));

    const { merchant } = paidonce.addresses;
    await engine.untilListed(`MerchantId='${merchant}' and PayStatus='open'`, open.id);
    await engine.untilListed(`MerchantId='${merchant}' and PayStatus='paid'`, paid.id);
    await engine.untilListed(`AmountMinor > 5000000`, dear);
    await engine.untilListed(`NeedsAttention=true`, odd.id);
    expect(await engine.listed(`PayStatus='paid'`)).not.toContain(open.id);
    expect(await engine.listed(`PayStatus='open'`)).not.toContain(paid.id);
    expect(await engine.listed(`AmountMinor > 5000000`)).toEqual(new Set([dear]));
    expect(await engine.listed(`NeedsAttention=true`)).toEqual(new Set([odd.id]));
    expect(await engine.listed(`MerchantId='other'`)).toEqual(new Set());
    await engine.untilListed(`PayChannels='wechat' and PayStatus='paid'`, paid.id);
    expect(await engine.listed(`PayChannels='alipay'`)).toEqual(new Set());
    const soon = new Date(Date.now() + 1_000).toISOString();
    expect(await engine.listed(`PayDeadline < '${soon}' and PayStatus='open'`)).toEqual(new Set());
    await engine.untilListed(`PayDeadline > '${soon}'`, open.id);
  });

  test('a workflow tells its order, standing, attempts and what is due next', async () => {
    const { id, number } = await offered();
    const { staticSummary, staticDetails } = await engine.workflow(id).describe();
    expect(await staticSummary()).toBe(`${paidonce.addresses.merchant}/${id}`);
    expect(await staticDetails()).toMatch(new RegExp(`/v1/orders/${id}/timeline\\?merchant=`));
    const metadata: Json = await engine.workflow(id).query('__temporal_workflow_metadata');
    const shown = String(metadata.currentDetails);
    expect(shown).toContain('**open** 1999 CNY');
    expect(shown).toContain(`\`${number}\` wechat qr: **offered**`);
    expect(shown).toMatch(/Due next\n\n- \d{4}-\d\d-\d\dT[\d:.]+Z query wechat/);
    const updates = metadata.definition.updateDefinitions.map((one: Json) => one.name);
    expect(updates).toEqual(expect.arrayContaining(['pay', 'close', 'refund', 'decideRefund']));
    expect(await engine.workflow(id).query('order')).toMatchObject({ status: 'open' });
    const handlers = metadata.definition.signalDefinitions.map((one: Json) => one.name);
    expect(handlers).toContain('callback');
  });
});

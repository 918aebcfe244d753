import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { type Change, listenForChanges } from '../../../ledger/database/change-notifications.ts';
import { run } from '../../../ledger/database/database.ts';
import { findEvent, listEvents, orderEvents } from '../../../ledger/events/events.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import {
  amountMinor,
  appendNext,
  captured,
  compensation,
  drawNumber,
  newMerchant,
  orderOf,
  paidBy,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, url } = await openOwnLedger();
const publicUrl = 'https://pay.example';

describe('events', () => {
  test('each tells the whole order as it stood at its fact, in a sequence without a gap', async () => {
    const { key, winner, second } = await paidTwice(db);
    await appendNext(db, key, compensation(second));
    await appendNext(db, key, {
      type: 'refund_succeeded',
      atMs: startMs + 8_000,
      number: `${second}R1`,
    });
    const { events } = await orderEvents(db, key, { publicUrl });
    expect(events.map((one) => [one.sequence, one.type])).toEqual([
      [1, 'order.paid'],
      [2, 'attempt.duplicate'],
      [3, 'refund.succeeded'],
    ]);
    expect(events[0]?.data.order).toMatchObject({
      id: key.orderId,
      status: 'paid',
      winner,
      version: 6,
      attempts: [{ id: winner }, { id: second }],
      refunds: [],
      checkout_url: expect.stringContaining(`${publicUrl}/pay/`) as string,
    });
    expect(events[2]?.data.order.attempts[1]).toMatchObject({
      id: second,
      amount_refunded: amountMinor,
    });
    const id = events[2]?.id ?? '';
    expect(id).toMatch(/^evt_[0-9a-f]{32}$/);
    expect(await findEvent(db, id, { publicUrl })).toEqual(events[2]);
    const rest = await orderEvents(db, key, { after: 2, publicUrl });
    expect(rest.events).toEqual(events.slice(2));
  });

  test('a reader of one merchant\u2019s events sees none appear behind it, however many orders are paid at once', async () => {
    const merchant = await newMerchant(db);
    const orders = Array.from({ length: 20 }, (_, index) => orderOf(merchant, `A-${index}`));
    for (const order of orders) await createOrder(db, order);
    const seen: number[] = [];
    const readAll = async (): Promise<void> => {
      while (seen.length < orders.length) {
        const after = seen.at(-1) ?? 0;
        const page = await listEvents(db, { merchant, after, limit: 3, publicUrl });
        seen.push(...page.events.map((one) => one.number));
      }
    };
    const pay = async (key: OrderKey): Promise<void> => {
      const number = drawNumber();
      await appendNext(db, key, planned(number), captured(number), paidBy(number));
    };
    // A reader that skipped an event would never come to the end.
    await Promise.all([readAll(), ...orders.map(({ key }) => pay(key))]);
    expect(seen).toEqual(orders.map((_, index) => index + 1));
  });
});

describe('changes', () => {
  test('are told after the commit, and go on being told when the connection broke', async () => {
    const heard = new EventEmitter();
    const listening = await listenForChanges(
      url,
      (change: Change) => heard.emit('change', change),
      () => heard.emit('reconnected'),
    );
    const first = once(heard, 'change');
    const { key } = orderOf(await newMerchant(db));
    await createOrder(db, { ...orderOf(key.merchant), key });
    expect(await first).toEqual([{ kind: 'order', key, isNumberedApart: true }]);
    const reconnected = once(heard, 'reconnected');
    await run(
      db,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'paidonce-changes'`,
    );
    await reconnected;
    const second = once(heard, 'change');
    const number = drawNumber();
    await appendNext(db, key, planned(number));
    expect(await second).toEqual([{ kind: 'order', key, isNumberedApart: true }]);
    await listening.stop();
  });
});

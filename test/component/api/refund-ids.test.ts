import { expect, test } from 'vitest';
import type { Engine } from '../../../api/engine/engine.ts';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { append } from '../../../ledger/append/append.ts';
import { anyEvidence } from '../ledger/order-facts.ts';
import { expectServerError } from '../../contract/checked-fetch.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperTraits } from '../../../domain/testing/channel-kinds.ts';

/** What reached the engine, which answers as an order that refuses. */
const asked: string[] = [];

const engine: Engine = {
  request: (_order, _type, { id }) => {
    asked.push(id);
    return Promise.reject(new Error('no answer'));
  },
  callback: () => Promise.resolve(),
  hint: () => Promise.resolve(),
  isReachable: () => Promise.resolve(true),
  close: () => Promise.resolve(),
};

const api = await startApi(engine);

async function paid(orderId: string): Promise<void> {
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: orderId } });
  const number = `N${orderId}`;
  const atMs = Date.now();
  const amount = { amountMinor: 1999, currency: 'CNY' };
  const planned: RecordedFact = {
    type: 'attempt_planned',
    atMs,
    number,
    input: `pay-${orderId}`,
    channel: 'paper',
    method: 'qr',
    account: 'default',
    payer: null,
    amount,
    traits: paperTraits,
    expiresAtMs: atMs + 900_000,
  };
  const captured: RecordedFact = {
    type: 'payment_captured',
    atMs,
    number,
    transaction: `T${orderId}`,
    ...amount,
    paidAtMs: atMs,
    input: null,
  };
  const facts: RecordedFact[] = [planned, captured, { type: 'order_paid', atMs, number }];
  const key = { merchant: 'shop', orderId };
  const rest = { consumed: { callbacks: [], answers: [] }, digest: null, nextDueAtMs: null };
  const appended = await append(api.database, { key, expectedSeq: 1, facts, ...rest }, anyEvidence);
  expect(appended.kind).toBe('appended');
}

function refund(orderId: string, key: string): Promise<Got> {
  const body = { id: 'R-1', amount: 500 };
  const headers = { 'idempotency-key': key };
  return call(api, `POST /v1/orders/${orderId}/refunds`, { headers, body });
}

test('no-over-refund: a refund id that one order has is refused to another before its order is asked', async () => {
  for (const orderId of ['ONE', 'TWO']) await paid(orderId);
  const lost = await expectServerError(() => refund('ONE', 'first'));
  expect(lost.status).toBe(500);
  expect(asked).toHaveLength(1);
  // The outcome of the first request is unknown, so its id stays taken.
  expect((await refund('TWO', 'second')).problem().code).toBe('refund_conflict');
  expect(asked).toHaveLength(1);
});

import { randomUUID } from 'node:crypto';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { RunningApi } from '../api/api-without-engine.ts';
import { call, exampleOrder } from '../api/http-call.ts';
import { drawNumber } from '../ledger/order-facts.ts';
import { fresh, offeredOrder, sayWechat, untilTaken, wechatTrade } from './open-edge.ts';
import { takeAnswer, takeInput } from './rules-engine.ts';

type Made = Readonly<{ id: string; number: string }>;

function keyOf({ id }: Made): OrderKey {
  return { merchant: 'shop', orderId: id };
}

function paidBy(transaction: string): Readonly<{
  kind: 'success';
  transaction: string;
  amountMinor: number;
  currency: string;
  returnedMinor: number;
  paidAtMs: null;
}> {
  const paid = { amountMinor: 1999, currency: 'CNY', returnedMinor: 0, paidAtMs: null };
  return { kind: 'success', transaction, ...paid };
}

async function paidOrder(
  { database }: RunningApi,
  made: Made,
  transaction: string,
  number: string = made.number,
): Promise<void> {
  const of = { type: 'queried', number, askedAtMs: Date.now() } as const;
  await takeAnswer(database, keyOf(made), { ...of, answer: paidBy(transaction) });
}

/** Paid twice under one number, so that the second waits for a person before it goes back. */
async function paidTwice(api: RunningApi): Promise<Made> {
  const made = await offeredOrder(api, 'wechat');
  await paidOrder(api, made, `T1${made.number}`);
  await paidOrder(api, made, `T2${made.number}`);
  // Both are asked about again before the second is given back (rule 10).
  await paidOrder(api, made, `T1${made.number}`);
  await paidOrder(api, made, `T2${made.number}`, `${made.number}-2`);
  return made;
}

/** Paid after it was closed; its merchant is to say what becomes of the money. */
async function paidLate(api: RunningApi): Promise<Made> {
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id, late_payment: 'ask' } });
  const body = { channel: 'wechat', method: 'qr' };
  const attempt = await call(api, `POST /v1/orders/${id}/attempts`, { headers: fresh(), body });
  const made = { id, number: String(attempt.json()['id']) };
  const key = keyOf(made);
  await takeInput(api.database, key, { type: 'close', id: `close:${randomUUID()}` });
  const of = { number: made.number, askedAtMs: Date.now() };
  await takeAnswer(api.database, key, { ...of, type: 'close_answered', answer: { kind: 'done' } });
  await takeAnswer(api.database, key, { ...of, type: 'queried', answer: { kind: 'closed' } });
  await paidOrder(api, made, `T${made.number}`);
  return made;
}

/** Paid, and a refund of it that the channel can not end without a person. */
async function refundedByHand(api: RunningApi): Promise<Made> {
  const made = await offeredOrder(api, 'wechat');
  await paidOrder(api, made, `T${made.number}`);
  const key = keyOf(made);
  const id = `refund:${randomUUID()}`;
  const wanted = { refundId: `R-${randomUUID()}`, amountMinor: 700, reasonMark: null };
  const { refunds } = await takeInput(api.database, key, { type: 'refund', id, ...wanted });
  const refundNumber = refunds[0]?.number ?? '';
  const of = { type: 'refunded', refundNumber, askedAtMs: Date.now() } as const;
  await takeAnswer(api.database, key, { ...of, answer: { kind: 'abnormal', code: 'CARD_LOST' } });
  return made;
}

/**
 * Orders of `shop` in each standing that a request may ask about, and callbacks that belong to none.
 *
 * @param api with a relay that runs
 * @returns the orders' ids
 */
export async function standingOrders(api: RunningApi): Promise<readonly string[]> {
  const body = {
    automatic_refunds: false,
    refund_caps: {},
    daily_budgets: [],
    reason: 'a test',
  };
  await call(api, 'PUT /v1/controls', { key: api.keys.ops, body });
  const made: Made[] = [];
  for (const make of [paidTwice, paidLate, paidTwice, refundedByHand, paidLate, paidTwice]) {
    made.push(await make(api));
  }
  made.push(await offeredOrder(api, 'wechat'), await offeredOrder(api, 'alipay'));
  // Nobody drew these numbers: a person is to look.
  for (let unmatched = 0; unmatched < 6; unmatched += 1) {
    await sayWechat(api, JSON.stringify(wechatTrade(drawNumber())));
  }
  await untilTaken(api);
  return made.map(({ id }) => id);
}

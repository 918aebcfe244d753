import { randomBytes, randomUUID } from 'node:crypto';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { defaultPolicy } from '../../../domain/order/policy.ts';
import type { RefundHold } from '../../../domain/order/refund.ts';
import type { CallKind } from '../../../domain/agenda/task.ts';
import { append, type Appended } from '../../../ledger/append/append.ts';
import type { Database } from '../../../ledger/database/database.ts';
import type { TakeEvidence } from '../../../ledger/append/evidence.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { createMerchant } from '../../../ledger/keys/merchants.ts';
import { createOrder, type NewOrder } from '../../../ledger/orders/orders.ts';
import { traitsWith } from '../../../domain/testing/channel-kinds.ts';

/** An arbitrary moment; nothing here depends on today. */
export const startMs = Date.UTC(2026, 0, 5, 12);
export const amountMinor = 1999;

const minuteMs = 60_000;

const traits = traitsWith({ settlementMarginMs: minuteMs });

export function drawNumber(): string {
  return randomBytes(13).toString('hex').toUpperCase();
}

/** A new merchant. */
export async function newMerchant(db: Database): Promise<string> {
  const id = `m-${randomUUID().slice(0, 18)}`;
  await createMerchant(db, { id, name: 'Shop', notifyUrl: null, policy: {} });
  return id;
}

export function orderOf(merchant: string, orderId = `A-${randomUUID()}`): NewOrder {
  return {
    key: { merchant, orderId },
    amount: { amountMinor, currency: 'CNY' },
    deadlineMs: startMs + 15 * minuteMs,
    createdAtMs: startMs,
    policy: defaultPolicy,
    description: 'Two tickets',
    returnUrl: 'https://shop.example/orders/1',
    notifyUrl: null,
    metadata: { cart: '77' },
    contentHash: 'hash of the request',
  };
}

/** An order of a new merchant. */
export async function newOrder(db: Database): Promise<OrderKey> {
  const order = orderOf(await newMerchant(db));
  await createOrder(db, order);
  return order.key;
}

export function planned(number: string): RecordedFact {
  return {
    type: 'attempt_planned',
    atMs: startMs + 1_000,
    number,
    input: `pay:${number}`,
    channel: 'wechat',
    method: 'qr',
    account: 'default',
    payer: null,
    amount: { amountMinor, currency: 'CNY' },
    traits,
    expiresAtMs: startMs + 15 * minuteMs,
  };
}

export function offered(number: string): RecordedFact {
  return { type: 'attempt_offered', atMs: startMs + 2_000, number, channelReference: null };
}

export function captured(
  number: string,
  transaction = `T-${number}`,
): Extract<RecordedFact, { type: 'payment_captured' }> {
  return {
    type: 'payment_captured',
    atMs: startMs + 3_000,
    number,
    transaction,
    amountMinor,
    currency: 'CNY',
    paidAtMs: startMs + 2_500,
    input: null,
  };
}

export function paidBy(number: string): RecordedFact {
  return { type: 'order_paid', atMs: startMs + 3_000, number };
}

export function duplicate(number: string): RecordedFact {
  return { type: 'duplicate_found', atMs: startMs + 4_000, number };
}

/** Facts of an order that nobody paid in time. */
export const closed: readonly RecordedFact[] = [
  { type: 'order_closing', reason: 'deadline', input: null, atMs: startMs + 2_500 },
  { type: 'order_closed', atMs: startMs + 2_500 },
];

export function late(number: string): RecordedFact {
  return { type: 'late_payment_found', atMs: startMs + 4_000, number };
}

export function compensation(
  attempt: string,
  number = `${attempt}R1`,
  minor = amountMinor,
): Extract<RecordedFact, { type: 'refund_requested' }> {
  return {
    type: 'refund_requested',
    atMs: startMs + 5_000,
    number,
    id: number,
    kind: 'compensation',
    attempt,
    amountMinor: minor,
    input: null,
    reasonMark: null,
  };
}

export function heldCompensation(
  attempt: string,
  hold: RefundHold,
): Extract<RecordedFact, { type: 'refund_held' }> {
  const number = `${attempt}R1`;
  return {
    type: 'refund_held',
    atMs: startMs + 5_000,
    number,
    id: number,
    kind: 'compensation',
    attempt,
    amountMinor,
    hold,
  };
}

export function merchantRefund(
  attempt: string,
  number: string,
  id: string,
  minor: number,
): Extract<RecordedFact, { type: 'refund_requested' }> {
  return { ...compensation(attempt, number, minor), kind: 'merchant', id };
}

/** Accepts all facts without evidence from channels. */
export const anyEvidence: TakeEvidence = () =>
  Promise.resolve({ checkProven: () => undefined, spoken: [] });

/** Appends after the newest fact, as the one writer would. */
export async function appendNext(
  db: Database,
  key: OrderKey,
  ...facts: readonly RecordedFact[]
): Promise<Appended> {
  const { seq } = await loadFacts(db, key);
  const of = {
    consumed: { callbacks: [], answers: [] },
    digest: null,
    nextDueAtMs: startMs + 10_000,
  };
  return append(db, { key, expectedSeq: seq, facts, ...of }, anyEvidence);
}

/** An order paid by attempt `winner`. */
export async function paidOrder(db: Database): Promise<{ key: OrderKey; winner: string }> {
  const key = await newOrder(db);
  const winner = drawNumber();
  await appendNext(db, key, planned(winner), offered(winner));
  await appendNext(db, key, captured(winner), paidBy(winner));
  return { key, winner };
}

/** A paid order and a second attempt whose success is the duplicate. */
export async function paidTwice(
  db: Database,
): Promise<{ key: OrderKey; winner: string; second: string }> {
  const key = await newOrder(db);
  const [winner, second] = [drawNumber(), drawNumber()];
  await appendNext(db, key, planned(winner), offered(winner), planned(second));
  await appendNext(db, key, captured(winner), paidBy(winner));
  await appendNext(db, key, captured(second), duplicate(second));
  return { key, winner, second };
}

/** An order, and the number of its attempt or refund for which the ledger allows this call. */
export async function callable(
  db: Database,
  call: CallKind,
): Promise<Readonly<{ key: OrderKey; number: string }>> {
  if (call === 'refund' || call === 'query_refund') {
    const { key, second } = await paidTwice(db);
    await appendNext(db, key, compensation(second));
    return { key, number: `${second}R1` };
  }
  const key = await newOrder(db);
  const number = drawNumber();
  const of = { number, atMs: startMs + 2_500 };
  const facts: Record<typeof call, readonly RecordedFact[]> = {
    create: [],
    query: [offered(number)],
    close: [offered(number), { ...of, type: 'attempt_withdrawn', reason: 'superseded' }],
    void: [
      offered(number),
      { ...of, type: 'attempt_approved' } as const,
      { ...of, type: 'attempt_withdrawn', reason: 'superseded' },
    ],
    capture: [
      offered(number),
      { ...of, type: 'attempt_approved' } as const,
      { ...of, type: 'capture_wanted' } as const,
      { ...of, type: 'capture_requested' } as const,
    ],
  };
  await appendNext(db, key, planned(number), ...facts[call]);
  return { key, number };
}

import { z } from 'zod';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Spoken } from '../answers/channel-answers.ts';
import { type Db, select } from '../database/database.ts';
import { theseOrders, valuesOfOrders } from '../database/rows-by-order.ts';
import { failureText } from '../texts/failure-text.ts';
import { keepWords } from '../texts/failure-words.ts';
import type {
  Failure,
  OrderSnapshot,
  OrderView,
  RefundSnapshot,
  RefundView,
} from './order-json.ts';
import { keepReason } from '../texts/refund-reasons.ts';

/** Free text of orders, from rows that can be erased. It is added when an order is read. */
export type OrderTexts = Readonly<{
  /**
   * Why an attempt or refund failed, by its number and code, in the channel's words, else in ours.
   */
  failure: (number: string, code: string) => string;
  /** A merchant's own reason for a refund. */
  reason: (refundNumber: string) => string;
}>;

/** Shown in place of a reason that was erased. */
export const reasonErased = 'no longer kept';

const wordsRow = z.object({ number: z.string(), code: z.string(), words: z.string() });
const reasonRow = z.object({ number: z.string(), reason: z.string().nullable() });

const ofOrders = `(merchant, order_id) in (${theseOrders})`;

const nothingKept: OrderTexts = { failure: (_number, code) => failureText(code), reason: () => '' };

/** Whether an order has free text at all: most have no failure and no refund. */
export function tellsText({ attempts, refunds }: OrderSnapshot): boolean {
  return refunds.length > 0 || attempts.some((one) => one.failure !== null);
}

/** The texts of these orders, as far as they are kept. */
export async function orderTexts(db: Db, keys: readonly OrderKey[]): Promise<OrderTexts> {
  if (keys.length === 0) return nothingKept;
  const values = valuesOfOrders(keys);
  const words = await select(
    db,
    wordsRow,
    `select number, code, words from failure_words where ${ofOrders} and words is not null`,
    values,
  );
  const reasons = await select(
    db,
    reasonRow,
    `select number, reason from refund_reasons where ${ofOrders}`,
    values,
  );
  const wordsBy = new Map(words.map((one) => [`${one.number} ${one.code}`, one.words]));
  const reasonBy = new Map(reasons.map((one) => [one.number, one.reason ?? reasonErased]));
  return {
    failure: (number, code) => wordsBy.get(`${number} ${code}`) ?? failureText(code),
    reason: (refundNumber) => reasonBy.get(refundNumber) ?? '',
  };
}

function presentFailure(texts: OrderTexts, number: string, failure: Pick<Failure, 'code'> | null) {
  return failure && { code: failure.code, message: texts.failure(number, failure.code) };
}

/** A refund with its free text, so far as that is kept. */
export function refundWithTexts(refund: RefundSnapshot, texts: OrderTexts): RefundView {
  return {
    ...refund,
    reason: refund.reason ?? texts.reason(refund.number),
    failure: presentFailure(texts, refund.number, refund.failure),
    channel_reference: refund.channel_reference ?? null,
    expected: refund.expected ?? null,
  };
}

/** An order with its free text, so far as that is kept. */
export function withTexts(
  snapshot: OrderSnapshot,
  texts: OrderTexts,
): Omit<OrderView, 'checkout_url'> {
  return {
    ...snapshot,
    attempts: snapshot.attempts.map((one) => ({
      ...one,
      failure: presentFailure(texts, one.id, one.failure),
      late_payment: one.late_payment ?? null,
    })),
    refunds: snapshot.refunds.map((one) => refundWithTexts(one, texts)),
  };
}

/** Stores the texts that new facts leave out; only inside the append of those facts. */
export async function keepTexts(
  db: Db,
  key: OrderKey,
  facts: readonly RecordedFact[],
  spoken: readonly Spoken[],
): Promise<void> {
  await keepWords(db, key, facts, spoken);
  for (const fact of facts) await keepReason(db, key, fact);
}

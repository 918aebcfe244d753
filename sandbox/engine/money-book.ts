import { z } from 'zod';
import type { Entry, Journal } from './journal.ts';

const moneySchema = z.object({
  area: z.literal('money'),
  /** What happened; amounts are minor units, always positive, the kind gives the direction. */
  kind: z.enum(['payment_known', 'charged', 'refunded', 'refund_returned', 'reversed']),
  channel: z.string(),
  account: z.string(),
  number: z.string(),
  /** The order reference merchant/order id the caller handed over; empty when none. */
  order: z.string(),
  amount: z.int().positive(),
  /** The channel's own id of the charge, refund or reversal. */
  reference: z.string(),
  atMs: z.int(),
});

type MoneyEntry = z.infer<typeof moneySchema>;

/** A move of one payment's money. */
export type MoneyMove = Pick<MoneyEntry, 'kind' | 'amount' | 'reference' | 'atMs'>;

/** What one payment did, in minor units. */
export type BookedPayment = Readonly<{
  channel: string;
  number: string;
  order: string;
  amount: number;
  captured: number;
  refunded: number;
  reversed: number;
  charges: number;
}>;

/** The answer of GET /_sandbox/money. */
export type MoneyReport = Readonly<{
  payments: readonly BookedPayment[];
  captured: number;
  refunded: number;
  reversed: number;
  net: number;
}>;

/** The truth about money: what shoppers really paid and got back. */
export type MoneyBook = Readonly<{
  payment: (channel: string, account: string, number: string) => BookedPayment | undefined;
  /** @param order an order id or the whole reference merchant/order id; without it, everything */
  report: (order?: string) => MoneyReport;
}>;

/** Makes a journal entry of a move of money, to be written in one line with what caused it. */
export function moneyEntry(
  channel: string,
  { account, number, order }: Readonly<{ account: string; number: string; order: string }>,
  move: MoneyMove,
): Entry {
  const entry: MoneyEntry = { area: 'money', channel, account, number, order, ...move };
  return entry;
}

function applyMove(payment: BookedPayment, move: MoneyEntry): BookedPayment {
  switch (move.kind) {
    case 'payment_known':
      return payment;
    case 'charged':
      return {
        ...payment,
        captured: payment.captured + move.amount,
        charges: payment.charges + 1,
      };
    case 'refunded':
      return { ...payment, refunded: payment.refunded + move.amount };
    case 'refund_returned':
      return { ...payment, refunded: payment.refunded - move.amount };
    case 'reversed':
      return { ...payment, reversed: payment.reversed + move.amount };
    default:
      return move.kind satisfies never;
  }
}

function concernsOrder(reference: string, order: string): boolean {
  return reference === order || reference.slice(reference.indexOf('/') + 1) === order;
}

function sum(payments: readonly BookedPayment[], of: 'captured' | 'refunded' | 'reversed'): number {
  return payments.reduce((total, payment) => total + payment[of], 0);
}

/** Folds the journal's money entries; it never writes, the channels do. */
export function createMoneyBook(journal: Journal): MoneyBook {
  const payments = new Map<string, BookedPayment>();
  const keyOf = (channel: string, account: string, number: string): string =>
    JSON.stringify([channel, account, number]);

  journal.area('money', moneySchema, (move) => {
    const key = keyOf(move.channel, move.account, move.number);
    const { channel, number, order, amount } = move;
    const fresh = { channel, number, order, amount, captured: 0, refunded: 0, reversed: 0 };
    payments.set(key, applyMove(payments.get(key) ?? { ...fresh, charges: 0 }, move));
  });

  return Object.freeze({
    payment: (channel: string, account: string, number: string) =>
      payments.get(keyOf(channel, account, number)),
    report(order?: string): MoneyReport {
      const all = [...payments.values()];
      const chosen = order === undefined ? all : all.filter((p) => concernsOrder(p.order, order));
      const captured = sum(chosen, 'captured');
      const refunded = sum(chosen, 'refunded');
      const reversed = sum(chosen, 'reversed');
      const net = captured - refunded - reversed;
      return { payments: chosen, captured, refunded, reversed, net };
    },
  });
}

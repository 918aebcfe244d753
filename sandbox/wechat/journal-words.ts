import { z } from 'zod';
import type { Happening } from '../engine/happening.ts';
import type { Entry, Words } from '../engine/journal.ts';
import type { RefundEnd } from '../engine/refund.ts';
import type { BookSource } from '../engine/trade-book.ts';
import type { Charge } from '../engine/trade.ts';
import { newRefundSchema, newTradeSchema, type NewRefund, type NewTrade } from './trade.ts';

const area = z.literal('wechat');
const ofTrade = { area, account: z.string(), number: z.string() };

/** How a refund ends on the wire, and in the journal, which keeps the wire's word. */
export const refundEndWords = {
  success: 'SUCCESS',
  returned: 'CLOSED',
  abnormal: 'ABNORMAL',
} as const satisfies Record<RefundEnd, string>;
const ends = { SUCCESS: 'success', CLOSED: 'returned', ABNORMAL: 'abnormal' } as const;

export const refundEndSchema = z
  .enum(['SUCCESS', 'CLOSED', 'ABNORMAL'])
  .transform((word): RefundEnd => ends[word]);

const transactionSchema = z.object({
  id: z.string(),
  amountFen: z.int().positive(),
  openid: z.string(),
  paidAtMs: z.int(),
});

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ area, kind: z.literal('trade_created'), trade: newTradeSchema }),
  z.object({
    ...ofTrade,
    kind: z.literal('code_issued'),
    code: z.string(),
    expiresAtMs: z.int(),
  }),
  z.object({ ...ofTrade, kind: z.literal('settling') }),
  z.object({ ...ofTrade, kind: z.literal('paid'), transaction: transactionSchema }),
  z.object({ ...ofTrade, kind: z.literal('closed'), payableAfterClose: z.boolean() }),
  z.object({
    ...ofTrade,
    kind: z.literal('console_refunded'),
    transactionId: z.string(),
    amountFen: z.int().positive(),
  }),
  z.object({ area, kind: z.literal('refund_created'), refund: newRefundSchema }),
  z.object({
    area,
    kind: z.literal('refund_ended'),
    account: z.string(),
    refundNumber: z.string(),
    status: refundEndSchema,
    atMs: z.int(),
  }),
]);

function happening(entry: z.output<typeof entrySchema>): Happening<NewTrade, NewRefund> {
  switch (entry.kind) {
    case 'trade_created':
      return { kind: 'asked', trade: entry.trade };
    case 'paid': {
      const { id, amountFen, paidAtMs } = entry.transaction;
      return { ...entry, charge: { id, amountFen, paidAtMs } };
    }
    case 'console_refunded':
      return { ...entry, kind: 'reversed', chargeId: entry.transactionId };
    case 'refund_created':
      return { kind: 'refund_asked', refund: entry.refund };
    case 'refund_ended':
      return { ...entry, end: entry.status };
    case 'code_issued':
    case 'settling':
    case 'closed':
      return entry;
    default:
      return entry satisfies never;
  }
}

/** Where the trades of the simulated WeChat Pay are kept. */
export const wechatBook: BookSource<NewTrade, NewRefund> = {
  area: 'wechat',
  schema: entrySchema.transform(happening),
  refundNumbersArePer: 'account',
};

type WechatEntry = z.input<typeof entrySchema>;

/** Makes a journal entry of something that happened to a trade or refund. */
export function wechatEntry(words: Words<WechatEntry>): Entry {
  return { area: 'wechat', ...words } satisfies WechatEntry;
}

/** The journal's word for a charge. */
export function paidEntry({ account, number, openid }: NewTrade, charge: Charge): Entry {
  const { id, amountFen, paidAtMs } = charge;
  const transaction = { id, amountFen, openid, paidAtMs };
  return wechatEntry({ kind: 'paid', account, number, transaction });
}

import { z } from 'zod';
import type { Happening } from '../engine/happening.ts';
import type { Entry, Words } from '../engine/journal.ts';
import type { RefundEnd } from '../engine/refund.ts';
import type { BookSource } from '../engine/trade-book.ts';
import type { Charge } from '../engine/trade.ts';
import {
  newRefundSchema,
  offerSchema,
  type NewOffer,
  type NewRefund,
  type Refund,
} from './trade.ts';

const area = z.literal('alipay');
const ofTrade = { area, account: z.string(), number: z.string() };
const ofRefund = { ...ofTrade, tradeNo: z.string(), requestNo: z.string(), atMs: z.int() };

const chargeSchema = z.object({
  tradeNo: z.string(),
  amountFen: z.int().positive(),
  paidAtMs: z.int(),
});

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ area, kind: z.literal('offered'), offer: offerSchema }),
  z.object({
    ...ofTrade,
    kind: z.literal('code_issued'),
    code: z.string(),
    codeExpiresAtMs: z.int(),
    expiresAtMs: z.int(),
  }),
  z.object({ ...ofTrade, kind: z.literal('trade_created'), tradeNo: z.string(), atMs: z.int() }),
  z.object({ ...ofTrade, kind: z.literal('settling') }),
  z.object({ ...ofTrade, kind: z.literal('paid'), charge: chargeSchema }),
  z.object({
    ...ofTrade,
    kind: z.literal('closed'),
    payableAfterClose: z.boolean(),
    atMs: z.int(),
  }),
  z.object({ ...ofTrade, kind: z.literal('finished') }),
  z.object({ area, kind: z.literal('refund_begun'), refund: newRefundSchema }),
  z.object({ ...ofRefund, kind: z.literal('refund_succeeded') }),
  z.object({ ...ofRefund, kind: z.literal('refund_returned') }),
]);

type RefundEnded = Extract<
  z.output<typeof entrySchema>,
  { kind: 'refund_succeeded' | 'refund_returned' }
>;

function refundEnded(entry: RefundEnded, end: RefundEnd): Happening<NewOffer, NewRefund> {
  const { account, tradeNo: chargeId, requestNo: refundNumber, atMs } = entry;
  return { kind: 'refund_ended', account, chargeId, refundNumber, end, atMs };
}

function happening(entry: z.output<typeof entrySchema>): Happening<NewOffer, NewRefund> {
  switch (entry.kind) {
    case 'offered':
      return { kind: 'asked', trade: entry.offer };
    case 'code_issued': {
      const { codeExpiresAtMs, expiresAtMs } = entry;
      return { ...entry, expiresAtMs: codeExpiresAtMs, payableUntilMs: expiresAtMs };
    }
    case 'trade_created':
      return { ...entry, kind: 'begun' };
    case 'paid': {
      const { tradeNo, ...charge } = entry.charge;
      return { ...entry, charge: { ...charge, id: tradeNo } };
    }
    case 'refund_begun':
      return { kind: 'refund_asked', refund: entry.refund };
    case 'refund_succeeded':
      return refundEnded(entry, 'success');
    case 'refund_returned':
      return refundEnded(entry, 'returned');
    case 'settling':
    case 'closed':
    case 'finished':
      return entry;
    default:
      return entry satisfies never;
  }
}

/** Where the trades of the simulated Alipay are kept. */
export const alipayBook: BookSource<NewOffer, NewRefund> = {
  area: 'alipay',
  schema: entrySchema.transform(happening),
  refundNumbersArePer: 'charge',
};

type AlipayEntry = z.input<typeof entrySchema>;

/** Makes a journal entry of something that happened to a trade or refund. */
export function alipayEntry(words: Words<AlipayEntry>): Entry {
  return { area: 'alipay', ...words } satisfies AlipayEntry;
}

/** The journal's word for a charge. */
export function paidEntry({ account, number }: NewOffer, { id, ...rest }: Charge): Entry {
  return alipayEntry({ kind: 'paid', account, number, charge: { tradeNo: id, ...rest } });
}

/** The journal's word for a refund that is asked for. */
export function refundBegunEntry(refund: NewRefund): Entry {
  const { account, number, chargeId, refundNumber, amountFen, by, createdAtMs } = refund;
  const numbers = { account, number, tradeNo: chargeId, requestNo: refundNumber };
  return alipayEntry({ kind: 'refund_begun', refund: { ...numbers, amountFen, by, createdAtMs } });
}

/** The journal's word for a refund's end; Alipay's refunds have no third one. */
export function refundEndedEntry(
  { account, number, chargeId, refundNumber }: NewRefund | Refund,
  end: RefundEnd,
  atMs: number,
): Entry {
  const kind = end === 'success' ? 'refund_succeeded' : 'refund_returned';
  const numbers = { account, number, tradeNo: chargeId, requestNo: refundNumber };
  return alipayEntry({ kind, ...numbers, atMs });
}

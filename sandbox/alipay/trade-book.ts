import { z } from 'zod';
import type { Entry, Journal } from '../engine/journal.ts';
import {
  chargeSchema,
  newRefundSchema,
  offerSchema,
  type NewOffer,
  type Refund,
  type Trade,
} from './trade.ts';

const area = z.literal('alipay');
const ofTrade = { area, account: z.string(), number: z.string() };
const ofRefund = { ...ofTrade, tradeNo: z.string(), requestNo: z.string(), atMs: z.int() };

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

type AlipayEntry = z.infer<typeof entrySchema>;
type RefundEntry = Extract<AlipayEntry, { kind: `refund_${string}` }>;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown
  ? Omit<Union, Key>
  : never;

/** Makes a journal entry of something that happened to a trade or refund. */
export function alipayEntry(happening: DistributiveOmit<AlipayEntry, 'area'>): Entry {
  return { area: 'alipay', ...happening } satisfies AlipayEntry;
}

function unscanned(offer: NewOffer): Trade {
  return {
    ...offer,
    codes: [],
    tradeNo: undefined,
    createdAtMs: 0,
    charges: [],
    settling: false,
    closedAtMs: undefined,
    payableAfterClose: false,
    finished: false,
  };
}

function evolveTrade(trade: Trade, entry: Exclude<AlipayEntry, RefundEntry>): Trade {
  switch (entry.kind) {
    case 'offered':
      return trade;
    case 'code_issued': {
      const code = { code: entry.code, expiresAtMs: entry.codeExpiresAtMs };
      return { ...trade, codes: [...trade.codes, code], expiresAtMs: entry.expiresAtMs };
    }
    case 'trade_created':
      return { ...trade, tradeNo: entry.tradeNo, createdAtMs: entry.atMs };
    case 'settling':
      return { ...trade, settling: true };
    case 'paid':
      return { ...trade, settling: false, charges: [...trade.charges, entry.charge] };
    case 'closed':
      return { ...trade, closedAtMs: entry.atMs, payableAfterClose: entry.payableAfterClose };
    case 'finished':
      return { ...trade, finished: true };
    default:
      return entry satisfies never;
  }
}

/** Every trade and refund of the simulated Alipay; numbers are unique per account. */
export type TradeBook = Readonly<{
  trade: (account: string, number: string) => Trade | undefined;
  tradesOfNumber: (number: string) => readonly Trade[];
  tradeOfTradeNo: (account: string, tradeNo: string) => Trade | undefined;
  tradeOfCode: (code: string) => Trade | undefined;
  refundsOf: (trade: Trade) => readonly Refund[];
  /** Refund numbers are unique per trade_no. */
  refund: (trade: Trade, name: RefundName) => Refund | undefined;
}>;

function isRefundEntry(entry: AlipayEntry): entry is RefundEntry {
  return (
    entry.kind === 'refund_begun' ||
    entry.kind === 'refund_succeeded' ||
    entry.kind === 'refund_returned'
  );
}

type RefundName = Readonly<{ tradeNo: string; requestNo: string }>;

function isNamed(refund: Refund, name: RefundName): boolean {
  return refund.tradeNo === name.tradeNo && refund.requestNo === name.requestNo;
}

/** A refund that came back may be asked for again under its number: the last one counts. */
function applyRefund(refunds: readonly Refund[], entry: RefundEntry): readonly Refund[] {
  if (entry.kind === 'refund_begun') {
    const fresh: Refund = { ...entry.refund, status: 'processing', endedAtMs: undefined };
    return [...refunds.filter((one) => !isNamed(one, fresh)), fresh];
  }
  const status = entry.kind === 'refund_succeeded' ? 'success' : 'returned';
  return refunds.map((one) =>
    isNamed(one, entry) ? { ...one, status, endedAtMs: entry.atMs } : one,
  );
}

/** Folds the journal's Alipay entries. */
export function createTradeBook(journal: Journal): TradeBook {
  const trades = new Map<string, Trade>();
  const refunds = new Map<string, readonly Refund[]>();
  const keyByTradeNo = new Map<string, string>();
  const keyByCode = new Map<string, string>();
  const accountsByNumber = new Map<string, readonly string[]>();
  const keyOf = (account: string, number: string): string => JSON.stringify([account, number]);

  journal.area('alipay', entrySchema, (entry) => {
    if (isRefundEntry(entry)) {
      const { account, number } = entry.kind === 'refund_begun' ? entry.refund : entry;
      const key = keyOf(account, number);
      refunds.set(key, applyRefund(refunds.get(key) ?? [], entry));
      return;
    }
    if (entry.kind === 'offered') {
      const { account, number } = entry.offer;
      accountsByNumber.set(number, [...(accountsByNumber.get(number) ?? []), account]);
      trades.set(keyOf(account, number), unscanned(entry.offer));
      return;
    }
    const key = keyOf(entry.account, entry.number);
    const trade = trades.get(key);
    if (trade === undefined) throw new Error(`The journal tells of an unknown ${entry.number}`);
    trades.set(key, evolveTrade(trade, entry));
    if (entry.kind === 'code_issued') keyByCode.set(entry.code, key);
    if (entry.kind === 'trade_created') keyByTradeNo.set(entry.tradeNo, key);
    if (entry.kind === 'paid') keyByTradeNo.set(entry.charge.tradeNo, key);
  });

  const tradeAt = (key: string | undefined): Trade | undefined =>
    key === undefined ? undefined : trades.get(key);
  const refundsOf = (trade: Trade): readonly Refund[] =>
    refunds.get(keyOf(trade.account, trade.number)) ?? [];

  return Object.freeze({
    trade: (account: string, number: string) => trades.get(keyOf(account, number)),
    tradesOfNumber: (number: string) =>
      (accountsByNumber.get(number) ?? []).flatMap(
        (account) => trades.get(keyOf(account, number)) ?? [],
      ),
    tradeOfTradeNo(account: string, tradeNo: string): Trade | undefined {
      const trade = tradeAt(keyByTradeNo.get(tradeNo));
      return trade?.account === account ? trade : undefined;
    },
    tradeOfCode: (code: string) => tradeAt(keyByCode.get(code)),
    refundsOf,
    refund: (trade: Trade, name: RefundName) => refundsOf(trade).find((one) => isNamed(one, name)),
  });
}

import { z } from 'zod';
import type { Entry, Journal } from '../engine/journal.ts';
import {
  newRefundSchema,
  newTradeSchema,
  refundStatuses,
  transactionSchema,
  type Refund,
  type Trade,
} from './trade.ts';

const area = z.literal('wechat');
const ofTrade = { area, account: z.string(), number: z.string() };

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
    status: z.enum(refundStatuses),
    atMs: z.int(),
  }),
]);

type WechatEntry = z.infer<typeof entrySchema>;

/** Makes a journal entry of something that happened to a trade or refund. */
export function wechatEntry(happening: DistributiveOmit<WechatEntry, 'area'>): Entry {
  return { area: 'wechat', ...happening } satisfies WechatEntry;
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown
  ? Omit<Union, Key>
  : never;

function evolveTrade(trade: Trade, entry: Exclude<WechatEntry, RefundEntry>): Trade {
  switch (entry.kind) {
    case 'trade_created':
      return trade;
    case 'code_issued':
      return {
        ...trade,
        codes: [...trade.codes, { code: entry.code, expiresAtMs: entry.expiresAtMs }],
      };
    case 'settling':
      return { ...trade, settling: true };
    case 'paid':
      return {
        ...trade,
        settling: false,
        transactions: [...trade.transactions, entry.transaction],
      };
    case 'closed':
      return { ...trade, closed: true, payableAfterClose: entry.payableAfterClose };
    case 'console_refunded': {
      const before = trade.consoleRefundedFen[entry.transactionId] ?? 0;
      return {
        ...trade,
        consoleRefundedFen: {
          ...trade.consoleRefundedFen,
          [entry.transactionId]: before + entry.amountFen,
        },
      };
    }
    default:
      return entry satisfies never;
  }
}

type RefundEntry = Extract<WechatEntry, { kind: 'refund_created' | 'refund_ended' }>;

/** Every trade and refund of the simulated WeChat Pay; numbers are unique per account. */
export type TradeBook = Readonly<{
  trade: (account: string, number: string) => Trade | undefined;
  tradesOfNumber: (number: string) => readonly Trade[];
  tradeOfTransaction: (account: string, transactionId: string) => Trade | undefined;
  tradeOfCode: (code: string) => Trade | undefined;
  refund: (account: string, refundNumber: string) => Refund | undefined;
  refundsOf: (trade: Trade) => readonly Refund[];
}>;

/** Folds the journal's WeChat entries. */
export function createTradeBook(journal: Journal): TradeBook {
  const trades = new Map<string, Trade>();
  const refunds = new Map<string, Refund>();
  const refundsByTrade = new Map<string, readonly string[]>();
  const tradeKeyByTransaction = new Map<string, string>();
  const tradeKeyByCode = new Map<string, string>();
  const accountsByNumber = new Map<string, readonly string[]>();
  const keyOf = (account: string, number: string): string => JSON.stringify([account, number]);

  function applyRefund(entry: RefundEntry): void {
    if (entry.kind === 'refund_created') {
      const { refund } = entry;
      const key = keyOf(refund.account, refund.refundNumber);
      const tradeKey = keyOf(refund.account, refund.number);
      refunds.set(key, { ...refund, status: 'PROCESSING', endedAtMs: undefined });
      refundsByTrade.set(tradeKey, [...(refundsByTrade.get(tradeKey) ?? []), key]);
      return;
    }
    const key = keyOf(entry.account, entry.refundNumber);
    const refund = refunds.get(key);
    if (refund !== undefined) {
      refunds.set(key, { ...refund, status: entry.status, endedAtMs: entry.atMs });
    }
  }

  journal.area('wechat', entrySchema, (entry) => {
    if (entry.kind === 'refund_created' || entry.kind === 'refund_ended') {
      applyRefund(entry);
      return;
    }
    if (entry.kind === 'trade_created') {
      const { account, number } = entry.trade;
      accountsByNumber.set(number, [...(accountsByNumber.get(number) ?? []), account]);
      trades.set(keyOf(account, number), {
        ...entry.trade,
        codes: [],
        transactions: [],
        settling: false,
        closed: false,
        payableAfterClose: false,
        consoleRefundedFen: {},
      });
      return;
    }
    const key = keyOf(entry.account, entry.number);
    const trade = trades.get(key);
    if (trade === undefined) throw new Error(`The journal pays an unknown trade ${entry.number}`);
    trades.set(key, evolveTrade(trade, entry));
    if (entry.kind === 'code_issued') tradeKeyByCode.set(entry.code, key);
    if (entry.kind === 'paid') tradeKeyByTransaction.set(entry.transaction.id, key);
  });

  const tradeAt = (key: string | undefined): Trade | undefined =>
    key === undefined ? undefined : trades.get(key);

  return Object.freeze({
    trade: (account: string, number: string) => trades.get(keyOf(account, number)),
    tradesOfNumber: (number: string) =>
      (accountsByNumber.get(number) ?? []).flatMap(
        (account) => trades.get(keyOf(account, number)) ?? [],
      ),
    tradeOfTransaction(account: string, transactionId: string): Trade | undefined {
      const trade = tradeAt(tradeKeyByTransaction.get(transactionId));
      return trade?.account === account ? trade : undefined;
    },
    tradeOfCode: (code: string) => tradeAt(tradeKeyByCode.get(code)),
    refund: (account: string, refundNumber: string) => refunds.get(keyOf(account, refundNumber)),
    refundsOf: (trade: Trade) =>
      (refundsByTrade.get(keyOf(trade.account, trade.number)) ?? []).flatMap(
        (key) => refunds.get(key) ?? [],
      ),
  });
}

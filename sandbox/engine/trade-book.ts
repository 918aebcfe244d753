import type { z } from 'zod';
import type { Happening } from './happening.ts';
import type { Journal } from './journal.ts';
import type { NewRefund, Refund, RefundName } from './refund.ts';
import { untouched, type NewTrade, type Trade, type TradeCourse } from './trade.ts';

/** Every payment and refund of a channel; payment numbers are unique per account. */
export type TradeBook<Asked extends NewTrade, RefundAsked extends NewRefund> = Readonly<{
  trade: (account: string, number: string) => Trade<Asked> | undefined;
  tradesOfNumber: (number: string) => readonly Trade<Asked>[];
  /** By the channel's own number: of a charge, or of the trade where it has one. */
  tradeOfCharge: (account: string, id: string) => Trade<Asked> | undefined;
  tradeOfCode: (code: string) => Trade<Asked> | undefined;
  refund: (name: RefundName) => Refund<RefundAsked> | undefined;
  refundsOf: (trade: NewTrade) => readonly Refund<RefundAsked>[];
}>;

/** Where a channel's book is kept. */
export type BookSource<Asked extends NewTrade, RefundAsked extends NewRefund> = Readonly<{
  /** Its part of the journal, with the channel's own words read into happenings. */
  area: string;
  schema: z.ZodType<Happening<Asked, RefundAsked>>;
  refundNumbersArePer: 'account' | 'charge';
}>;

type OnTrade<Asked extends NewTrade, RefundAsked extends NewRefund> = Exclude<
  Happening<Asked, RefundAsked>,
  { kind: 'asked' | 'refund_asked' | 'refund_ended' }
>;

/** What of a trade is otherwise after this. */
function changed(
  trade: Trade,
  one: OnTrade<NewTrade, NewRefund>,
): Partial<TradeCourse & Pick<NewTrade, 'expiresAtMs'>> {
  switch (one.kind) {
    case 'code_issued': {
      const codes = [...trade.codes, { code: one.code, expiresAtMs: one.expiresAtMs }];
      return { codes, expiresAtMs: one.payableUntilMs ?? trade.expiresAtMs };
    }
    case 'begun':
      return { tradeNo: one.tradeNo, begunAtMs: one.atMs };
    case 'settling':
      return { settling: true };
    case 'paid':
      return { settling: false, charges: [...trade.charges, one.charge] };
    case 'closed':
      return { closed: true, payableAfterClose: one.payableAfterClose };
    case 'finished':
      return { finished: true };
    case 'reversed': {
      const before = trade.reversedFen[one.chargeId] ?? 0;
      return { reversedFen: { ...trade.reversedFen, [one.chargeId]: before + one.amountFen } };
    }
    default:
      return one satisfies never;
  }
}

/** Folds a channel's part of the journal. */
export function createTradeBook<Asked extends NewTrade, RefundAsked extends NewRefund>(
  journal: Journal,
  { area, schema, refundNumbersArePer }: BookSource<Asked, RefundAsked>,
): TradeBook<Asked, RefundAsked> {
  const trades = new Map<string, Trade<Asked>>();
  const refunds = new Map<string, Refund<RefundAsked>>();
  const refundsByTrade = new Map<string, readonly string[]>();
  const tradeByCharge = new Map<string, string>();
  const tradeByCode = new Map<string, string>();
  const tradesByNumber = new Map<string, readonly string[]>();
  const keyOf = (account: string, number: string): string => JSON.stringify([account, number]);
  const refundKey = ({ account, chargeId, refundNumber }: RefundName): string =>
    refundNumbersArePer === 'charge'
      ? JSON.stringify([account, chargeId, refundNumber])
      : JSON.stringify([account, refundNumber]);

  function open(asked: Asked): void {
    const key = keyOf(asked.account, asked.number);
    trades.set(key, { ...asked, ...untouched });
    tradesByNumber.set(asked.number, [...(tradesByNumber.get(asked.number) ?? []), key]);
  }

  /** A refund that came back may be asked for again under its number: the last one counts. */
  function askRefund(asked: RefundAsked): void {
    const key = refundKey(asked);
    const tradeKey = keyOf(asked.account, asked.number);
    const others = (refundsByTrade.get(tradeKey) ?? []).filter((one) => one !== key);
    refundsByTrade.set(tradeKey, [...others, key]);
    refunds.set(key, { ...asked, status: 'processing', endedAtMs: undefined });
  }

  function apply(one: OnTrade<Asked, RefundAsked>): void {
    const key = keyOf(one.account, one.number);
    const trade = trades.get(key);
    if (trade === undefined) throw new Error(`The journal tells of an unknown ${one.number}`);
    trades.set(key, { ...trade, ...changed(trade, one) });
    if (one.kind === 'code_issued') tradeByCode.set(one.code, key);
    if (one.kind === 'begun') tradeByCharge.set(one.tradeNo, key);
    if (one.kind === 'paid') tradeByCharge.set(one.charge.id, key);
  }

  journal.area(area, schema, (one) => {
    if (one.kind === 'asked') open(one.trade);
    else if (one.kind === 'refund_asked') askRefund(one.refund);
    else if (one.kind === 'refund_ended') {
      const key = refundKey(one);
      const refund = refunds.get(key);
      if (refund !== undefined)
        refunds.set(key, { ...refund, status: one.end, endedAtMs: one.atMs });
    } else apply(one);
  });

  const tradeAt = (key: string | undefined): Trade<Asked> | undefined =>
    key === undefined ? undefined : trades.get(key);

  return Object.freeze({
    trade: (account: string, number: string) => trades.get(keyOf(account, number)),
    tradesOfNumber: (number: string) =>
      (tradesByNumber.get(number) ?? []).flatMap((key) => trades.get(key) ?? []),
    tradeOfCharge(account: string, id: string): Trade<Asked> | undefined {
      const trade = tradeAt(tradeByCharge.get(id));
      return trade?.account === account ? trade : undefined;
    },
    tradeOfCode: (code: string) => tradeAt(tradeByCode.get(code)),
    refund: (name: RefundName) => refunds.get(refundKey(name)),
    refundsOf: ({ account, number }: NewTrade) =>
      (refundsByTrade.get(keyOf(account, number)) ?? []).flatMap((key) => refunds.get(key) ?? []),
  });
}

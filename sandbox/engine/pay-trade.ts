import { z } from 'zod';
import { slowSettlementMs } from './birth-faults.ts';
import { ControlError } from './control-error.ts';
import type { Entry } from './journal.ts';
import { moneyEntry } from './money-book.ts';
import type { ChannelContext } from './protocol.ts';
import type { NewRefund } from './refund.ts';
import { takeFault } from './take-fault.ts';
import type { NewTrade, Trade } from './trade.ts';

// One fen more than asked, so the difference can't be lost in rounding.
const wrongByFen = 1;

/** A shopper's payment on its way to success. */
export const settleTaskSchema = z.object({
  kind: z.literal('settle'),
  account: z.string(),
  number: z.string(),
});

/** @throws ControlError 409 when it can't be paid any more */
export function requirePayable<A extends NewTrade, R extends NewRefund>(
  { protocol, clock }: ChannelContext<A, R>,
  trade: Trade<A>,
): void {
  const why = protocol.whyNotPayable(trade, clock.nowMs());
  if (why !== undefined) {
    throw new ControlError(409, `Payment ${trade.number} can't be paid: ${why}. No money moved.`);
  }
}

type Begun<A extends NewTrade> = Readonly<{ trade: Trade<A>; entries: readonly Entry[] }>;

/** The trade with the channel's own number, and the entries that make it so where it had none. */
function begin<A extends NewTrade, R extends NewRefund>(
  { protocol }: ChannelContext<A, R>,
  trade: Trade<A>,
  nowMs: number,
): Begun<A> {
  if (protocol.begin === undefined || trade.tradeNo !== undefined) return { trade, entries: [] };
  const tradeNo = protocol.newChargeId(nowMs);
  const entries = protocol.begin(trade, tradeNo, nowMs);
  return { trade: { ...trade, tradeNo, begunAtMs: nowMs }, entries };
}

/** The shopper comes, by a scan, a log-in or a password: what was asked for becomes a trade. */
export function beginTrade<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  trade: Trade<A>,
): void {
  requirePayable(context, trade);
  context.journal.write(begin(context, trade, context.clock.nowMs()).entries);
}

/** The entries of a trade's charge, or of its two when the channel charges it twice. */
function settlementEntries<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  asked: Trade<A>,
): readonly Entry[] {
  const { protocol, clock } = context;
  const wrong =
    asked.faults.wrongAmount || takeFault(context, 'callback', 'wrong_amount', asked) !== undefined;
  const twice =
    asked.faults.secondTransaction ||
    takeFault(context, 'callback', 'second_transaction', asked) !== undefined;
  const paidAtMs = clock.nowMs();
  const amountFen = asked.totalFen + (wrong ? wrongByFen : 0);
  const { trade, entries } = begin(context, asked, paidAtMs);
  const first = trade.tradeNo ?? protocol.newChargeId(paidAtMs);
  const charged = (twice ? [first, protocol.newChargeId(paidAtMs)] : [first]).flatMap((id) => {
    const charge = { id, amountFen, paidAtMs };
    const move = { kind: 'charged', amount: amountFen, reference: id, atMs: paidAtMs } as const;
    return [
      protocol.paid(trade, charge),
      moneyEntry(context.channel, trade, move),
      ...protocol.tellPaid(trade, charge),
    ];
  });
  return [...entries, ...charged];
}

/**
 * What the shopper does: comes where that is still to do, and pays.
 * @throws ControlError 409 when it can't be paid any more
 */
export function payTrade<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  trade: Trade<A>,
): void {
  requirePayable(context, trade);
  const { channel, clock, journal, later, protocol } = context;
  const settlesAfterMs =
    slowSettlementMs(context, 'callback', trade) ?? trade.faults.settlesAfterMs;
  if (settlesAfterMs === 0) {
    journal.write(settlementEntries(context, trade));
    return;
  }
  const { account, number } = trade;
  const nowMs = clock.nowMs();
  const task: z.infer<typeof settleTaskSchema> = { kind: 'settle', account, number };
  journal.write([
    ...begin(context, trade, nowMs).entries,
    protocol.settling(trade),
    later.planned(channel, nowMs + settlesAfterMs, task),
  ]);
}

/** The end of a slow settlement. */
export function settle<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  task: z.infer<typeof settleTaskSchema>,
): readonly Entry[] {
  const trade = context.book.trade(task.account, task.number);
  return trade?.settling === true ? settlementEntries(context, trade) : [];
}

/**
 * The fault `pay_wins_close`: the shopper pays in the instant in which a trade is to be closed.
 * @returns the trade as it stands then
 */
export function payBeforeClose<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  trade: Trade<A>,
): Trade<A> {
  const { protocol, clock, book } = context;
  if (protocol.whyNotPayable(trade, clock.nowMs()) !== undefined) return trade;
  if (takeFault(context, 'close', 'pay_wins_close', trade)) payTrade(context, trade);
  return book.trade(trade.account, trade.number) ?? trade;
}

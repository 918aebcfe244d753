import { ControlError } from './control-error.ts';
import { moneyEntry } from './money-book.ts';
import { payTrade } from './pay-trade.ts';
import type { ChannelContext } from './protocol.ts';
import { refundableFen, type NewRefund } from './refund.ts';
import type {
  ControlAnswer,
  PaymentName,
  PhoneView,
  SimulatedChannel,
} from './simulated-channel.ts';
import type { NewTrade, Trade } from './trade.ts';

/** @throws ControlError 404, or 400 when the number exists in several accounts */
export function namedTrade<A extends NewTrade, R extends NewRefund>(
  { book, protocol }: ChannelContext<A, R>,
  name: PaymentName,
): Trade<A> {
  const opened = protocol.opened?.(name);
  if (opened !== undefined) return opened;
  const { number, account } = name;
  const trades = book
    .tradesOfNumber(number)
    .filter((trade) => account === undefined || trade.account === account);
  if (trades.length > 1) {
    throw new ControlError(400, `Name the account: ${number} exists in several`);
  }
  const [trade] = trades;
  if (trade === undefined) throw new ControlError(404, protocol.unknown(number));
  return trade;
}

/** How a payment stands now, for who used a control on it. */
export function standing<A extends NewTrade, R extends NewRefund>(
  { book, channel, protocol }: ChannelContext<A, R>,
  { account, number }: NewTrade,
): ControlAnswer {
  const trade = book.trade(account, number);
  if (trade === undefined) throw new Error(`The journal lost ${number}`);
  const state = trade.settling ? 'SETTLING' : protocol.state(trade);
  return { channel, number, account, state };
}

/** Money sent back by hand at the merchant's console: no call asked for it. */
function consoleRefund<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  trade: Trade<A>,
  amount: number | undefined,
): ControlAnswer {
  const refunds = context.book.refundsOf(trade);
  const left = trade.charges.map((charge) => ({
    charge,
    fen: refundableFen(trade, charge, refunds),
  }));
  const found = left.find(({ fen }) => fen >= (amount ?? 1));
  if (found === undefined) {
    throw new ControlError(409, `Payment ${trade.number} has not that much to refund`);
  }
  const amountFen = amount ?? found.fen;
  context.journal.write(context.protocol.refundByHand(trade, found.charge, amountFen));
  return { ...standing(context, trade), amount: amountFen };
}

/** Money taken back by the shopper's bank or after a complaint; no channel's call tells of it. */
function dispute<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
  trade: Trade<A>,
  amount: number | undefined,
): ControlAnswer {
  const { channel, money, journal, clock } = context;
  const booked = money.payment(channel, trade.account, trade.number);
  const kept = booked === undefined ? 0 : booked.captured - booked.refunded - booked.reversed;
  const taken = amount ?? kept;
  if (taken < 1 || taken > kept) {
    throw new ControlError(409, `Payment ${trade.number} keeps ${kept}; ${taken} can't be taken`);
  }
  const move = { kind: 'reversed', amount: taken, reference: 'dispute' } as const;
  journal.write([moneyEntry(channel, trade, { ...move, atMs: clock.nowMs() })]);
  return { ...standing(context, trade), amount: taken };
}

function phoneState(trade: Trade, why: string | undefined): PhoneView['state'] {
  if (trade.charges.length > 0) return 'paid';
  if (trade.settling) return 'paying';
  return why === undefined ? 'payable' : 'unpayable';
}

function phoneView<A extends NewTrade, R extends NewRefund>(
  { book, clock, protocol }: ChannelContext<A, R>,
  number: string,
): PhoneView | undefined {
  const [trade] = book.tradesOfNumber(number);
  if (trade === undefined) return undefined;
  const why = protocol.whyNotPayable(trade, clock.nowMs());
  return {
    channelTitle: protocol.title,
    number: trade.number,
    amount: `¥${(trade.totalFen / 100).toFixed(2)}`,
    state: phoneState(trade, why),
    reason: why ?? '',
    ...protocol.shown(trade),
  };
}

/** What shoppers and staff do behind a channel that takes the money in one step. */
export type PaymentControls = Pick<
  SimulatedChannel,
  'pay' | 'scan' | 'approve' | 'decline' | 'consoleRefund' | 'dispute' | 'phone' | 'numberOfCode'
>;

/** The controls of a channel's payments. */
export function paymentControls<A extends NewTrade, R extends NewRefund>(
  context: ChannelContext<A, R>,
): PaymentControls {
  const { protocol } = context;
  const acting =
    (act: (trade: Trade<A>) => void) =>
    (name: PaymentName): ControlAnswer => {
      const trade = namedTrade(context, name);
      act(trade);
      return standing(context, trade);
    };
  return {
    pay: acting((trade) => payTrade(context, trade)),
    scan: acting(protocol.scan),
    decline: acting(protocol.decline),
    approve(name) {
      namedTrade(context, name);
      throw new ControlError(
        409,
        `${protocol.title} takes the money in one step: use /_sandbox/pay`,
      );
    },
    consoleRefund: (name, amount) => consoleRefund(context, namedTrade(context, name), amount),
    dispute: (name, amount) => dispute(context, namedTrade(context, name), amount),
    phone: (number) => phoneView(context, number),
    numberOfCode: (code) => context.book.tradeOfCode(code)?.number,
  };
}

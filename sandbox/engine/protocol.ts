import type { Entry } from './journal.ts';
import type { MoneyMove } from './money-book.ts';
import type { NewRefund, Refund, RefundEnd } from './refund.ts';
import type { PaymentName, PhoneView } from './simulated-channel.ts';
import type { ChannelCore } from './take-fault.ts';
import type { TradeBook } from './trade-book.ts';
import type { Charge, NewTrade, Trade } from './trade.ts';

/** What a channel says where the engine acts: its journal's words, its callbacks, its numbers. */
export type Protocol<Asked extends NewTrade, RefundAsked extends NewRefund> = Readonly<{
  /** As people call the channel. */
  title: string;
  newChargeId: (nowMs: number) => string;
  /** In words, for the shopper; undefined when it is payable. */
  whyNotPayable: (trade: Trade<Asked>, nowMs: number) => string | undefined;
  /** The entries that make a trade of what was asked for, where the shopper's coming does that. */
  begin?: (trade: Trade<Asked>, tradeNo: string, atMs: number) => readonly Entry[];
  settling: (trade: Trade<Asked>) => Entry;
  paid: (trade: Trade<Asked>, charge: Charge) => Entry;
  /** The callbacks of a charge. */
  tellPaid: (trade: Trade<Asked>, charge: Charge) => readonly Entry[];
  refundEnded: (refund: RefundAsked, end: RefundEnd, atMs: number) => Entry;
  /** How a refund that succeeds stands in the money book. */
  booked: (
    refund: RefundAsked,
  ) => Readonly<{ kind: 'refunded' | 'reversed'; reference: MoneyMove['reference'] }>;
  /** The callbacks of a refund that has just ended. */
  tellRefund: (trade: Trade<Asked>, refund: Refund<RefundAsked>) => readonly Entry[];
  /** Money sent back by hand at the merchant's console, with its move in the money book. */
  refundByHand: (trade: Trade<Asked>, charge: Charge, amountFen: number) => readonly Entry[];
  /** How a trade stands, in the channel's own words. */
  state: (trade: Trade<Asked>) => string;
  /** What the phone shows of it beside the amount. */
  shown: (
    trade: Trade<Asked>,
  ) => Pick<PhoneView, 'description'> & Partial<Pick<PhoneView, 'scanLabel' | 'backUrl'>>;
  /** For who names a payment that the channel doesn't know. */
  unknown: (number: string) => string;
  /** The payment of a signed link, for channels that hear of it only when it is opened. */
  opened?: (name: PaymentName) => Trade<Asked> | undefined;
  /** The shopper scans, or gets as far as the password. @throws ControlError 409 */
  scan: (trade: Trade<Asked>) => void;
  decline: (trade: Trade<Asked>) => void;
}>;

/** What the engine's steps work with: a channel's book and its protocol. */
export type ChannelContext<Asked extends NewTrade, RefundAsked extends NewRefund> = ChannelCore &
  Readonly<{ book: TradeBook<Asked, RefundAsked>; protocol: Protocol<Asked, RefundAsked> }>;

import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  PaymentStanding,
  QueryAnswer,
  RefundAnswer,
  RefundQueryAnswer,
  RefundStanding,
} from './worded-answers.ts';
import type { Money } from '../domain/values/money.ts';
import type { Action } from '../domain/order/action.ts';
import type { DisputeState } from '../domain/order/channel-answer.ts';
import type { Shopper } from '../domain/order/shopper.ts';
import type { ChannelTraits } from '../domain/order/traits.ts';

/** Everything create sends; fixed before the channel is called, the same on each repeat. */
export type CreateRequest = Readonly<{
  paymentNumber: string;
  method: string;
  amount: Money;
  /** Absolute, so that a repeat says the same. */
  expiresAtMs: number;
  plannedAtMs: number;
  description: string;
  /** `merchant/order id`, for the channel's pass-through field. */
  orderReference: string;
  notifyUrl: string;
  returnUrl: string | null;
  shopper: Shopper;
}>;

/** Names a payment to its channel. */
export type PaymentRef = Readonly<{
  paymentNumber: string;
  method: string;
  channelReference: string | null;
  /** The channel's own number of the payment, once it succeeded. */
  transaction: string | null;
  amount: Money;
}>;

export type RefundRequest = Readonly<{
  refundNumber: string;
  payment: PaymentRef;
  amountMinor: number;
  reason: string;
  notifyUrl: string;
}>;

/** A callback as it came: nothing parsed, header names in lower case. */
export type RawCallback = Readonly<{
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAtMs: number;
}>;

/** What a verified callback says, in the words of the rules. */
export type CallbackNews =
  | Readonly<{ kind: 'payment'; paymentNumber: string; finding: PaymentStanding }>
  | Readonly<{
      kind: 'refund';
      paymentNumber: string;
      refundNumber: string;
      reference: string;
      amountMinor: number;
      standing: RefundStanding;
    }>
  | Readonly<{ kind: 'reversal'; paymentNumber: string; reference: string; amountMinor: number }>
  | Readonly<{ kind: 'dispute'; paymentNumber: string; state: DisputeState }>
  /** Verified, and nothing the rules care about. */
  | Readonly<{ kind: 'other'; eventType: string }>;

/** Why a callback was not believed; each is told apart in logs and metrics. */
export type CallbackRefusal =
  'unsigned' | 'forged' | 'stale' | 'probe' | 'wrong_account' | 'unreadable' | 'key_unknown';

export type CallbackReading =
  | Readonly<{
      kind: 'verified';
      /** The channel's own id of the event: constant across its retries. */
      eventId: string;
      /** The channel's signed time. */
      signedAtMs: number;
      news: CallbackNews;
    }>
  | Readonly<{
      kind: 'refused';
      reason: CallbackRefusal;
      detail: string;
      /** A payment number readable without trust: at most brings a poll forward. */
      paymentNumber: string | null;
    }>;

/** What the channel wants to hear. */
export type Acknowledgement = Readonly<{
  status: number;
  contentType: string | null;
  body: string;
}>;

/** One account of one channel: the only way our rooms talk to a channel. Calls never throw for what a channel or network does. */
export type ChannelAccount = Readonly<{
  create: (
    request: CreateRequest,
    signal: AbortSignal,
  ) => Promise<Readonly<{ answer: CreateAnswer; action: Action | null }>>;
  query: (payment: PaymentRef, signal: AbortSignal) => Promise<QueryAnswer>;
  close: (payment: PaymentRef, signal: AbortSignal) => Promise<CloseAnswer>;
  /** Two-phase channels only. */
  capture?: (payment: PaymentRef, signal: AbortSignal) => Promise<CaptureAnswer>;
  void?: (payment: PaymentRef, signal: AbortSignal) => Promise<CloseAnswer>;
  refund: (request: RefundRequest, signal: AbortSignal) => Promise<RefundAnswer>;
  queryRefund: (request: RefundRequest, signal: AbortSignal) => Promise<RefundQueryAnswer>;
  readCallback: (callback: RawCallback) => Promise<CallbackReading>;
}>;

/** A channel: what it can do, and how an account of it is opened from configuration. */
export type Channel = Readonly<{
  name: string;
  /** By method; what is not here is not offered. */
  methods: Readonly<Record<string, ChannelTraits>>;
  /** Fields of `shopper` a method needs and sends; no other is kept. */
  needs: (method: string) => readonly (keyof Shopper)[];
  /**
   * Who pays, as the channel names them, where the offer is bound to a payer, else null. It is
   * shopper's data: only a keyed mark of it is kept.
   */
  payerOf: (method: string, shopper: Shopper) => string | null;
  acknowledged: Acknowledgement;
  refused: (reason: CallbackRefusal) => Acknowledgement;
  /**
   * @param settings this account's part of the configuration, unchecked
   * @throws ConfigurationError naming the field that is missing or wrong
   */
  open: (settings: unknown, readSecret: (reference: unknown) => string) => ChannelAccount;
}>;

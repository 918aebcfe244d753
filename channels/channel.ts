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
import type { AccountEars } from './account-ears.ts';
import type { Surface } from './surface.ts';
import type { Money } from '../domain/values/money.ts';
import type { Action } from '../domain/order/action.ts';
import type { DisputeState } from '../domain/order/channel-answer.ts';
import type { Shopper } from '../domain/order/shopper.ts';
import type { ChannelTraits } from '../domain/order/traits.ts';

/**
 * Everything create sends. It is fixed before the channel is called and the same on each repeat.
 */
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

/** What names a payment to its channel. */
export type PaymentRef = Readonly<{
  paymentNumber: string;
  method: string;
  channelReference: string | null;
  /** The channel's own number of the payment, once it succeeded. */
  transaction: string | null;
  amount: Money;
}>;

/** What names a refund at its channel, and what must come back of it. */
export type RefundRef = Readonly<{
  refundNumber: string;
  payment: PaymentRef;
  amountMinor: number;
}>;

export type RefundRequest = RefundRef & Readonly<{ reason: string; notifyUrl: string }>;

/** A callback as it came: nothing parsed, header names in lower case. */
export type RawCallback = Readonly<{
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAtMs: number;
}>;

/** What a verified callback says, in the vocabulary of the rules. */
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
  /** It is verified, and says nothing to the rules. */
  | Readonly<{ kind: 'other'; eventType: string }>;

/** Why a callback was not believed, for logs and counts. */
export type CallbackRefusal =
  'unsigned' | 'forged' | 'stale' | 'probe' | 'wrong_account' | 'unreadable' | 'key_unknown';

export type CallbackReading =
  | Readonly<{
      kind: 'verified';
      /** The channel's own id of the event, the same in all its retries. */
      eventId: string;
      /** The channel's signed time. */
      signedAtMs: number;
      news: CallbackNews;
    }>
  | Readonly<{
      kind: 'refused';
      reason: CallbackRefusal;
      detail: string;
      /**
       * Reads the payment number that it names, unverified: at most it brings a poll forward. Or
       * null. It may cost more than the refusal did, so it is left to who wants to know.
       */
      readPaymentNumber: () => string | null;
    }>;

/** The HTTP answer by which the channel knows whether to send a callback again. */
export type Acknowledgement = Readonly<{
  status: number;
  contentType: string | null;
  body: string;
}>;

/**
 * One account of one channel: the only way in which other rooms talk to a channel. A failure of
 * channel or network is an answer; calls don't throw for it.
 */
export type ChannelAccount = Readonly<{
  create: (
    request: CreateRequest,
    signal: AbortSignal,
  ) => Promise<Readonly<{ answer: CreateAnswer; action: Action | null }>>;
  query: (payment: PaymentRef, signal: AbortSignal) => Promise<QueryAnswer>;
  close: (payment: PaymentRef, signal: AbortSignal) => Promise<CloseAnswer>;
  /** Of two-phase channels only. */
  capture?: (payment: PaymentRef, signal: AbortSignal) => Promise<CaptureAnswer>;
  void?: (payment: PaymentRef, signal: AbortSignal) => Promise<CloseAnswer>;
  refund: (request: RefundRequest, signal: AbortSignal) => Promise<RefundAnswer>;
  queryRefund: (refund: RefundRef, signal: AbortSignal) => Promise<RefundQueryAnswer>;
  readCallback: (callback: RawCallback) => Promise<CallbackReading>;
  /**
   * Asks the channel for a payment that can't exist: a signed question that changes nothing. What
   * came of it, the ears hear.
   */
  check: (signal: AbortSignal) => Promise<void>;
}>;

/** A channel: what it can do, and how an account of it is opened from the configuration. */
export type Channel = Readonly<{
  name: string;
  /** What people call it. */
  title: string;
  /** Traits by method; a method that is not here is not offered. */
  methods: Readonly<Record<string, ChannelTraits>>;
  /**
   * Whether a method is offered without an answer of the channel, so that a shopper could pay where
   * we could not hear of it (rule 20).
   */
  isOfferedUnasked: (method: string) => boolean;
  /** Where a page may offer a method; nowhere: it is for apps. */
  shownOn: (method: string) => readonly Surface[];
  /** Fields of `shopper` that a method needs and sends; no other field is kept. */
  needs: (method: string) => readonly (keyof Shopper)[];
  /**
   * If the offer is bound to a payer, the channel's name for who pays; else null. It is a
   * shopper's data, so only a keyed mark of it is kept.
   */
  payerOf: (method: string, shopper: Shopper) => string | null;
  acknowledged: Acknowledgement;
  refused: (reason: CallbackRefusal) => Acknowledgement;
  /**
   * @param settings this account's part of the configuration, unchecked
   * @param ears hear what its answers tell of our clock, and of the account
   * @throws ConfigurationError, which names the field that is missing or wrong
   */
  open: (
    settings: unknown,
    readSecret: (reference: unknown) => string,
    ears?: AccountEars,
  ) => ChannelAccount;
}>;

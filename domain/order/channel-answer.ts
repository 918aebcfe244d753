import type { RefundTold } from './refund-arrival.ts';

/**
 * What a channel says of an attempt, in one vocabulary for all channels. Channel folders make
 * these, and `decide` alone draws conclusions from them. A failure has a code; the channel's own
 * words stand in rows that can be erased, and never here (rule 22).
 */
export type PaymentStanding =
  | Readonly<{
      kind: 'success';
      /** The channel's own number of the payment. */
      transaction: string;
      /** The total, before the channel's coupons, in minor units. */
      amountMinor: number;
      currency: string;
      /**
       * What went back so far, by whomever, in minor units; null: some did, but not how much is
       * told.
       */
      returnedMinor: number | null;
      paidAtMs: number | null;
    }>
  /** Authorised, nothing captured. */
  | Readonly<{ kind: 'approved' }>
  /** Known to the channel, not paid. */
  | Readonly<{ kind: 'unpaid' }>
  /** On its way: neither success nor failure. */
  | Readonly<{ kind: 'processing' }>
  | Readonly<{ kind: 'closed' }>
  | Readonly<{ kind: 'not_known' }>
  /** The shopper was declined and may try again. */
  | Readonly<{ kind: 'declined'; code: string }>;

/** A call without a usable answer: it may have been executed, so query it. */
type UnknownOutcome = Readonly<{ kind: 'unknown'; code: string }>;
/**
 * Why a channel does not take a call now and may later, in the same codes for all channels:
 * `short_balance`: the merchant's account holds too little · `busy`: too many calls ·
 * `account_trouble`: signature, permission or settings of our account · `payment_unknown`:
 * it does not know the payment yet · `not_reached`: the call could not be made.
 */
export const putOffCodes = [
  'short_balance',
  'busy',
  'account_trouble',
  'payment_unknown',
  'not_reached',
] as const;
export type PutOffCode = (typeof putOffCodes)[number];

/** A call that the channel surely did not execute; the same call is made again later. */
type NotExecuted = Readonly<{ kind: 'retry'; code: string; why?: PutOffCode }>;
export type NoAnswer = UnknownOutcome | NotExecuted;

/** A definite refusal of a call: it was not executed, and never will be as asked. */
export type Refusal = Readonly<{ kind: 'refused'; code: string }>;

/**
 * Answers to create. `offered`: the channel acknowledged it; the offer itself is a ledger row, not
 * here.
 */
export type CreateAnswer =
  | Readonly<{ kind: 'offered'; channelReference: string | null; validUntilMs: number | null }>
  | Refusal
  | NoAnswer;

/** Answers to a query. */
export type QueryAnswer = PaymentStanding | NoAnswer;

/** Answers to close and void. None of them proves anything: a query follows. */
export type CloseAnswer = Readonly<{ kind: 'done' }> | Refusal | NoAnswer;

/** Answers to capture. */
export type CaptureAnswer =
  Extract<PaymentStanding, { kind: 'success' | 'processing' }> | Refusal | NoAnswer;

/** `lessIsLeft`: the channel says that less is left of the payment than was asked for. */
export type RefundRefusal = Refusal & Readonly<{ lessIsLeft?: boolean }>;

/** Where a dispute of a payment stands at the channel. */
export const disputeStates = ['opened', 'won', 'lost'] as const;
export type DisputeState = (typeof disputeStates)[number];

/** Where a refund stands at the channel. */
export type RefundStanding = RefundTold &
  (
    | Readonly<{ kind: 'succeeded' }>
    | Readonly<{ kind: 'processing' }>
    /** Finally failed under this number; nothing went out. */
    | Readonly<{ kind: 'failed'; code: string }>
    /** The channel needs a person: account closed, card lost. */
    | Readonly<{ kind: 'abnormal'; code: string }>
  );

/** Answers to a refund. `later`: not executed, sent again later under the same number. */
export type RefundAnswer =
  | RefundStanding
  | RefundRefusal
  | Readonly<{ kind: 'later'; code: PutOffCode }>
  /** One of our own controls stopped the refund right before the call. */
  | Readonly<{ kind: 'held'; hold: 'switch_off' }>
  | NoAnswer;

/** Answers to a refund query. */
export type RefundQueryAnswer = RefundStanding | Readonly<{ kind: 'not_known' }> | NoAnswer;

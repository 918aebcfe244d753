/**
 * Where the money of a refund goes: the shopper's balance with the channel, a bank, a credit line
 * of the channel, several of these, back to the merchant because the shopper can't receive it, or
 * elsewhere. Never which card or account: that is the shopper's data.
 */
export const refundDestinations = [
  'balance',
  'bank',
  'credit',
  'several',
  'merchant',
  'other',
] as const;
export type RefundDestination = (typeof refundDestinations)[number];

/** Where and when a refund arrives, as its channel states it. No rule reads it. */
export type RefundArrival = Readonly<{
  /** Null: the channel did not say. */
  to: RefundDestination | null;
  /** Whether it goes back the way it was paid; null: the channel did not say. */
  original: boolean | null;
  /** When the channel says that it arrives or has arrived, absolute ms; null: it did not say. */
  atMs: number | null;
  /** How long that takes by the channel's documents, in plain English; null: they don't say. */
  usually: string | null;
}>;

/** What a channel tells of a refund besides where it stands. No rule reads it. */
export type RefundTold = Readonly<{
  /** What the channel calls the refund. */
  channelReference?: string;
  expected?: RefundArrival;
}>;

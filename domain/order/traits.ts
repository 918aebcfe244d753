/**
 * What one method of one channel can do. Facts carry these, so that an order is
 * always read by the terms it was made under.
 *
 * @see docs/rules.md#words: the rules never ask which channel it is, only what it can do
 */
export type ChannelTraits = Readonly<{
  /** A close call exists. */
  closable: boolean;
  /** A query that answers `closed` may be believed: the payment can't be paid any more. */
  closedIsTrusted: boolean;
  /**
   * The channel knows a payment from its create on; false: only from scan, log-in or password on.
   */
  knownBeforeScan: boolean;
  /** Authorise first, capture later. */
  twoPhase: boolean;
  /** An approval can be given back without capturing it. */
  voidable: boolean;
  refundable: 'partly' | 'fully' | 'not';
  /** How long after the payment it can be refunded, in ms; null: without limit. */
  refundableForMs: number | null;
  /** Shortest time between two refund calls of one payment, in ms; null: without limit. */
  refundEveryMs: number | null;
  /** Partial refunds that one payment takes at most; null: without limit. */
  mostRefunds: number | null;
  /** Shortest and longest validity the channel takes, in ms from create. */
  shortestValidityMs: number;
  longestValidityMs: number;
  /** After expiry, how long a payment may still surface: clock skew, slow settlement. */
  settlementMarginMs: number;
  /** What a query needs: our own number, or the channel's, which only create's answer tells. */
  lookup: 'payment_number' | 'channel_reference';
  /**
   * How long create or capture, repeated under its number, counts as the same; ms, null: for ever.
   */
  idempotencyLifeMs: number | null;
  /** ISO 4217 currencies the channel takes exactly. */
  currencies: readonly string[];
  /** Smallest and largest amount, in minor units. */
  smallestMinor: number;
  largestMinor: number;
}>;

/**
 * Traits that were added after the first attempts were planned. An attempt whose fact lacks them is
 * read with these values, which never change. A trait that a new build adds goes here too.
 */
const traitsOfOlderAttempts = Object.freeze({
  refundEveryMs: null,
  mostRefunds: null,
}) satisfies Partial<ChannelTraits>;

/** The traits that an attempt's fact recorded, whichever build wrote it. */
export function recordedTraits(traits: ChannelTraits): ChannelTraits {
  return { ...traitsOfOlderAttempts, ...traits };
}

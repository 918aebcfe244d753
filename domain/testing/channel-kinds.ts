import type { ChannelTraits } from '../order/traits.ts';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A code of minutes: one-phase, closable, believed when it says closed, refundable. */
export const codeTraits: ChannelTraits = Object.freeze({
  closable: true,
  closedIsTrusted: true,
  knownBeforeScan: true,
  twoPhase: false,
  voidable: false,
  refundable: 'partly',
  refundableForMs: null,
  refundEveryMs: null,
  mostRefunds: null,
  shortestValidityMs: minuteMs,
  longestValidityMs: 2 * hourMs,
  settlementMarginMs: 5 * minuteMs,
  lookup: 'payment_number',
  idempotencyLifeMs: null,
  currencies: ['CNY'],
  smallestMinor: 1,
  largestMinor: 100_000_000,
});

/** The same with some traits changed. */
export function traitsWith(difference: Partial<ChannelTraits>): ChannelTraits {
  return Object.freeze({ ...codeTraits, ...difference });
}

/** A code whose payments surface within a minute, up to 10,000.00. */
export const paperTraits = traitsWith({ settlementMarginMs: minuteMs, largestMinor: 1_000_000 });

/** Unknown to its channel until it is scanned; then closable. */
export const scanTraits = traitsWith({ knownBeforeScan: false, closedIsTrusted: false });

/** Authorised first, captured later; an approval can be voided. */
export const cardTraits = traitsWith({
  twoPhase: true,
  voidable: true,
  lookup: 'channel_reference',
  idempotencyLifeMs: dayMs,
});

/** Two-phase, and nothing can be closed or voided. */
export const walletTraits = traitsWith({
  twoPhase: true,
  closable: false,
  closedIsTrusted: false,
  idempotencyLifeMs: 6 * hourMs,
});

/** A voucher of days that settles slowly and is never refunded. */
export const voucherTraits = traitsWith({
  closedIsTrusted: false,
  refundable: 'not',
  shortestValidityMs: dayMs,
  longestValidityMs: 3 * dayMs,
  settlementMarginMs: 4 * dayMs,
});

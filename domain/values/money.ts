import { invariant } from '../invariant.ts';

/** An amount in whole minor units of an ISO 4217 currency: 1999 CNY is 19.99 yuan. */
export type Money = Readonly<{ amountMinor: number; currency: string }>;

/**
 * @param amountMinor whole minor units, 0 or more
 * @throws InvariantViolation when it is no safe integer, or negative
 */
export function money(amountMinor: number, currency: string): Money {
  invariant(Number.isSafeInteger(amountMinor), 'minor units are whole');
  invariant(amountMinor >= 0, 'money is never negative');
  return Object.freeze({ amountMinor, currency });
}

/** Equal in amount and currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

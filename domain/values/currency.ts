import { code } from 'currency-codes';
import { invariant } from '../invariant.ts';

/**
 * Decimal places by currency where a channel differs from ISO 4217: Stripe
 * counts ISK in hundredths, PayPal takes HUF without decimals.
 */
export type ChannelExponents = Readonly<Record<string, number>>;

const isoOnly: ChannelExponents = Object.freeze({});

/** Whether ISO 4217 knows the currency and gives it minor units. */
export function isCurrency(currency: string): boolean {
  return currency === currency.toUpperCase() && Number.isInteger(code(currency)?.digits);
}

/**
 * Decimal places: 2 for CNY, 0 for JPY, 3 for KWD.
 *
 * @param channel decimal places where the channel differs from ISO 4217
 * @throws InvariantViolation for a currency ISO 4217 doesn't know
 * @see docs/rules.md rule 17
 */
export function exponentOf(currency: string, channel: ChannelExponents = isoOnly): number {
  const exponent = Object.hasOwn(channel, currency) ? channel[currency] : code(currency)?.digits;
  invariant(exponent !== undefined && Number.isInteger(exponent), 'a currency has minor units');
  return exponent;
}

/**
 * An amount in the units the channel counts in.
 *
 * @param amountMinor ISO 4217 minor units, as everywhere inside
 * @returns whole units of the channel; null when it can't take the amount exactly
 */
export function toChannelUnits(
  amountMinor: number,
  currency: string,
  channel: ChannelExponents = isoOnly,
): number | null {
  invariant(Number.isSafeInteger(amountMinor), 'minor units are whole');
  return shifted(amountMinor, exponentOf(currency, channel) - exponentOf(currency));
}

/**
 * ISO 4217 minor units of an amount in the channel's units; null when it is no whole number of
 * them.
 */
export function fromChannelUnits(
  units: number,
  currency: string,
  channel: ChannelExponents = isoOnly,
): number | null {
  return shifted(units, exponentOf(currency) - exponentOf(currency, channel));
}

function shifted(units: number, places: number): number | null {
  const factor = 10 ** Math.abs(places);
  const result = places < 0 ? units / factor : units * factor;
  return Number.isSafeInteger(result) ? result : null;
}

/**
 * An amount as a decimal number in text: 1999 CNY is `19.99`, 1999 JPY `1999`.
 *
 * @param amountMinor ISO 4217 minor units, 0 or more
 * @throws InvariantViolation when the channel can't take it exactly, so was wrongly offered
 */
export function toDecimal(
  amountMinor: number,
  currency: string,
  channel: ChannelExponents = isoOnly,
): string {
  invariant(amountMinor >= 0, 'money is never negative');
  const units = toChannelUnits(amountMinor, currency, channel);
  invariant(units !== null, 'a channel is offered only what it takes exactly');
  const exponent = exponentOf(currency, channel);
  if (exponent === 0) return String(units);
  const digits = String(units).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const decimalPattern = /^(\d{1,16})(?:\.(\d{1,16}))?$/;

/**
 * Reads a channel's decimal text; digits beyond the minor unit must be zeros.
 *
 * @returns ISO 4217 minor units, or null for text that names no exact amount
 */
export function fromDecimal(text: string, currency: string): number | null {
  const parts = decimalPattern.exec(text);
  if (parts === null) return null;
  const exponent = exponentOf(currency);
  const fraction = (parts[2] ?? '').padEnd(exponent, '0');
  if (/[^0]/.test(fraction.slice(exponent))) return null;
  const minor = Number(`${parts[1] ?? ''}${fraction.slice(0, exponent)}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

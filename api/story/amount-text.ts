import { isCurrency, toDecimal } from '../../domain/values/currency.ts';

/** An amount as people write it: `19.99 CNY`; minor units where the currency is none we know. */
export function amountText(amountMinor: number, currency: string): string {
  return isCurrency(currency) && amountMinor >= 0
    ? `${toDecimal(amountMinor, currency)} ${currency}`
    : `${amountMinor} minor units of ${currency}`;
}

import type { ShownMoney } from './cashier-view.ts';

/** An amount as people of that language write it. */
export function moneyText({ currency, value, exponent }: ShownMoney, language: string): string {
  // Written out, because a division would not be exact.
  const digits = String(value).padStart(exponent + 1, '0');
  const at = digits.length - exponent;
  const decimal = exponent === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(decimal as Intl.StringNumericLiteral);
}

/** An amount as a person writes it: `CNY 19.99`. @param minor whole minor units */
export function moneyText(currency: string, minor: number): string {
  const digits = digitsOf(currency);
  return digits === null
    ? `${currency} ${minor} minor units`
    : `${currency} ${(minor / 10 ** digits).toFixed(digits)}`;
}

/** Null: a currency that the platform doesn't know. */
function digitsOf(currency: string): number | null {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? null;
  } catch {
    // Shown in minor units.
    return null;
  }
}

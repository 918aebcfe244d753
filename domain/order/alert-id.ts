/** The alert of a refund that waits for its merchant's balance. */
export function shortBalanceAlertId(refundNumber: string): string {
  return `short_balance:${refundNumber}`;
}

/** The alert of an attempt of which some money went back, and nobody can say how much. */
export function unclearAlertId(attemptNumber: string): string {
  return `reversed:${attemptNumber}:unclear`;
}

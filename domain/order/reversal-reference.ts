/**
 * Our reference for money that, by a query, went back. A query tells only the total, not the
 * channel's own number of each reversal, which a callback may bring later.
 */
export function referenceByTotal(transaction: string, returnedMinor: number): string {
  return `${transaction}:${returnedMinor}`;
}

/** Whether a reversal is known only by a total. */
export function isByTotal(transaction: string | null, reference: string): boolean {
  return transaction !== null && reference.startsWith(`${transaction}:`);
}

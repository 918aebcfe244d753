/**
 * A name for money that a query saw had gone back. A query tells the total and not the channel's
 * own number of each return, which a callback may bring later.
 */
export function referenceByTotal(transaction: string, returnedMinor: number): string {
  return `${transaction}:${returnedMinor}`;
}

/** Whether a reversal was seen as a total only. */
export function isByTotal(transaction: string | null, reference: string): boolean {
  return transaction !== null && reference.startsWith(`${transaction}:`);
}

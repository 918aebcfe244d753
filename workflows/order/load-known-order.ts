import { type KnownOrder, knownOrder } from '../decided/known-order.ts';
import type { LedgerCalls } from './ledger-calls.ts';

/** Folds the ledger; null when it has no such order. */
export async function loadKnownOrder(calls: LedgerCalls): Promise<KnownOrder | null> {
  return knownOrder(await calls.load());
}

import { type Attempt, isWatched } from '../order/attempt.ts';
import type { OrderState } from '../order/order.ts';
import {
  canBeLookedUp,
  captureUntilMs,
  createUntilMs,
  lastAnsweredMs,
  retryAtMs,
  retryWaitMs,
} from './due-times.ts';

/** Still offered: neither withdrawn, nor its order closing. */
export function isWanted(order: OrderState, attempt: Attempt): boolean {
  return order.status === 'open' && attempt.withdrawal === null;
}

/**
 * Rule 2: when create is sent or, with the same number and content, repeated; absolute ms, null:
 * not.
 */
export function createDueMs(order: OrderState, attempt: Attempt): number | null {
  if (!isWatched(attempt)) return null;
  if (attempt.create !== 'planned' && attempt.create !== 'unknown') return null;
  const { createTries, lastCreateMs } = attempt.memory;
  const { createRepeatsMs } = order.policy;
  if (createTries > createRepeatsMs.length) return null;
  // Where only create's answer tells the channel's reference, create repeated serves as the query.
  const isLookup = attempt.create === 'unknown' && !canBeLookedUp(attempt);
  if (!isLookup && !isWanted(order, attempt)) return null;
  const wait = retryWaitMs(createRepeatsMs, createTries);
  const dueAtMs = (lastCreateMs ?? attempt.plannedAtMs) + wait;
  if (dueAtMs >= createUntilMs(attempt)) return null;
  const isQueried =
    lastAnsweredMs(attempt) >= (lastCreateMs ?? attempt.plannedAtMs) || !canBeLookedUp(attempt);
  return attempt.create === 'unknown' && !isQueried ? null : dueAtMs;
}

/** Rule 6: when a capture is sent or, if unknown, repeated with its key; absolute ms, null: not. */
export function captureDueMs(order: OrderState, attempt: Attempt): number | null {
  const { capture } = attempt;
  if (!isWatched(attempt)) return null;
  if (capture?.state !== 'requested' && capture?.state !== 'unknown') return null;
  const dueAtMs = Math.max(capture.atMs, retryAtMs(attempt, order.policy));
  return dueAtMs < captureUntilMs(attempt) ? dueAtMs : null;
}

/**
 * one-writer: an earlier run that was given up may still get the answer to its call
 * and append it. So the ledger notes the take-over before the call is repeated: then
 * the earlier run must read the ledger first, and learns that its answer is outdated.
 *
 * @returns absolute ms; null while no call of an earlier run is to be repeated
 */
export function takeOverDueMs(order: OrderState, attempt: Attempt): number | null {
  if (!attempt.memory.isOfEarlierRun) return null;
  return createDueMs(order, attempt) ?? captureDueMs(order, attempt);
}

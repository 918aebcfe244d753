import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RequestAnswer } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';

/** Type name of the order workflow. */
export const orderWorkflowType = 'order';

/** Arguments of the order workflow. Nothing else is handed to a run: what it knows stands in the ledger. */
export type OrderArguments = Readonly<{ key: OrderKey }>;

/**
 * Names the row of a verified callback, or of a request, and carries nothing of its content, which
 * the run reads in the ledger. `version`: the order's, so that a run behind its ledger learns it.
 */
export type RowNote = Readonly<{ id: string; version: number }>;

/** The order's version as whoever wakes it read it. */
export type WakeNote = Readonly<{ version: number }>;

/**
 * Any request of a shopper, merchant or person. Update-with-start, its id the
 * request's id. Answered once decided; a pay also waits, at most 4 s, until its
 * attempt is no longer `opening`.
 */
export const requestUpdate = defineUpdate<RequestAnswer, [RowNote]>('request');

/** A verified callback from the inbox; signal-with-start. */
export const callbackSignal = defineSignal<[RowNote]>('callback');

/** An unverified callback names this payment number: at most a poll comes earlier. */
export const hintSignal = defineSignal<[Readonly<{ channelNumber: string }>]>('hint');

/** The watchdog found the order overdue: nothing but a reason to start or look at the clock. */
export const wakeSignal = defineSignal<[WakeNote]>('wake');

/** What a run goes by: the order's version it has read, and the digest of what it believes. */
export type RunStanding = Readonly<{ version: number; digest: string }>;

/**
 * Held against the fold of the ledger it tells whether a run believes anything else (one-truth);
 * also of a run that has ended. Null: it has not read the ledger yet, or the ledger has no such order.
 */
export const standingQuery = defineQuery<RunStanding | null>('standing');

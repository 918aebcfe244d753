import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RequestAnswer } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';

/** Type name of the order workflow. */
export const orderWorkflowType = 'order';

/**
 * Arguments of the order workflow. A run gets nothing else: it reads what it knows in the ledger.
 */
export type OrderArguments = Readonly<{ key: OrderKey }>;

/**
 * Names the row of a verified callback or of a request. Its content is not in the message: the run
 * reads it in the ledger. `version`: the order's, so that a run learns that its ledger is ahead.
 */
export type RowNote = Readonly<{ id: string; version: number }>;

/** `version`: the order's, as read by whoever wakes the run. */
export type WakeNote = Readonly<{ version: number }>;

/**
 * Any request of a shopper, merchant or person, as an update-with-start whose id is the
 * request's id. It is answered once decided; a pay also waits, at most 4 s, until its
 * attempt is no longer `opening`.
 */
export const requestUpdate = defineUpdate<RequestAnswer, [RowNote]>('request');

/** A verified callback from the inbox; signal-with-start. */
export const callbackSignal = defineSignal<[RowNote]>('callback');

/** An unverified callback named this payment number: at most it brings a poll forward. */
export const hintSignal = defineSignal<[Readonly<{ channelNumber: string }>]>('hint');

/** The watchdog found the order overdue: it is only a reason to start, or to look at the clock. */
export const wakeSignal = defineSignal<[WakeNote]>('wake');

/** The order's version that a run has read, and the digest of what it believes. */
export type RunStanding = Readonly<{ version: number; digest: string }>;

/**
 * Compared with the fold of the ledger, it tells whether a run believes anything else (one-truth).
 * A run that has ended answers it, too. Null: the run has not read the ledger yet, or the ledger
 * has no such order.
 */
export const standingQuery = defineQuery<RunStanding | null>('standing');

import type { UpdateDefinition } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RequestInput } from '../../domain/facts/input.ts';
import type { AttentionKind } from '../../domain/order/attention-kind.ts';
import type { OrderStatus, RequestAnswer } from '../../domain/order/order.ts';
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

export type RequestType = RequestInput['type'];

type RequestUpdate = UpdateDefinition<RequestAnswer, [RowNote]>;

/**
 * The update that makes each type of request: an update-with-start whose id is the request's id. It
 * is answered once decided; a pay also waits, at most 4 s, until its attempt is no longer `opening`.
 * The row that it names must hold a request of that type.
 */
export const requestUpdates: Readonly<Record<RequestType, RequestUpdate>> = {
  pay: defineUpdate('pay'),
  close: defineUpdate('close'),
  refund: defineUpdate('refund'),
  refund_decision: defineUpdate('decideRefund'),
  late_decision: defineUpdate('answerLatePayment'),
  attention_decision: defineUpdate('resolveAttention'),
};

/**
 * The same for a request of any type, as releases before the named updates send it. The release
 * after the first one with named updates may drop it.
 *
 * @see docs/upgrading.md#the-release-that-names-its-updates
 */
export const anyRequestUpdate = defineUpdate<RequestAnswer, [RowNote]>('request');

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

/**
 * How an order stands, for people who look at its run. Nothing in it is personal. `version`: the
 * number of the newest fact. Amounts in minor units.
 */
export type OrderStanding = Readonly<{
  order: string;
  status: OrderStatus;
  version: number;
  amount: Readonly<{ value: number; currency: string }>;
  winner: string | null;
  refunded: number;
  attempts: readonly Readonly<{ number: string; channel: string; status: string }>[];
  attention: readonly AttentionKind[];
  /** Names of what the ledger refuses. */
  held: readonly string[];
}>;

/** `loading`: the run has not read the ledger yet. `unknown`: the order is not its to work on. */
export type NoStanding = Readonly<{ status: 'loading' | 'unknown'; why: string }>;

/** How the order stands. A run that ends leaves the same as its result. */
export const orderQuery = defineQuery<OrderStanding | NoStanding>('order');

/** One thing that is due: `what` and `why` in words, `dueAt` in RFC 3339. */
export type DueItem = Readonly<{ what: string; why: string; dueAt: string }>;

/** What is due, the earliest first; empty while the run has not read the ledger. */
export const agendaQuery = defineQuery<readonly DueItem[]>('agenda');

import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CallbackInput, RequestInput } from '../domain/input.ts';
import type { RequestAnswer } from '../domain/order.ts';
import type { OrderKey } from '../domain/order-key.ts';

/** Type name of the order workflow. */
export const orderWorkflowType = 'order';

/** Arguments of the order workflow. `carried`: the queue a continued run hands on. */
export type OrderArguments = Readonly<{
  key: OrderKey;
  carried?: readonly (RequestInput | CallbackInput)[];
}>;

/**
 * Any request of a shopper, merchant or person. Update-with-start, its id the
 * input's id. Answered once decided; a pay also waits, at most 4 s, until its
 * attempt is no longer `opening`.
 */
export const requestUpdate = defineUpdate<RequestAnswer, [RequestInput]>('request');

/** A verified callback from the inbox; signal-with-start. */
export const callbackSignal = defineSignal<[CallbackInput]>('callback');

/** An unverified callback names this payment number: at most a poll comes earlier. */
export const hintSignal = defineSignal<[Readonly<{ channelNumber: string }>]>('hint');

/** The watchdog found the order overdue: nothing but a reason to start or look at the clock. */
export const wakeSignal = defineSignal('wake');

import type { SearchAttributePair } from '@temporalio/common';
import { calendarMs } from '../../domain/values/calendar.ts';
import { type OrderKey, orderReference } from '../../domain/values/order-key.ts';
import type { OrderArguments } from './messages.ts';
import {
  amountMinor,
  merchantId,
  needsAttention,
  payChannels,
  payDeadline,
  payStatus,
  type ShownAttributes,
} from './search-attributes.ts';
import { orderWorkflowId } from './workflow-id.ts';

/** The queue of order workflows and their ledger activities. */
export const orderTaskQueue = 'orders';

export type OrderStart = Readonly<{
  key: OrderKey;
  amountMinor: number;
  /** Until when it can be paid. */
  expiresAtMs: number;
  /** The channel of the click that starts it; absent where something else does. */
  channel?: string;
}>;

/** A run writes its attributes anew where they have changed; a click's channel rarely has. */
function attributesOf(order: OrderStart, shown: ShownAttributes): SearchAttributePair[] {
  const { channel, expiresAtMs } = order;
  const first: readonly SearchAttributePair[] = [
    { key: merchantId, value: order.key.merchant },
    { key: payStatus, value: 'open' },
    { key: amountMinor, value: order.amountMinor },
    { key: needsAttention, value: false },
  ];
  const later: readonly SearchAttributePair[] = [
    { key: payDeadline, value: new Date(calendarMs(expiresAtMs)) },
    ...(channel === undefined ? [] : [{ key: payChannels, value: [channel] }]),
  ];
  if (shown === 'none') return [];
  return shown === 'all' ? [...first, ...later] : [...first];
}

/**
 * Options of every call that may start an order's workflow: click, callback,
 * watchdog. A late click or late evidence follows the same path as the first:
 * a new run folds the ledger, and the ledger is the lasting uniqueness.
 *
 * @param shown the search attributes that are registered with the engine
 */
export function orderStart(order: OrderStart, shown: ShownAttributes) {
  const reference = orderReference(order.key);
  const args: [OrderArguments] = [{ key: order.key }];
  return {
    workflowId: orderWorkflowId(order.key),
    taskQueue: orderTaskQueue,
    args,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    workflowTaskTimeout: '5s' as const,
    staticSummary: reference,
    typedSearchAttributes: attributesOf(order, shown),
  };
}

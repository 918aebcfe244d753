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

/** Markdown that leads from an order's page in the engine to its whole story. */
function storyLink({ merchant, orderId }: OrderKey, publicUrl: string): string {
  const path = `/v1/orders/${encodeURIComponent(orderId)}/timeline`;
  const url = `${publicUrl}${path}?merchant=${encodeURIComponent(merchant)}`;
  return `The whole story of this order, for an ops key: [timeline](${url})`;
}

/**
 * Options of every call that may start an order's workflow: click, callback,
 * watchdog. A late click or late evidence follows the same path as the first:
 * a new run folds the ledger, and the ledger is the lasting uniqueness.
 *
 * @param shown the search attributes that are registered with the engine
 * @param publicUrl where the API is reached, without a slash at the end; without it no link is shown
 */
export function orderStart(order: OrderStart, shown: ShownAttributes, publicUrl?: string) {
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
    ...(publicUrl === undefined ? {} : { staticDetails: storyLink(order.key, publicUrl) }),
    typedSearchAttributes: attributesOf(order, shown),
  };
}

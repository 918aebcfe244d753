import { type OrderKey, orderReference } from '../../domain/values/order-key.ts';
import type { OrderArguments } from './messages.ts';
import { amountMinor, merchantId, needsAttention, payStatus } from './search-attributes.ts';
import { orderWorkflowId } from './workflow-id.ts';

/** The queue of order workflows and their ledger activities. */
export const orderTaskQueue = 'orders';

export type OrderStart = Readonly<{ key: OrderKey; amountMinor: number }>;

/**
 * Options of every call that may start an order's workflow: click, callback,
 * watchdog. A late click or late evidence follows the same path as the first:
 * a new run folds the ledger, and the ledger is the lasting uniqueness.
 *
 * @param searchAttributes false where they are not registered with the engine
 */
export function orderStart(order: OrderStart, searchAttributes: boolean) {
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
    ...(searchAttributes
      ? {
          typedSearchAttributes: [
            { key: merchantId, value: order.key.merchant },
            { key: payStatus, value: 'open' },
            { key: amountMinor, value: order.amountMinor },
            { key: needsAttention, value: false },
          ],
        }
      : {}),
  };
}

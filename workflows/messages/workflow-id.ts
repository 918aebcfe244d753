import { type OrderKey, orderReference } from '../../domain/values/order-key.ts';

/**
 * The engine's id of an order's workflow: at most one is ever active.
 * Order ids are 1–64 of `[A-Za-z0-9_.-]` and merchant ids are ours, so that
 * the reference never needs escaping and is far shorter than the engine's limit.
 */
export function orderWorkflowId(key: OrderKey): string {
  return `order/${orderReference(key)}`;
}

import type { OrderKey } from '../../domain/values/order-key.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import { orderView } from '../../ledger/views/order-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { AnswerForm } from '../http/answer.ts';
import { orderObject } from '../objects/order-object.ts';
import { orderNotFound } from './which-order.ts';

/** An order as it stands now. @throws ProblemError `order_not_found` */
export async function presentOrder(deps: ApiDeps, key: OrderKey): Promise<OrderView> {
  const view = await orderView(deps.database, key, deps);
  if (view === null) throw orderNotFound();
  return view;
}

/**
 * The ETag. It changes with the order's version, and when a hold, which is no fact, comes or goes.
 */
export function orderTag(order: OrderView): string {
  return order.attention.includes('held') ? `"${order.version}-held"` : `"${order.version}"`;
}

export const tagHeader = Object.freeze({
  etag: { description: 'Changes with the order: send it as If-None-Match.', example: '"4"' },
});

/** An answer that is an order. */
export function orderForm(description: string): AnswerForm<typeof orderObject> {
  return { description, body: orderObject };
}

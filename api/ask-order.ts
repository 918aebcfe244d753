import type { RequestInput } from '../domain/input.ts';
import type { RequestAnswer } from '../domain/order.ts';
import { findOrder } from '../ledger/orders.ts';
import type { OrderKey } from '../domain/order-key.ts';
import type { ApiDeps } from './api-deps.ts';
import { refusalProblem } from './refusal-problem.ts';
import { orderNotFound } from './which-order.ts';

/** What an order answers when it does not refuse. */
export type Granted = Exclude<RequestAnswer, { kind: 'refused' }>;

/**
 * Asks an order, through the engine.
 *
 * @throws ProblemError the order's refusal, `engine_unavailable`, `order_not_found`
 */
export async function askOrder(
  deps: ApiDeps,
  key: OrderKey,
  id: string,
  input: RequestInput,
): Promise<Granted> {
  const order = await findOrder(deps.database, key);
  if (order === null) throw orderNotFound();
  const answer = await deps.engine.request(order, id, input);
  if (answer.kind === 'refused') throw refusalProblem(answer.code);
  return answer;
}

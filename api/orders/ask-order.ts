import { requestId, type RequestInput } from '../../domain/facts/input.ts';
import type { RequestAnswer } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { forgetRequest, putRequest } from '../../ledger/answers/requests.ts';
import type { Asker } from '../../ledger/answers/requests.ts';
import type { ApiDeps } from '../api-deps.ts';
import { refusedProblem } from './refusal-problem.ts';
import { orderNotFound } from './which-order.ts';

/** An order's answer that is no refusal. */
export type Granted = Exclude<RequestAnswer, { kind: 'refused' }>;

/** What goes with a request, besides who makes it. */
type Besides = Readonly<{
  /** The merchant's, for a refund: free text, which must not pass through the engine. */
  reason?: string | null;
  /** Called once the order's run has taken the request. */
  onTaken?: () => void;
}>;

/**
 * Stores a request and who makes it, then tells the order's workflow only the request's id. A refused
 * request leaves no row.
 *
 * @throws ProblemError `engine_unavailable`
 */
export async function requestOf(
  deps: ApiDeps,
  order: StoredOrder,
  input: RequestInput,
  { keyId, role }: Asker,
  { reason = null, onTaken }: Besides = {},
): Promise<RequestAnswer> {
  await putRequest(deps.database, order.key, input, { keyId, role }, reason);
  const note = { id: requestId(input), version: order.version };
  const channel = input.type === 'pay' ? { channel: input.request.channel } : {};
  const answer = await deps.engine.request({ ...order, ...channel }, input.type, note, onTaken);
  if (answer.kind === 'refused') await forgetRequest(deps.database, order.key, note.id);
  return answer;
}

/**
 * Asks an order, through the engine.
 *
 * @throws ProblemError the order's refusal, `engine_unavailable`, `order_not_found`
 */
export async function askOrder(
  deps: ApiDeps,
  key: OrderKey,
  input: RequestInput,
  asker: Asker,
  besides: Besides = {},
): Promise<Granted> {
  const order = await findOrder(deps.database, key);
  if (order === null) throw orderNotFound();
  const answer = await requestOf(deps, order, input, asker, besides);
  if (answer.kind === 'refused') throw refusedProblem(answer);
  return answer;
}

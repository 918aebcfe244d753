import { orderAttempts } from '../../ledger/orders/attempts.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from './ask-order.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { emptyRequest, lateDecisionRequest } from './decision-requests.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { inputId } from '../idempotency/input-id.ts';
import { presentOrder } from './order-answer.ts';
import { parseBody } from '../http/parse-request.ts';
import { refusalProblem } from './refusal-problem.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { ownOrder } from './which-order.ts';

async function close(deps: ApiDeps, call: Call): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(emptyRequest, call.body);
  const order = await ownOrder(deps.database, call);
  const scope = idempotencyScope(call.access);
  const { orderId } = order.key;
  return idempotently(deps, {
    scope,
    key,
    hash: canonicalHash('close', orderId, body),
    drawn: inputId('close', { scope, subject: orderId, key, body }),
    act: async (id) => {
      if (order.status === 'paid') throw refusalProblem('order_already_paid');
      if (order.status !== 'closed') {
        await askOrder(deps, order.key, { type: 'close', id }, call.access);
      }
      return { kind: 'order', id: orderId };
    },
    tell: async () => {
      const view = await presentOrder(deps, order.key);
      if (view.status === 'paid') throw refusalProblem('order_already_paid');
      return { status: view.status === 'closed' ? 200 : 202, body: view };
    },
  });
}

async function decideLatePayment(deps: ApiDeps, call: Call): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(lateDecisionRequest, call.body);
  const order = await ownOrder(deps.database, call);
  const scope = idempotencyScope(call.access);
  const { orderId } = order.key;
  return idempotently(deps, {
    scope,
    key,
    hash: canonicalHash('late_payment', orderId, body),
    drawn: inputId('late_payment', { scope, subject: orderId, key, body }),
    act: async (id) => {
      const { attempt: number, decision } = body;
      const attempts = await orderAttempts(deps.database, order.key);
      if (!attempts.some((attempt) => attempt.number === number)) {
        throw refusalProblem('late_payment_not_asked');
      }
      const input = { type: 'late_decision', id, number, decision } as const;
      await askOrder(deps, order.key, input, call.access);
      return { kind: 'order', id: orderId };
    },
    tell: async () => ({ status: 200, body: await presentOrder(deps, order.key) }),
  });
}

/** `close` and `late_payment`: what a merchant asks of an order besides paying and refunding. */
export function orderRequestRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/v1/orders/:id/close',
      roles: ['merchant'],
      answer: (call) => close(deps, call),
    },
    {
      method: 'post',
      path: '/v1/orders/:id/late_payment',
      roles: ['merchant'],
      answer: (call) => decideLatePayment(deps, call),
    },
  ];
}

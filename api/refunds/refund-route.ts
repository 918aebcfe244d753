import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { RefundView } from '../../ledger/views/order-json.ts';
import { claimRefundId, releaseRefundId } from '../../ledger/orders/refund-ids.ts';
import type { Access } from '../auth/access.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { refundRequest } from '../orders/decision-requests.ts';
import { requiredIdempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { inputId } from '../idempotency/input-id.ts';
import { presentOrder } from '../orders/order-answer.ts';
import { parseBody } from '../http/parse-request.ts';
import { refusalProblem } from '../orders/refusal-problem.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { toProblem } from '../http/to-problem.ts';
import { ownOrder } from '../orders/which-order.ts';

/** A refund of an order as it stands now. */
export async function presentRefund(
  deps: ApiDeps,
  key: OrderKey,
  number: string,
): Promise<RefundView> {
  const order = await presentOrder(deps, key);
  const refund = order.refunds.find((one) => one.number === number);
  if (refund === undefined) {
    throw new Error(`Refund ${number} was answered and is not in the ledger.`);
  }
  return refund;
}

/**
 * Claims the refund id first: it is unique among all orders of a merchant, and a run sees only one.
 */
async function ask(
  deps: ApiDeps,
  key: OrderKey,
  id: string,
  { id: refundId, amount: amountMinor, reason = '' }: z.output<typeof refundRequest>,
  access: Access,
): Promise<string> {
  const claim = { key, refundId, amountMinor };
  if ((await claimRefundId(deps.database, claim)) === 'taken') {
    throw refusalProblem('refund_conflict');
  }
  try {
    const reasonMark = deps.keyedHash('refund_reason', key.merchant, refundId, reason);
    const input = { type: 'refund', id, refundId, amountMinor, reasonMark } as const;
    const answer = await askOrder(deps, key, input, access, reason);
    if (answer.kind !== 'refund') throw new Error(`A refund was answered with ${answer.kind}.`);
    return answer.number;
  } catch (error) {
    // After an unknown outcome the refund may stand; only a refusal frees its id.
    if (toProblem(error).status < 500) await releaseRefundId(deps.database, claim);
    throw error;
  }
}

async function refund(deps: ApiDeps, call: Call): Promise<Answer> {
  const key = requiredIdempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(refundRequest, call.body);
  const order = await ownOrder(deps.database, call);
  const scope = idempotencyScope(call.access);
  const { orderId } = order.key;
  return idempotently(deps, {
    scope,
    key,
    hash: deps.keyedHash('refunds', orderId, body),
    formerHash: canonicalHash('refunds', orderId, body),
    drawn: inputId('refunds', { scope, subject: orderId, key, body }, deps.keyedHash),
    act: async (id) => {
      if (order.status !== 'paid') throw refusalProblem('order_not_paid');
      return { kind: 'refund', id: await ask(deps, order.key, id, body, call.access) };
    },
    tell: async ({ id: number }) => ({
      status: 201,
      body: await presentRefund(deps, order.key, number),
    }),
  });
}

/**
 * `POST /v1/orders/{id}/refunds`: refunds the winner, in full or in part. @see docs/rules.md rule
 * 13
 */
export function refundRoute(deps: ApiDeps): Route {
  return {
    method: 'post',
    path: '/v1/orders/:id/refunds',
    roles: ['merchant'],
    answer: (call) => refund(deps, call),
  };
}

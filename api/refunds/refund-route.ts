import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { RefundView } from '../../ledger/views/order-json.ts';
import { claimRefundId, releaseRefundId } from '../../ledger/orders/refund-ids.ts';
import type { Seat } from '../admission/admission.ts';
import { withSeat } from '../admission/with-seat.ts';
import type { Asker } from '../auth/asker.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { refundRequest } from '../orders/decision-requests.ts';
import { presentOrder } from '../orders/order-answer.ts';
import { refusalProblem } from '../orders/refusal-problem.ts';
import { orderPart, ownOrder } from '../orders/which-order.ts';
import { refundObject } from '../objects/refund-object.ts';
import { isKnownKey } from '../idempotency/is-known-key.ts';
import { once } from '../idempotency/once.ts';
import { keyedRoute } from '../http/route.ts';
import { toProblem } from '../http/to-problem.ts';

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
  { asker, seat }: Readonly<{ asker: Asker; seat: Seat }>,
): Promise<string> {
  const claim = { key, refundId, amountMinor };
  if ((await claimRefundId(deps.database, claim)) === 'taken') {
    throw refusalProblem('refund_conflict');
  }
  try {
    const reasonMark = deps.keyedHash('refund_reason', key.merchant, refundId, reason);
    const input = { type: 'refund', id, refundId, amountMinor, reasonMark } as const;
    const answer = await seat.asks((onTaken) =>
      askOrder(deps, key, input, asker, { reason, onTaken }),
    );
    if (answer.kind !== 'refund') throw new Error(`A refund was answered with ${answer.kind}.`);
    return answer.number;
  } catch (error) {
    // After an unknown outcome the refund may stand; only a refusal frees its id.
    if (toProblem(error).status < 500) await releaseRefundId(deps.database, claim);
    throw error;
  }
}

/**
 * `POST /v1/orders/{id}/refunds`: refunds the winner, in full or in part. @see docs/rules.md rule
 * 13
 */
export const refundOrder = keyedRoute(
  {
    name: 'refundOrder',
    method: 'post',
    path: '/v1/orders/{id}/refunds',
    tag: 'refunds',
    summary: 'Refund an order',
    description:
      'Gives back the payment that won the order, in full or in part. Money that was never the order’s is refunded by PaidOnce itself.',
    roles: ['merchant'],
    namesMerchant: 'header',
    parts: { id: orderPart },
    key: 'required',
    body: refundRequest,
    example: { id: 'R-1001', amount: 999, reason: 'One ticket returned' },
    answers: {
      201: {
        description: 'The refund is recorded; it has succeeded only when its status says so.',
        body: refundObject,
      },
    },
    problems: [
      'order_not_found',
      'order_not_paid',
      'order_held',
      'refund_exceeds_paid',
      'refund_conflict',
      'refund_not_supported',
      'payment_disputed',
      'engine_unavailable',
    ],
  },
  async (deps, call) => {
    const { asker, body } = call;
    const { key, status } = await ownOrder(deps.database, call);
    const needsNone = async () => status !== 'paid' || (await isKnownKey(deps.database, call));
    return withSeat(deps.admission, key, needsNone, (seat) =>
      once(deps, call, {
        action: 'refunds',
        subject: key.orderId,
        isPrivate: true,
        act: async (id) => {
          if (status !== 'paid') throw refusalProblem('order_not_paid');
          return { kind: 'refund', id: await ask(deps, key, id, body, { asker, seat }) };
        },
        tell: async ({ id: number }) => ({
          status: 201,
          body: await presentRefund(deps, key, number),
        }),
      }),
    );
  },
);

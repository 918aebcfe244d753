import {
  type RefundDecision,
  refundDecisions,
  type RefundOutcome,
} from '../../domain/order/refund.ts';
import { findRefund } from '../../ledger/orders/refunds.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { reasonedRequest, resolveRefundRequest } from '../orders/decision-requests.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { inputId } from '../idempotency/input-id.ts';
import { parseBody } from '../http/parse-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { presentRefund } from './refund-route.ts';
import type { Answer, Call, Route } from '../http/route.ts';

type Said = Readonly<{ reason: string; outcome: RefundOutcome | null }>;

const refundNumber = /^[0-9A-Za-z_-]{1,64}$/;

function readDecision(decision: RefundDecision, body: unknown): Said {
  if (decision === 'resolve') return parseBody(resolveRefundRequest, body);
  return { ...parseBody(reasonedRequest, body), outcome: null };
}

async function decide(deps: ApiDeps, call: Call, decision: RefundDecision): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const said = readDecision(decision, call.body);
  const number = call.part('number');
  const found = refundNumber.test(number) ? await findRefund(deps.database, number) : null;
  if (found === null) {
    throw new ProblemError('refund_not_found', 'There is no refund of that number.');
  }
  const scope = idempotencyScope(call.access);
  const route = `refund_${decision}`;
  return idempotently(deps, {
    scope,
    key,
    hash: canonicalHash(route, number, said),
    drawn: inputId(route, { scope, subject: number, key, body: said }),
    act: async (id) => {
      const { reason, outcome } = said;
      const by = { name: call.access.name, reason };
      const of = { type: 'refund_decision', id, refundNumber: number } as const;
      await askOrder(deps, found.key, { ...of, decision, outcome, by }, call.access);
      return { kind: 'refund', id: number };
    },
    tell: async () => ({ status: 200, body: await presentRefund(deps, found.key, number) }),
  });
}

/**
 * A person decides a refund that waits, or records how a manual one ended.
 *
 * @see docs/rules.md rule 10
 */
export function refundDecisionRoutes(deps: ApiDeps): readonly Route[] {
  return refundDecisions.map((decision) => ({
    method: 'post',
    path: `/v1/refunds/:number/${decision}`,
    roles: ['ops'],
    answer: (call) => decide(deps, call, decision),
  }));
}

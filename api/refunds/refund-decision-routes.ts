import type { RefundDecision, RefundOutcome } from '../../domain/order/refund.ts';
import { findRefund } from '../../ledger/orders/refunds.ts';
import type { RefundView } from '../../ledger/views/order-json.ts';
import type { Access } from '../auth/access.ts';
import type { Asker } from '../auth/asker.ts';
import type { RouteDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { reasonedRequest, resolveRefundRequest } from '../orders/decision-requests.ts';
import { once } from '../idempotency/once.ts';
import { refundObject } from '../objects/refund-object.ts';
import { keyedRoute } from '../http/route.ts';
import { refundNotFound, refundPart } from './refund-part.ts';
import { presentRefund } from './refund-route.ts';

/** A person's word on a refund. */
export type RefundWord = Readonly<{
  number: string;
  decision: RefundDecision;
  reason: string;
  outcome: RefundOutcome | null;
}>;

/** Whose word it is, under an Idempotency-Key if one was sent. */
export type Speaker = Readonly<{
  access: Access;
  asker: Asker;
  key: string | null;
  /** Whose refunds are meant; null: all merchants’. */
  merchant: string | null;
}>;

/**
 * Takes a person's word on a refund to its order.
 *
 * @throws ProblemError `refund_not_found`, the order's refusal, `engine_unavailable`
 * @see docs/rules.md rule 10
 */
export async function decideRefund(
  deps: RouteDeps,
  { access, asker, key, merchant }: Speaker,
  { number, decision, reason, outcome }: RefundWord,
): Promise<Readonly<{ status: 200; body: RefundView }>> {
  const found = await findRefund(deps.database, number);
  const isMeant = merchant === null || merchant === found?.key.merchant;
  if (found === null || !isMeant) throw refundNotFound();
  return once(
    deps,
    { asker, key, body: { reason, outcome } },
    {
      action: `refund_${decision}`,
      subject: number,
      act: async (id) => {
        const by = { name: access.name, reason };
        const of = { type: 'refund_decision', id, refundNumber: number } as const;
        await askOrder(deps, found.key, { ...of, decision, outcome, by }, asker);
        return { kind: 'refund', id: number };
      },
      tell: async () => ({ status: 200, body: await presentRefund(deps, found.key, number) }),
    },
  );
}

const ofOneRefund = {
  tag: 'refunds',
  method: 'post',
  roles: ['ops'],
  namesMerchant: 'header',
  isLimited: false,
  parts: { number: refundPart },
  key: 'accepted',
  answers: { 200: { description: 'The refund after the decision.', body: refundObject } },
  problems: ['refund_not_found', 'refund_not_waiting', 'order_held', 'engine_unavailable'],
} as const;

/** `POST /v1/refunds/{number}/approve`. */
export const approveRefund = keyedRoute(
  {
    ...ofOneRefund,
    name: 'approveRefund',
    path: '/v1/refunds/{number}/approve',
    summary: 'Approve a refund that waits',
    description: 'Lets a refund go out that the controls, or a doubt, have held back (rule 10).',
    body: reasonedRequest,
    example: { reason: 'Checked with the channel; ticket 4711.' },
  },
  (deps, call) =>
    decideRefund(deps, call, { ...call.parts, ...call.body, decision: 'approve', outcome: null }),
);

/** `POST /v1/refunds/{number}/reject`. */
export const rejectRefund = keyedRoute(
  {
    ...ofOneRefund,
    name: 'rejectRefund',
    path: '/v1/refunds/{number}/reject',
    summary: 'Reject a refund that waits',
    description: 'The money stays here, and a person answers for it (rule 10).',
    body: reasonedRequest,
    example: { reason: 'Paid back in cash; receipt 12.' },
  },
  (deps, call) =>
    decideRefund(deps, call, { ...call.parts, ...call.body, decision: 'reject', outcome: null }),
);

/** `POST /v1/refunds/{number}/resolve`. */
export const resolveRefund = keyedRoute(
  {
    ...ofOneRefund,
    name: 'resolveRefund',
    path: '/v1/refunds/{number}/resolve',
    summary: 'Record how a manual refund ended',
    description:
      'For a refund that PaidOnce could not end: records whether its money went back, as a person found out (rule 10).',
    body: resolveRefundRequest,
    example: { reason: 'Seen in the channel’s console.', outcome: 'succeeded' },
  },
  (deps, call) => decideRefund(deps, call, { ...call.parts, ...call.body, decision: 'resolve' }),
);

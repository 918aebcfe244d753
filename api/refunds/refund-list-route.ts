import { z } from 'zod';
import { refundKinds, refundStatuses } from '../../domain/order/refund.ts';
import { isRefundCursor } from '../../ledger/orders/refund-list.ts';
import { refundViewOf, refundViews } from '../../ledger/views/refund-list.ts';
import { pageForm } from '../http/list-form.ts';
import { cursorOf, limitUpTo } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { askedMoment, merchantsOwnId } from '../http/text-forms.ts';
import { listedRefundObject } from '../objects/refund-object.ts';
import { refundNotFound, refundPart } from './refund-part.ts';

const listQuery = z.strictObject({
  status: z
    .enum(refundStatuses)
    .optional()
    .meta({ description: 'Refunds that stand so.', example: 'awaiting_approval' }),
  kind: z
    .enum(refundKinds)
    .optional()
    .meta({ description: 'Asked by the shop, or made by the rules.', example: 'merchant' }),
  order: merchantsOwnId.optional().meta({ description: 'Refunds of this order.' }),
  created_after: askedMoment.optional().meta({ description: 'Refunds asked after this moment.' }),
  limit: limitUpTo(100, 20),
  cursor: cursorOf(isRefundCursor),
});

/** `GET /v1/refunds`. An ops key that names no merchant sees the refunds of all. */
export const listRefunds = keyedRoute(
  {
    name: 'listRefunds',
    method: 'get',
    path: '/v1/refunds',
    tag: 'refunds',
    summary: 'Refunds of all orders, newest first',
    description:
      'One page of a merchant’s refunds, each with its order. An ops key that names no merchant sees the refunds of all.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    query: listQuery,
    answers: {
      200: pageForm(listedRefundObject, {
        id: 'RefundList',
        page: 'A page of refunds',
        sorted: 'Newest first.',
      }),
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const { status, kind, order, created_after: createdAfter, limit, cursor } = query;
    const page = await refundViews(deps.database, {
      merchant,
      limit,
      status,
      kind,
      orderId: order,
      cursor,
      createdAfterMs: createdAfter === undefined ? undefined : Date.parse(createdAfter),
    });
    return { status: 200, body: { data: page.items, next_cursor: page.nextCursor } };
  },
);

/** `GET /v1/refunds/{number}`. */
export const readRefund = keyedRoute(
  {
    name: 'getRefund',
    method: 'get',
    path: '/v1/refunds/{number}',
    tag: 'refunds',
    summary: 'One refund by its number',
    description: 'As the list of refunds tells it. Another merchant’s is not there.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    parts: { number: refundPart },
    answers: { 200: { description: 'The refund.', body: listedRefundObject } },
    problems: ['refund_not_found'],
  },
  async (deps, { merchant, parts }) => {
    const body = await refundViewOf(deps.database, parts.number, merchant);
    if (body === null) throw refundNotFound();
    return { status: 200, body };
  },
);

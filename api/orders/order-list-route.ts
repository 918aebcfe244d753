import { z } from 'zod';
import { attentionKinds } from '../../domain/order/attention-kind.ts';
import { isOrderCursor, listOrders } from '../../ledger/orders/order-list.ts';
import { orderViews } from '../../ledger/views/order-view.ts';
import { pageForm } from '../http/list-form.ts';
import { cursorOf, limitUpTo } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { askedMoment } from '../http/text-forms.ts';
import { listedOrderObject, orderStatus } from '../objects/order-object.ts';

const listQuery = z.strictObject({
  status: orderStatus.optional().meta({ description: 'Orders of this status.', example: 'open' }),
  attention: z
    .enum(['any', ...attentionKinds])
    .optional()
    .meta({
      description: 'Orders that a person should look at, for this reason or for any.',
      example: 'any',
    }),
  created_after: askedMoment.optional().meta({ description: 'Orders made after this moment.' }),
  limit: limitUpTo(100, 20),
  cursor: cursorOf(isOrderCursor),
});

/**
 * `GET /v1/orders`: newest first, one page at a time; an ops key that names no merchant sees all.
 */
export const listOrdersRoute = keyedRoute(
  {
    name: 'listOrders',
    method: 'get',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'Orders, newest first',
    description:
      'One page of a merchant’s orders. An ops key that names no merchant sees the orders of all, each with its merchant.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    query: listQuery,
    answers: {
      200: pageForm(listedOrderObject, {
        id: 'OrderList',
        page: 'A page of orders',
        sorted: 'Newest first.',
      }),
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const { status, attention, cursor, limit, created_after: createdAfter } = query;
    const page = await listOrders(deps.database, {
      merchant,
      limit,
      status,
      attention,
      cursor,
      createdAfterMs: createdAfter === undefined ? undefined : Date.parse(createdAfter),
    });
    const keys = page.items.map((order) => order.key);
    const views = await orderViews(deps.database, keys, deps);
    const data = views.map(({ key, view }) =>
      merchant === null ? { ...view, merchant: key.merchant } : view,
    );
    return { status: 200, body: { data, next_cursor: page.nextCursor } };
  },
);

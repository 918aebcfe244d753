import { listOrders, type OrderFilter } from '../../ledger/orders/order-list.ts';
import { orderViews } from '../../ledger/views/order-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import { parseQuery } from '../http/parse-request.ts';
import { orderListQuery } from '../http/query-forms.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { merchantOf } from './which-order.ts';

const usualLimit = 20;

async function list(deps: ApiDeps, call: Call): Promise<Answer> {
  const query = parseQuery(orderListQuery, call.query);
  const merchant = merchantOf(call, query.merchant);
  const filter: OrderFilter = {
    merchant,
    limit: query.limit ?? usualLimit,
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(query.attention === undefined ? {} : { attention: query.attention }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(query.created_after === undefined
      ? {}
      : { createdAfterMs: Date.parse(query.created_after) }),
  };
  const page = await listOrders(deps.database, filter);
  const keys = page.items.map((order) => order.key);
  const views = await orderViews(deps.database, keys, deps);
  // Each merchant chooses its own order ids, so in a list over all merchants each order is named
  // with its merchant.
  const data = views.map(({ key, view }) =>
    merchant === null ? { ...view, merchant: key.merchant } : view,
  );
  return { status: 200, body: { data, next_cursor: page.nextCursor } };
}

/**
 * `GET /v1/orders`: newest first, one page at a time; an ops key that names no merchant sees all.
 */
export function orderListRoute(deps: ApiDeps): Route {
  return {
    method: 'get',
    path: '/v1/orders',
    roles: ['merchant', 'read', 'ops'],
    answer: (call) => list(deps, call),
  };
}

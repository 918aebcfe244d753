import { loadFacts } from '../../ledger/orders/facts.ts';
import { orderTexts } from '../../ledger/views/order-texts.ts';
import type { ApiDeps } from '../api-deps.ts';
import { parseQuery } from '../http/parse-request.ts';
import { merchantQuery } from '../http/query-forms.ts';
import type { Route } from '../http/route.ts';
import { presentFact } from './present-fact.ts';
import { orderKeyOf, orderNotFound } from './which-order.ts';

/** `GET /v1/orders/{id}/timeline`: every fact of an order, as it happened. */
export function timelineRoute(deps: ApiDeps): Route {
  return {
    method: 'get',
    path: '/v1/orders/:id/timeline',
    roles: ['ops'],
    answer: async (call) => {
      const { merchant } = parseQuery(merchantQuery, call.query);
      const key = await orderKeyOf(deps.database, call, merchant);
      const { facts, seq } = await loadFacts(deps.database, key);
      if (seq === 0) throw orderNotFound();
      const texts = await orderTexts(deps.database, [key]);
      const data = facts.map((fact, index) => presentFact(fact, index + 1, texts));
      return { status: 200, body: { merchant: key.merchant, order: key.orderId, data } };
    },
  };
}

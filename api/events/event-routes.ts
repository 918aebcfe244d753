import {
  type EventView,
  listEvents,
  orderEvents,
  type StoredEvent,
} from '../../ledger/events/events.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import type { ApiDeps } from '../api-deps.ts';
import { lookUntil } from '../waiting/long-poll.ts';
import { parseQuery } from '../http/parse-request.ts';
import { eventsQuery, orderEventsQuery } from '../http/query-forms.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { namedMerchantOf, orderKeyOf, orderNotFound } from '../orders/which-order.ts';

const usualLimit = 100;

function told(event: StoredEvent): EventView {
  const { id, order_id, sequence, type, created_at, data } = event;
  return { id, order_id, sequence, type, created_at, data };
}

/**
 * Events of one merchant. The cursor, at which the next call goes on, is given even without news.
 */
async function ofMerchant(deps: ApiDeps, call: Call): Promise<Answer> {
  const query = parseQuery(eventsQuery, call.query);
  const merchant = namedMerchantOf(call, query.merchant);
  const { publicUrl, changes } = deps;
  const after = query.after ?? 0;
  const page = await lookUntil(
    () =>
      listEvents(deps.database, { merchant, after, limit: query.limit ?? usualLimit, publicUrl }),
    (seen) => seen.events.length > 0,
    {
      changes,
      about: (change) => change.kind === 'order' && change.key.merchant === merchant,
      forMs: (query.wait ?? 0) * 1_000,
      signal: call.signal,
    },
  );
  const data = page.events.map(told);
  return { status: 200, body: { data, next_cursor: String(page.lastNumber) } };
}

async function ofOrder(deps: ApiDeps, call: Call): Promise<Answer> {
  const query = parseQuery(orderEventsQuery, call.query);
  const key = await orderKeyOf(deps.database, call, query.merchant);
  if ((await findOrder(deps.database, key)) === null) throw orderNotFound();
  const limit = query.limit ?? usualLimit;
  const { publicUrl } = deps;
  const after = query.after ?? 0;
  const { events } = await orderEvents(deps.database, key, { after, limit: limit + 1, publicUrl });
  const data = events.slice(0, limit).map(told);
  const next = events.length > limit ? String(data.at(-1)?.sequence ?? after) : null;
  return { status: 200, body: { data, next_cursor: next } };
}

/** What merchants were told: of one order, or of all orders in the sequence of their commits. */
export function eventRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/v1/events',
      roles: ['merchant', 'read', 'ops'],
      answer: (call) => ofMerchant(deps, call),
    },
    {
      method: 'get',
      path: '/v1/orders/:id/events',
      roles: ['merchant', 'read', 'ops'],
      answer: (call) => ofOrder(deps, call),
    },
  ];
}

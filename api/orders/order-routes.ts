import type { OrderKey } from '../../domain/values/order-key.ts';
import type { ApiDeps } from '../api-deps.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { isAboutOrder } from '../waiting/committed-changes.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { lookUntil } from '../waiting/long-poll.ts';
import { makeOrder } from './make-order.ts';
import { orderTag, presentOrder } from './order-answer.ts';
import { orderRequest } from './order-request.ts';
import { parseBody, parseQuery } from '../http/parse-request.ts';
import { orderQuery } from '../http/query-forms.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { orderKeyOf } from './which-order.ts';

async function answerWith(deps: ApiDeps, key: OrderKey, status: 200 | 201): Promise<Answer> {
  const order = await presentOrder(deps, key);
  return { status, body: order, headers: { etag: orderTag(order) } };
}

async function create(deps: ApiDeps, call: Call, merchant: string): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const request = parseBody(orderRequest, call.body);
  const orderKey = { merchant, orderId: request.id };
  let status: 200 | 201 = 200;
  return idempotently(deps, {
    scope: idempotencyScope(call.access),
    key,
    hash: canonicalHash('orders', request),
    drawn: request.id,
    act: async () => {
      const made = await makeOrder(deps, merchant, request);
      status = made.kind === 'created' ? 201 : 200;
      return { kind: 'order', id: request.id };
    },
    tell: () => answerWith(deps, orderKey, status),
  });
}

async function read(deps: ApiDeps, call: Call): Promise<Answer> {
  const query = parseQuery(orderQuery, call.query);
  const key = await orderKeyOf(deps.database, call, query.merchant);
  const waitMs = (query.wait ?? 0) * 1_000;
  const newerThan = query.version ?? (waitMs === 0 ? 0 : (await presentOrder(deps, key)).version);
  const order = await lookUntil(
    () => presentOrder(deps, key),
    (seen) => seen.version > newerThan,
    { changes: deps.changes, about: isAboutOrder(key), forMs: waitMs, signal: call.signal },
  );
  const etag = orderTag(order);
  const known = call
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim());
  if (known?.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag) === true) {
    return { status: 304, headers: { etag } };
  }
  return { status: 200, body: order, headers: { etag } };
}

/** Making an order and looking at one. */
export function orderRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/v1/orders',
      roles: ['merchant'],
      answer: async (call) => {
        if (call.access.merchant === null) throw new Error('Only a merchant’s key makes orders.');
        return create(deps, call, call.access.merchant);
      },
    },
    {
      method: 'get',
      path: '/v1/orders/:id',
      roles: ['merchant', 'read', 'ops'],
      answer: (call) => read(deps, call),
    },
  ];
}

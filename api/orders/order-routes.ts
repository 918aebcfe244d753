import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import type { RouteDeps } from '../api-deps.ts';
import type { Access } from '../auth/access.ts';
import { keyedRoute } from '../http/route.ts';
import { waitSeconds, wholeNumber } from '../http/query-forms.ts';
import { once } from '../idempotency/once.ts';
import { isAboutOrder } from '../waiting/committed-changes.ts';
import { lookUntil } from '../waiting/long-poll.ts';
import { makeOrder } from './make-order.ts';
import { orderForm, orderTag, presentOrder, tagHeader } from './order-answer.ts';
import { orderRequest } from './order-request.ts';
import { orderKeyOf, orderPart } from './which-order.ts';

/** `POST /v1/orders`. Needs the ledger alone. */
export const createOrder = keyedRoute(
  {
    name: 'createOrder',
    method: 'post',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'Make an order',
    description:
      'Makes the order, and asks no channel. The same request again answers with the same order, with or without an Idempotency-Key: orders never change.',
    roles: ['merchant'],
    namesMerchant: 'header',
    key: 'accepted',
    body: orderRequest,
    example: {
      id: 'A-1001',
      amount: { currency: 'CNY', value: 1999 },
      description: 'Two tickets',
      expires_in: 900,
      return_url: 'https://shop.example/orders/A-1001',
      notify_url: 'https://shop.example/hooks',
      late_payment: 'refund',
      metadata: { cart: '77' },
    },
    answers: {
      201: { ...orderForm('The order was made.'), headers: tagHeader },
      200: { ...orderForm('The order was there, with the same content.'), headers: tagHeader },
    },
    problems: ['order_conflict'],
  },
  async (deps, call) => {
    const { access, body } = call;
    if (access.merchant === null) throw new Error('Only a merchant’s key makes orders.');
    const key = { merchant: access.merchant, orderId: body.id };
    deps.admission.checkOrder(key.merchant);
    let status: 200 | 201 = 200;
    return once(deps, call, {
      action: 'orders',
      subject: null,
      drawn: body.id,
      act: async () => {
        const made = await makeOrder(deps, key.merchant, body);
        status = made.kind === 'created' ? 201 : 200;
        return { kind: 'order', id: body.id };
      },
      tell: async () => {
        const order = await presentOrder(deps, key);
        return { status, body: order, headers: { etag: orderTag(order) } };
      },
    });
  },
);

const readQuery = z.strictObject({
  wait: waitSeconds,
  version: wholeNumber.meta({
    description: 'Answer at once if the order is newer than this version; else `wait`.',
    example: 4,
  }),
});

type Waiting = Readonly<{
  query: z.output<typeof readQuery>;
  signal: AbortSignal;
  access: Access;
  checkKey: () => Promise<void>;
}>;

async function lookAt(
  deps: RouteDeps,
  key: OrderKey,
  { query, signal, access, checkKey }: Waiting,
): Promise<OrderView> {
  const waitMs = (query.wait ?? 0) * 1_000;
  const newerThan = query.version ?? (waitMs === 0 ? 0 : (await presentOrder(deps, key)).version);
  return lookUntil(
    () => presentOrder(deps, key),
    (seen) => seen.version > newerThan,
    {
      changes: deps.changes,
      about: isAboutOrder(key),
      forMs: waitMs,
      share: (look) => deps.heldLooks.orders(access, JSON.stringify(key), look),
      hold: (untilMs) => deps.heldAnswers.hold(access.keyId, untilMs),
      checkKey: () => deps.heldLooks.keys(access, access.keyId, checkKey),
      signal,
    },
  );
}

function isKnown(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.some((tag) => tag === '*' || tag === etag);
}

/** `GET /v1/orders/{id}`. */
export const readOrder = keyedRoute(
  {
    name: 'getOrder',
    method: 'get',
    path: '/v1/orders/{id}',
    tag: 'orders',
    summary: 'One order',
    description:
      'The order with its attempts and refunds. With `wait` the answer is held until the order is newer than `version`.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    parts: { id: orderPart },
    query: readQuery,
    headers: z.object({
      'if-none-match': z.string().optional().meta({
        description: 'An ETag: 304 if the order has not changed since.',
        example: '"4"',
      }),
    }),
    answers: {
      200: { ...orderForm('The order as it stands now.'), headers: tagHeader },
      304: { description: 'The order has not changed.', body: null, headers: tagHeader },
    },
    problems: ['order_not_found', 'merchant_required'],
  },
  async (deps, call) => {
    const key = await orderKeyOf(deps.database, call);
    const order = await lookAt(deps, key, call);
    const etag = orderTag(order);
    if (isKnown(call.headers['if-none-match'], etag)) return { status: 304, headers: { etag } };
    return { status: 200, body: order, headers: { etag } };
  },
);

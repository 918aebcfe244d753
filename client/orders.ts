import type { Ask } from './ask.ts';
import type {
  Attempt,
  AttemptRequest,
  Event,
  LatePaymentDecision,
  ListedOrder,
  Order,
  OrderRequest,
  Refund,
  RefundRequest,
  Timeline,
} from './contract.ts';
import { type FollowSettings, watchOrder } from './following.ts';
import { type Listing, listing } from './listing.ts';
import type { QueryOf } from './operations.ts';
import type { CallSettings, PostSettings } from './settings.ts';

/** Orders: made, paid, watched, closed, refunded. Errors as `Ask` says. */
export type Orders = Readonly<{
  /** The same order again is the same order. */
  create: (request: OrderRequest, settings?: PostSettings) => Promise<Order>;
  get: (id: string, settings?: CallSettings) => Promise<Order>;
  /** Newest first. */
  list: (query?: QueryOf<'listOrders'>, settings?: CallSettings) => Listing<ListedOrder>;
  /** Opens a payment; a live one for the same payer is handed out again. */
  pay: (id: string, request: AttemptRequest, settings?: PostSettings) => Promise<Attempt>;
  /** `closed`, or `closing` while a channel is still asked. */
  close: (id: string, settings?: PostSettings) => Promise<Order>;
  /** Refunds the winner, in part or whole. */
  refund: (id: string, request: RefundRequest, settings?: PostSettings) => Promise<Refund>;
  decideLatePayment: (
    id: string,
    decision: LatePaymentDecision,
    settings?: PostSettings,
  ) => Promise<Order>;
  /** As it stands, and again each time it changes; without an end. */
  watch: (
    id: string,
    settings?: FollowSettings & Readonly<{ version?: number | undefined }>,
  ) => AsyncGenerator<Order, void, undefined>;
  /** Waits until it stands as wanted. Bound it by a signal. */
  until: (
    id: string,
    holds: (order: Order) => boolean,
    settings?: FollowSettings,
  ) => Promise<Order>;
  /** What was told of it, oldest first. */
  events: (id: string, settings?: CallSettings) => Listing<Event>;
  /** Its whole story; role `ops`. */
  timeline: (id: string, settings?: CallSettings) => Promise<Timeline>;
}>;

async function untilIt(
  ask: Ask,
  id: string,
  holds: (order: Order) => boolean,
  settings: FollowSettings,
): Promise<Order> {
  for await (const order of watchOrder(ask, id, 0, settings)) if (holds(order)) return order;
  throw new TypeError('watching an order has no end');
}

export function ordersOver(ask: Ask): Orders {
  return Object.freeze<Orders>({
    create: (body, settings) => ask('createOrder', { body }, settings),
    get: (id, settings) => ask('getOrder', { parts: { id } }, settings),
    list: (query = {}, settings = {}) =>
      listing((cursor) => {
        const from = cursor === undefined ? query : { ...query, cursor };
        return ask('listOrders', { query: from }, settings);
      }),
    pay: (id, body, settings) => ask('payOrder', { parts: { id }, body }, settings),
    close: (id, settings) => ask('closeOrder', { parts: { id } }, settings),
    refund: (id, body, settings) => ask('refundOrder', { parts: { id }, body }, settings),
    decideLatePayment: (id, body, settings) =>
      ask('decideLatePayment', { parts: { id }, body }, settings),
    watch: (id, { version = 0, ...settings } = {}) => watchOrder(ask, id, version, settings),
    until: (id, holds, settings = {}) => untilIt(ask, id, holds, settings),
    events: (id, settings) =>
      listing((cursor) => {
        const query = cursor === undefined ? {} : { after: Number(cursor) };
        return ask('listOrderEvents', { parts: { id }, query }, settings);
      }),
    timeline: (id, settings) => ask('getOrderTimeline', { parts: { id } }, settings),
  });
}

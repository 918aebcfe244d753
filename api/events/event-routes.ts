import { z } from 'zod';
import { listEvents, orderEvents, toldEvent } from '../../ledger/events/events.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { isAboutEvents } from '../waiting/committed-changes.ts';
import { lookUntil } from '../waiting/long-poll.ts';
import { requiredMerchant } from '../http/named-merchant.ts';
import { limitUpTo, waitSeconds, wholeNumber } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { eventObject } from '../objects/event-object.ts';
import { orderKeyOf, orderNotFound, orderPart } from '../orders/which-order.ts';

const after = wholeNumber.meta({
  description: 'The `next_cursor` of the page before; without it, from the first event on.',
  example: 0,
});
const limit = limitUpTo(100, 100);
const data = z.array(eventObject).meta({ description: 'Oldest first.' });

/**
 * `GET /v1/events`: events of one merchant, in the sequence of their commits. The cursor, at which
 * the next call goes on, is given even without news.
 */
export const readEvents = keyedRoute(
  {
    name: 'listEvents',
    method: 'get',
    path: '/v1/events',
    tag: 'events',
    summary: 'What a merchant was told, in order',
    description:
      'Events of all of a merchant’s orders. No event is ever inserted before one that was read, so reading on from `next_cursor` misses none. With `wait` the answer is held until there is one.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    query: z.strictObject({ after, wait: waitSeconds, limit }),
    answers: {
      200: {
        description: 'A page of events.',
        body: z
          .object({
            data,
            next_cursor: z.string().meta({
              description: 'Give it as `after` to read on; also without news.',
              example: '17',
            }),
          })
          .meta({ id: 'EventList', description: 'A page of events.' }),
      },
    },
    problems: ['merchant_required'],
  },
  async (deps, call) => {
    const merchant = requiredMerchant(call.merchant);
    const { query, signal, access, checkKey } = call;
    const from = { merchant, after: query.after ?? 0, limit: query.limit };
    const page = await lookUntil(
      () => listEvents(deps.database, { ...from, publicUrl: deps.publicUrl }),
      (seen) => seen.events.length > 0,
      {
        changes: deps.changes,
        about: isAboutEvents(merchant),
        forMs: (query.wait ?? 0) * 1_000,
        share: (look) => deps.heldLooks.events(access, JSON.stringify(from), look),
        hold: (untilMs) => deps.heldAnswers.hold(access.keyId, untilMs),
        checkKey: () => deps.heldLooks.keys(access, access.keyId, checkKey),
        signal,
      },
    );
    const body = { data: page.events.map(toldEvent), next_cursor: String(page.lastNumber) };
    return { status: 200, body };
  },
);

/** `GET /v1/orders/{id}/events`. */
export const readOrderEvents = keyedRoute(
  {
    name: 'listOrderEvents',
    method: 'get',
    path: '/v1/orders/{id}/events',
    tag: 'events',
    summary: 'What was told of one order, in order',
    description: 'Events of one order; `after` is a sequence.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    parts: { id: orderPart },
    query: z.strictObject({ after, limit }),
    answers: {
      200: {
        description: 'A page of events.',
        body: z
          .object({
            data,
            next_cursor: z.string().nullable().meta({
              description: 'Give it as `after` to read on; null after the last event.',
              example: null,
            }),
          })
          .meta({ id: 'OrderEventList', description: 'A page of an order’s events.' }),
      },
    },
    problems: ['order_not_found', 'merchant_required'],
  },
  async (deps, call) => {
    const key = await orderKeyOf(deps.database, call);
    if ((await findOrder(deps.database, key)) === null) throw orderNotFound();
    const { query } = call;
    const { events } = await orderEvents(deps.database, key, {
      after: query.after ?? 0,
      limit: query.limit + 1,
      publicUrl: deps.publicUrl,
    });
    const page = events.slice(0, query.limit).map(toldEvent);
    const next = events.length > query.limit ? String(page.at(-1)?.sequence ?? 0) : null;
    return { status: 200, body: { data: page, next_cursor: next } };
  },
);

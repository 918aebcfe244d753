import { z } from 'zod';
import { rfc3339 } from '../../ledger/database/time.ts';
import {
  isTryCursor,
  listTries,
  type NoticeTry,
  tryStatuses,
} from '../../ledger/notices/notice-tries.ts';
import { pageForm } from '../http/list-form.ts';
import { cursorOf, limitUpTo } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { merchantsOwnId, toldMoment } from '../http/text-forms.ts';
import { eventId } from './event-part.ts';

const status = z.enum(tryStatuses).meta({
  description:
    '`accepted`: the receiver answered 2xx. `failed`: it is tried again. `given_up`: it is not.',
  example: 'accepted',
});

const listQuery = z.strictObject({
  order: merchantsOwnId.optional().meta({ description: 'Tries of this order’s events.' }),
  event: eventId.optional().meta({ description: 'Tries of this event.' }),
  status: status.optional().meta({ description: 'Tries that ended so.', example: 'given_up' }),
  limit: limitUpTo(100, 20),
  cursor: cursorOf(isTryCursor),
});

const deliveryObject = z
  .object({
    event: eventId,
    merchant: z.string().meta({ description: 'Whose it is.', example: 'shop' }),
    order_id: z.string().meta({ description: 'The order it tells of.', example: 'A-1001' }),
    url: z.string().meta({
      description: 'Where it was sent.',
      example: 'https://shop.example/hooks',
    }),
    attempt: z.int().min(1).meta({ description: 'Which try it was, from 1.', example: 1 }),
    resend: z.boolean().meta({
      description: 'Whether somebody had asked to have it sent again.',
      example: false,
    }),
    started_at: toldMoment.meta({ description: 'When it began.' }),
    duration_ms: z.int().min(0).meta({ description: 'How long it took, ms.', example: 84 }),
    status,
    response_status: z.int().nullable().meta({
      description: 'The HTTP status of the receiver’s answer; null: no answer came.',
      example: 200,
    }),
    error: z.string().nullable().meta({
      description: 'Why it was not accepted, for a person; null: it was.',
      example: null,
    }),
  })
  .meta({ id: 'Delivery', description: 'One try of a notice.' });

function told(one: NoticeTry): z.output<typeof deliveryObject> {
  return {
    event: one.event,
    merchant: one.merchant,
    order_id: one.orderId,
    url: one.url,
    attempt: one.attempt,
    resend: one.isResend,
    started_at: rfc3339(one.startedAtMs),
    duration_ms: one.durationMs,
    status: one.status,
    response_status: one.responseStatus,
    error: one.error,
  };
}

/** `GET /v1/deliveries`. */
export const listDeliveries = keyedRoute(
  {
    name: 'listDeliveries',
    method: 'get',
    path: '/v1/deliveries',
    tag: 'events',
    summary: 'Each try of each notice, newest first',
    description:
      'What became of notices: when each was sent where, and what the receiver answered. An ops key that names no merchant sees those of all.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    query: listQuery,
    answers: {
      200: pageForm(deliveryObject, {
        id: 'DeliveryList',
        page: 'A page of tries',
        sorted: 'Newest first.',
      }),
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const { order, event, status, limit, cursor } = query;
    const filter = { merchant, orderId: order, event, status, limit, cursor };
    const page = await listTries(deps.database, filter);
    return { status: 200, body: { data: page.items.map(told), next_cursor: page.nextCursor } };
  },
);

import { z } from 'zod';
import { mostMatches, searchedFor, searchOrders } from '../../ledger/orders/search.ts';
import { keyedRoute } from '../http/route.ts';
import { merchantId, merchantsOwnId } from '../http/text-forms.ts';

const searchQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must be 1 to 200 characters, none of them a control')
    .meta({
      description: 'What to look for: a whole text, or the first six characters of it and more.',
      example: 'A-1001',
      override: { minLength: 1, maxLength: 200 },
    }),
});

const matchObject = z
  .object({
    order_id: merchantsOwnId.meta({ description: 'The order.' }),
    merchant: merchantId.meta({ description: 'Whose it is.' }),
    matched: z.enum(searchedFor).meta({
      description:
        'What of it fits. `channel_reference`: the channel’s name for the attempt, its payment or a refund of it.',
      example: 'payment_number',
    }),
    value: z
      .string()
      .meta({ description: 'The whole text that fits.', example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH' }),
  })
  .meta({ id: 'Match', description: 'An order that was found.' });

/** `GET /v1/search`. An ops key that names no merchant searches the orders of all. */
export const searchRoute = keyedRoute(
  {
    name: 'search',
    method: 'get',
    path: '/v1/search',
    tag: 'orders',
    summary: 'Find orders by what somebody holds in hand',
    description: `By order id, payment number, channel reference, refund id or refund number: the whole text or, from six characters on, its beginning. Each order once, by what fits best; ${mostMatches} at most. An ops key that names no merchant searches the orders of all.`,
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    query: searchQuery,
    answers: {
      200: {
        description: 'What was found; those that are meant exactly come first.',
        body: z
          .object({ data: z.array(matchObject).meta({ description: 'What fits.' }) })
          .meta({ id: 'MatchList', description: 'Orders that were found.' }),
      },
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const found = await searchOrders(deps.database, query.q, merchant);
    const data = found.map(({ orderId, ...match }) => ({ order_id: orderId, ...match }));
    return { status: 200, body: { data } };
  },
);

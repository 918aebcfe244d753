import { z } from 'zod';
import { loadFacts } from '../../ledger/orders/facts.ts';
import { orderTexts } from '../../ledger/views/order-texts.ts';
import { keyedRoute } from '../http/route.ts';
import { toldMoment } from '../http/text-forms.ts';
import { presentFact } from './present-fact.ts';
import { orderKeyOf, orderNotFound, orderPart } from './which-order.ts';

const factObject = z
  .object({
    seq: z.int().min(1).meta({ description: 'Its place in the order’s story.', example: 1 }),
    type: z.string().meta({ description: 'What happened.', example: 'order_created' }),
    at: toldMoment.meta({ description: 'When.' }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The fact itself; its fields depend on the type.', example: {} }),
  })
  .meta({ id: 'Fact', description: 'Something that happened to an order. Facts never change.' });

/** `GET /v1/orders/{id}/timeline`: every fact of an order, as it happened. */
export const readTimeline = keyedRoute(
  {
    name: 'getOrderTimeline',
    method: 'get',
    path: '/v1/orders/{id}/timeline',
    tag: 'orders',
    summary: 'The whole story of an order',
    description: 'Every fact of an order, in the order in which they happened.',
    roles: ['ops'],
    namesMerchant: 'query',
    parts: { id: orderPart },
    answers: {
      200: {
        description: 'The order’s facts.',
        body: z
          .object({
            merchant: z.string().meta({ description: 'Whose order it is.', example: 'shop' }),
            order: z.string().meta({ description: 'The order’s id.', example: 'A-1001' }),
            data: z.array(factObject).meta({ description: 'Oldest first.' }),
          })
          .meta({ id: 'Timeline', description: 'The story of an order.' }),
      },
    },
    problems: ['order_not_found', 'merchant_required'],
  },
  async (deps, call) => {
    const key = await orderKeyOf(deps.database, call);
    const { facts, seq } = await loadFacts(deps.database, key);
    if (seq === 0) throw orderNotFound();
    const texts = await orderTexts(deps.database, [key]);
    const data = facts.map((fact, index) => presentFact(fact, index + 1, texts));
    return { status: 200, body: { merchant: key.merchant, order: key.orderId, data } };
  },
);

import { z } from 'zod';
import { fold } from '../../domain/facts/evolve.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { callsOfOrder } from '../../ledger/answers/answers-of-order.ts';
import type { Db } from '../../ledger/database/database.ts';
import { eventsOfOrder } from '../../ledger/events/told-of-order.ts';
import { listTries } from '../../ledger/notices/notice-tries.ts';
import { waitingNotices } from '../../ledger/notices/waiting-notices.ts';
import { callbacksOfOrder } from '../../ledger/inbox/callbacks-of-order.ts';
import { loadFacts } from '../../ledger/orders/facts.ts';
import { orderTexts } from '../../ledger/views/order-texts.ts';
import { keyedRoute } from '../http/route.ts';
import { toldMoment } from '../http/text-forms.ts';
import { exampleTitle } from '../objects/example-channel.ts';
import { castOf } from '../story/cast.ts';
import { nextSteps } from '../story/next-steps.ts';
import { storyOf } from '../story/story.ts';
import { storySources } from '../story/telling.ts';
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

const entryObject = z
  .object({
    at: toldMoment.meta({ description: 'When.' }),
    source: z.enum(storySources).meta({
      description:
        '`fact`: recorded by the rules. `person`: a person’s decision. `callback`: a channel called. `call`: we asked a channel, the newest of each kind for each number. `notice`: what the merchant was told.',
      example: 'fact',
    }),
    who: z.string().meta({ description: 'Who said or did it.', example: exampleTitle }),
    text: z.string().meta({
      description: 'What, in one or two plain sentences. For people: its words may change.',
      example: 'Said that attempt 2VNP… was paid: 19.99 CNY, transaction 4200001.',
    }),
    evidence: z.string().nullable().meta({
      description: 'What says so; null where it follows from what is known.',
      example: 'callback cb_5f0c',
    }),
    about: z.string().nullable().meta({
      description: 'The attempt or refund that it is about; null: the order.',
      example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH',
    }),
    seq: z
      .int()
      .nullable()
      .meta({ description: 'Of a fact, its place in `data`; else null.', example: 5 }),
  })
  .meta({ id: 'StoryEntry', description: 'One entry of an order’s story.' });

const nextObject = z
  .object({
    at: toldMoment.nullable().meta({
      description: 'At the latest then; null: whenever a person does it.',
    }),
    what: z.string().meta({
      description: 'For people: its words may change.',
      example: 'The order takes no new payment any more, and begins to close.',
    }),
  })
  .meta({ id: 'NextStep', description: 'Something that is due.' });

/** More than an order ever has; so that nothing from outside makes an answer without end. */
const mostOfEach = 2_000;

/** Every fact of an order, its story, and what is due next. */
async function timelineOf(database: Db, key: OrderKey) {
  const { facts } = await loadFacts(database, key);
  const order = fold(facts);
  if (order === null) throw orderNotFound();
  const texts = await orderTexts(database, [key]);
  const cast = castOf(order, texts);
  const callbacks = await callbacksOfOrder(database, key, mostOfEach);
  const calls = await callsOfOrder(database, key, mostOfEach);
  const events = await eventsOfOrder(database, key, mostOfEach);
  const ofOrder = { merchant: key.merchant, orderId: key.orderId, limit: mostOfEach };
  const { items: tries } = await listTries(database, ofOrder);
  const waiting = await waitingNotices(database, key);
  return {
    merchant: key.merchant,
    order: key.orderId,
    data: facts.map((fact, index) => presentFact(fact, index + 1, texts)),
    story: storyOf({ facts, callbacks, calls, events, tries: tries.toReversed() }, cast).map(
      ({ atMs, ...entry }) => ({
        at: rfc3339(atMs),
        ...entry,
      }),
    ),
    next: nextSteps(order, Date.now(), cast, waiting).map(({ atMs, what }) => ({
      at: atMs === null ? null : rfc3339(atMs),
      what,
    })),
  };
}

/** `GET /v1/orders/{id}/timeline`: every fact of an order, as it happened, and its story. */
export const readTimeline = keyedRoute(
  {
    name: 'getOrderTimeline',
    method: 'get',
    path: '/v1/orders/{id}/timeline',
    tag: 'orders',
    summary: 'The whole story of an order',
    description:
      'Every fact of an order, in the order in which they happened; the same with callbacks, calls and notices as a story for people; and what is due next.',
    roles: ['ops'],
    namesMerchant: 'query',
    parts: { id: orderPart },
    answers: {
      200: {
        description: 'The order’s facts, its story, and what is due.',
        body: z
          .object({
            merchant: z.string().meta({ description: 'Whose order it is.', example: 'shop' }),
            order: z.string().meta({ description: 'The order’s id.', example: 'A-1001' }),
            data: z.array(factObject).meta({ description: 'Every fact, oldest first.' }),
            story: z.array(entryObject).meta({ description: 'For people, oldest first.' }),
            next: z.array(nextObject).meta({ description: 'What is due, soonest first.' }),
          })
          .meta({ id: 'Timeline', description: 'The story of an order.' }),
      },
    },
    problems: ['order_not_found', 'merchant_required'],
  },
  async (deps, call) => {
    const key = await orderKeyOf(deps.database, call);
    return { status: 200, body: await timelineOf(deps.database, key) };
  },
);

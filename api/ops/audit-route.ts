import { z } from 'zod';
import { type Act, actKinds, isActCursor, listActs } from '../../ledger/acts/acts.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import { pageForm } from '../http/list-form.ts';
import { cursorOf, limitUpTo } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { askedMoment, merchantsOwnId, plainText, toldMoment } from '../http/text-forms.ts';

const auditQuery = z.strictObject({
  by: plainText(100)
    .regex(/^\P{Cc}*$/u, 'must hold no control characters')
    .optional()
    .meta({ description: 'What this person did: the whole label of the key.', example: 'Ada' }),
  order: merchantsOwnId.optional().meta({ description: 'What was done about this order.' }),
  after: askedMoment.optional().meta({ description: 'What was done after this moment.' }),
  limit: limitUpTo(100, 50),
  cursor: cursorOf(isActCursor),
});

const actObject = z
  .object({
    id: z.string().meta({
      description: 'Names the act.',
      example: 'act_5c2f0e9b7d41a8c36e1f4b0d9a7c2e58',
    }),
    at: toldMoment.meta({ description: 'When it was done.' }),
    by: z.string().meta({
      description: 'Who did it: the label of the key, or its id where it has none.',
      example: 'Ada',
    }),
    what: z.enum(actKinds).meta({ description: 'What was done.', example: 'refund_approved' }),
    why: z.string().nullable().meta({
      description: 'The reason that was given; null where none was asked for.',
      example: 'Seen on the channel’s statement; ticket 4711.',
    }),
    merchant: z.string().nullable().meta({ description: 'Whom it is about.', example: 'shop' }),
    order: z.string().nullable().meta({ description: 'The order’s id.', example: 'A-1001' }),
    subject: z.string().nullable().meta({
      description:
        'The number of the refund, the id of the item of attention, what was held, or the id of the key.',
      example: 'R7Q0ZK3N5T8X1W4M6B9C2D0F',
    }),
    detail: z.record(z.string(), z.unknown()).meta({
      description: 'What else was said or changed, according to `what`.',
      example: { outcome: 'succeeded' },
    }),
  })
  .meta({ id: 'Act', description: 'What a person did (rule 18).' });

function told(act: Act): z.output<typeof actObject> {
  const { id, atMs, by, what, why, merchant, orderId, subject, detail } = act;
  return { id, at: rfc3339(atMs), by, what, why, merchant, order: orderId, subject, detail };
}

/** `GET /v1/audit`. @see docs/rules.md rule 18 */
export const readAudit = keyedRoute(
  {
    name: 'listActs',
    method: 'get',
    path: '/v1/audit',
    tag: 'people',
    summary: 'What persons did, newest first',
    description:
      'Every act of a person: who, when, what and why (rule 18). Decisions on refunds and attention, changes of controls, merchants and keys. Of all merchants, or of the one that is named.',
    roles: ['ops'],
    namesMerchant: 'query',
    query: auditQuery,
    answers: {
      200: pageForm(actObject, { id: 'ActList', page: 'A page of acts', sorted: 'Newest first.' }),
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const { by, order, after, limit, cursor } = query;
    const page = await listActs(deps.database, {
      limit,
      merchant: merchant ?? undefined,
      by,
      orderId: order,
      afterMs: after === undefined ? undefined : Date.parse(after),
      cursor,
    });
    return { status: 200, body: { data: page.items.map(told), next_cursor: page.nextCursor } };
  },
);

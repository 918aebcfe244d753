import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import { type EventType, eventTypes } from '../../domain/facts/event-types.ts';
import type { RouteTag } from '../http/route.ts';
import { eventMeanings, eventObject } from '../objects/event-object.ts';

/** What Standard Webhooks signs a notice by. */
const signedBy = z.object({
  'webhook-id': z.string().meta({
    description: 'The id of the event, the same each time it is tried; drop repeats by it.',
    example: 'evt_01',
  }),
  'webhook-timestamp': z.string().regex(/^\d+$/).meta({
    description: 'When this try was signed, in seconds since 1970. Refuse what is old.',
    example: '1767225600',
  }),
  'webhook-signature': z.string().meta({
    description:
      'HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, in Base64 after `v1,`; one for each secret in force, apart by spaces.',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  }),
});

/** `order.paid` as `OrderPaidEvent`. */
function schemaName(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

function webhook(type: EventType): ZodOpenApiOperationObject {
  const event = eventObject
    .extend({ type: z.literal(type).meta({ description: eventMeanings[type], example: type }) })
    .meta({ id: schemaName(type), description: eventMeanings[type] });
  return {
    operationId: `told_${type.replaceAll('.', '_')}`,
    tags: ['events' satisfies RouteTag],
    summary: eventMeanings[type],
    description:
      'A notice to the merchant’s `notify_url`, signed by Standard Webhooks. The same events can be pulled from `GET /v1/events`.',
    security: [],
    requestParams: { header: signedBy },
    requestBody: {
      description: 'The event.',
      required: true,
      content: { 'application/json': { schema: event } },
    },
    responses: {
      '2XX': { description: 'The merchant has taken it; anything else is tried again.' },
    },
  };
}

/** The notices to merchants, one for each type of event. */
export const webhooks: ZodOpenApiPathsObject = Object.fromEntries(
  eventTypes.map((type) => [type, { post: webhook(type) }]),
);

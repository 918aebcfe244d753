import { z } from 'zod';
import { eventTypes } from '../../domain/facts/event-types.ts';
import { resendEvent, resendRange } from '../../ledger/notices/resends.ts';
import { requiredMerchant } from '../http/named-merchant.ts';
import { keyedRoute } from '../http/route.ts';
import { askedMoment } from '../http/text-forms.ts';
import { once } from '../idempotency/once.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { eventNotFound, eventPart } from './event-part.ts';

/** The most events that are sent again by one call. */
const mostAtOnce = 10_000;

function noAddress(): ProblemError {
  return new ProblemError(
    'notice_address_missing',
    'Neither the order nor its merchant names an address for notices; nothing is sent. Read the event, or name one first.',
  );
}

const queued = z
  .object({
    events: z.int().min(0).meta({ description: 'How many are sent again.', example: 1 }),
  })
  .meta({ id: 'Resend', description: 'What is sent again.' });

const answers = {
  202: {
    description:
      'They are sent from now on, each beside its order’s line. What becomes of them is in the deliveries.',
    body: queued,
  },
};

/** `POST /v1/events/{id}/resend`. */
export const resendOne = keyedRoute(
  {
    name: 'resendEvent',
    method: 'post',
    path: '/v1/events/{id}/resend',
    tag: 'events',
    summary: 'Send a notice again',
    description:
      'The event is sent as it was, under the same `webhook-id`, by the usual schedule. It delays no other notice.',
    roles: ['merchant', 'ops'],
    namesMerchant: 'header',
    parts: { id: eventPart },
    key: 'accepted',
    answers,
    problems: ['event_not_found', 'notice_address_missing'],
  },
  async (deps, call) => {
    const { parts, merchant } = call;
    return once(deps, call, {
      action: 'resend',
      subject: parts.id,
      act: async () => {
        const sent = await resendEvent(deps.database, parts.id, merchant);
        if (sent === 'unknown') throw eventNotFound();
        if (sent === 'nowhere') throw noAddress();
        return { kind: 'resend', id: '1' };
      },
      tell: ({ id }) => Promise.resolve({ status: 202, body: { events: Number(id) } }),
    });
  },
);

const rangeRequest = z
  .strictObject({
    created_after: askedMoment.meta({ description: 'Events after this moment.' }),
    created_before: askedMoment.meta({ description: 'Events before this moment.' }),
    type: z.enum(eventTypes).optional().meta({
      description: 'Only events of this type.',
      example: 'order.paid',
    }),
  })
  .meta({ id: 'ResendRequest', description: 'Which events to send again.' });

/** `POST /v1/events/resend`. */
export const resendMany = keyedRoute(
  {
    name: 'resendEvents',
    method: 'post',
    path: '/v1/events/resend',
    tag: 'events',
    summary: 'Send the notices of a time range again',
    description: `As after an outage of the receiver. Events of orders without an address are left out. At most ${mostAtOnce} events by one call: more are refused, and nothing is sent.`,
    roles: ['merchant', 'ops'],
    namesMerchant: 'header',
    key: 'accepted',
    body: rangeRequest,
    example: {
      created_after: '2026-11-30T09:00:00Z',
      created_before: '2026-11-30T10:00:00Z',
      type: 'order.paid',
    },
    answers,
    problems: ['merchant_required', 'too_many_events'],
  },
  async (deps, call) => {
    const merchant = requiredMerchant(call.merchant);
    const { created_after: after, created_before: before, type = null } = call.body;
    return once(deps, call, {
      action: 'resend_range',
      subject: merchant,
      act: async () => {
        const range = {
          merchant,
          createdAfterMs: Date.parse(after),
          createdBeforeMs: Date.parse(before),
          type,
          most: mostAtOnce,
        };
        const count = await resendRange(deps.database, range);
        if (count !== null) return { kind: 'resend', id: String(count) };
        throw new ProblemError(
          'too_many_events',
          `More than ${mostAtOnce} events are in that range; nothing is sent. Ask for less time at once.`,
        );
      },
      tell: ({ id }) => Promise.resolve({ status: 202, body: { events: Number(id) } }),
    });
  },
);

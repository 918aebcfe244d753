import { z } from 'zod';
import { type EventType, eventTypes } from '../../domain/facts/event-types.ts';
import { toldMoment } from '../http/text-forms.ts';
import { orderObject } from './order-object.ts';

/** When each event is told. */
export const eventMeanings: Readonly<Record<EventType, string>> = Object.freeze({
  'order.paid': 'The order is paid: deliver. Told once.',
  'order.closed': 'The order was closed unpaid. Money that still comes is a late payment.',
  'attempt.duplicate': 'A second payment of a paid order came in; it is being refunded.',
  'attempt.late': 'Money came for an order that was closed or closing.',
  'refund.succeeded': 'A refund’s money went back.',
  'refund.failed': 'A refund failed for good; the money is still here.',
  'refund.awaiting_approval': 'A refund waits for a person.',
  'late_payment.asked': 'A late payment may be accepted or refunded: answer within the time limit.',
  'payment.reversed': 'The channel took money of a payment back.',
  'order.attention': 'What a person must look at has changed: see `attention`.',
});

/** @see docs/api.md#objects, Event */
export const eventObject = z
  .object({
    id: z.string().meta({ description: 'Names the event; drop repeats by it.', example: 'evt_01' }),
    order_id: z.string().meta({ description: 'The order it is about.', example: 'A-1001' }),
    sequence: z.int().min(1).meta({
      description: 'Its place among the order’s events; starts at 1 and has no gap.',
      example: 1,
    }),
    type: z.enum(eventTypes).meta({ description: 'What happened.', example: 'order.paid' }),
    created_at: toldMoment.meta({ description: 'When it happened.' }),
    data: z.object({ order: orderObject }).meta({ description: 'The order as it stood then.' }),
  })
  .meta({ id: 'Event', description: 'What a merchant is told.' });

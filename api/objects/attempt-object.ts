import { z } from 'zod';
import { attemptRoles, attemptStatuses, lateDecisions } from '../../domain/order/attempt.ts';
import { minorUnits, toldMoment } from '../http/text-forms.ts';
import { actionObject } from './action-object.ts';
import { exampleChannel } from './example-channel.ts';
import { failureObject } from './failure-object.ts';

const sum = (description: string): z.ZodType<number> =>
  minorUnits.meta({
    description: `${description}; minor units of the order’s currency.`,
    example: 0,
  });

/** @see docs/api.md#objects, Attempt */
export const attemptObject = z
  .object({
    id: z.string().meta({
      description:
        'The payment number, sent to the channel. A second channel transaction under it appears as NUMBER-2.',
      example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH',
    }),
    channel: z
      .string()
      .meta({ description: 'A configured channel.', example: exampleChannel.channel }),
    method: z
      .string()
      .meta({ description: 'A method of the channel.', example: exampleChannel.method }),
    account: z.string().meta({ description: 'Our account at the channel.', example: 'default' }),
    status: z.enum(attemptStatuses).meta({
      description:
        '`opening`: asked of the channel. `offered`: can be paid. `approved`: authorised, not captured. `succeeded`, `failed`, `closed`: how it ended; money that comes later still counts.',
      example: 'offered',
    }),
    role: z.enum(attemptRoles).nullable().meta({
      description:
        'What its money became: the order’s (`winner`), or money to be given back. Null without money.',
      example: null,
    }),
    superseded: z.boolean().meta({
      description: 'A newer click took its place; it is being closed.',
      example: false,
    }),
    action: actionObject
      .nullable()
      .meta({ description: 'What to show the shopper; null when it should not be paid any more.' }),
    expires_at: toldMoment.meta({ description: 'Until when it can be paid.' }),
    channel_reference: z.string().nullable().meta({
      description: 'The channel’s own number of the payment, once it is known.',
      example: null,
    }),
    amount_captured: sum('Money that came in'),
    amount_refunded: sum('Money given back, by refunds that succeeded'),
    amount_reversed: sum('Money that the channel took back'),
    created_at: toldMoment.meta({ description: 'When it was begun.' }),
    succeeded_at: toldMoment
      .nullable()
      .meta({ description: 'When the channel took the money; null before.', example: null }),
    failure: failureObject
      .nullable()
      .meta({ description: 'Why it failed; null otherwise.', example: null }),
    late_payment: z
      .object({
        answer_by: toldMoment.meta({
          description: 'Until when the merchant may answer; then the money goes back.',
        }),
        decision: z.enum(lateDecisions).nullable().meta({
          description: 'What was answered; null: nothing yet.',
          example: null,
        }),
      })
      .nullable()
      .meta({
        description: 'Of a late payment whose merchant is asked; null otherwise.',
        example: null,
      }),
  })
  .meta({ id: 'Attempt', description: 'One payment through one channel.' });

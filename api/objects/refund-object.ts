import { z } from 'zod';
import { refundDestinations } from '../../domain/order/refund-arrival.ts';
import { refundHolds, refundKinds, refundStatuses } from '../../domain/order/refund.ts';
import { minorUnits, toldMoment } from '../http/text-forms.ts';
import { failureObject } from './failure-object.ts';

const arrivalObject = z
  .object({
    to: z.enum(refundDestinations).nullable().meta({
      description:
        '`balance`: the shopper’s balance with the channel. `bank`: a card or account at a bank. `credit`: a credit line of the channel. `several`: more than one of these. `merchant`: back to the shop, because the shopper’s account can’t receive it. `other`: elsewhere. Null: the channel did not say. Never which card or account.',
      example: 'balance',
    }),
    original: z.boolean().nullable().meta({
      description: 'Whether it goes back the way it was paid; null where the channel did not say.',
      example: true,
    }),
    at: toldMoment.nullable().meta({
      description:
        'When the channel says that it arrives or has arrived; null where it named no moment.',
      example: null,
    }),
    usually: z.string().nullable().meta({
      description: 'How long it takes, by the channel’s documents; null where they don’t say.',
      example: 'within 5 minutes',
    }),
  })
  .meta({ id: 'RefundArrival', description: 'Where and when a refund arrives.' });

/** @see docs/api.md#objects, Refund */
export const refundObject = z
  .object({
    id: z.string().meta({
      description: 'The merchant’s own id; of a compensation, its number.',
      example: 'R-1001',
    }),
    number: z.string().meta({
      description: 'Sent to the channel. A new number is a new refund.',
      example: 'R7Q0ZK3N5T8X1W4M6B9C2D0F',
    }),
    kind: z.enum(refundKinds).meta({
      description:
        '`merchant`: asked by the shop. `compensation`: made by the rules for money that was never the order’s.',
      example: 'merchant',
    }),
    reason: z.string().meta({
      description:
        'The merchant’s words, `no longer kept` after they were erased; of a compensation, the rules’.',
      example: 'One ticket returned',
    }),
    attempt: z.string().meta({
      description: 'The attempt whose money goes back.',
      example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH',
    }),
    amount: minorUnits.meta({ description: 'Minor units of the order’s currency.' }),
    status: z.enum(refundStatuses).meta({
      description:
        'Only `succeeded` means that the money went back. `awaiting_approval` and `manual` wait for a person.',
      example: 'requested',
    }),
    hold: z
      .enum(refundHolds)
      .nullable()
      .meta({ description: 'Why it waits for a person; null when it does not.', example: null }),
    failure: failureObject.nullable().meta({
      description: 'Why it failed, or why the channel puts it off; null otherwise.',
      example: null,
    }),
    created_at: toldMoment.meta({ description: 'When it was asked.' }),
    succeeded_at: toldMoment
      .nullable()
      .meta({ description: 'When the money went back; null before.', example: null }),
    channel_reference: z.string().nullable().meta({
      description:
        'What the channel calls it, for the shopper’s question there; null until the channel said so.',
      example: null,
    }),
    expected: arrivalObject.nullable().meta({
      description:
        'Where and when it arrives, as the channel states it; null before the channel took the refund and after it failed.',
      example: null,
    }),
  })
  .meta({ id: 'Refund', description: 'Money that goes back to the shopper.' });

/** A refund in a list over all orders. */
export const listedRefundObject = refundObject
  .extend({
    merchant: z.string().meta({ description: 'Whose it is.', example: 'shop' }),
    order_id: z.string().meta({ description: 'The order it is of.', example: 'A-1001' }),
    currency: z.string().meta({ description: 'ISO 4217, of the amount.', example: 'CNY' }),
  })
  .meta({ id: 'ListedRefund', description: 'A refund, with its order.' });

import { z } from 'zod';
import { attentionKinds } from '../../domain/order/attention-kind.ts';
import { orderStatuses } from '../../domain/order/order.ts';
import { minorUnits, toldMoment } from '../http/text-forms.ts';
import { attemptObject } from './attempt-object.ts';
import { refundObject } from './refund-object.ts';

export const orderStatus = z.enum(orderStatuses).meta({
  description:
    '`open`: can be paid. `closing`: past its deadline, or told to close; payments under way are still asked about. `paid`, `closed`: how it ended.',
  example: 'open',
});

const moneyObject = z
  .object({
    currency: z.string().meta({ description: 'ISO 4217.', example: 'CNY' }),
    value: minorUnits,
  })
  .meta({ id: 'Money', description: 'An amount.' });

const fields = {
  id: z.string().meta({ description: 'The merchant’s own id.', example: 'A-1001' }),
  status: orderStatus,
  amount: moneyObject,
  amount_refunded: minorUnits.meta({
    description: 'What of the winner’s money went back; minor units of the order’s currency.',
    example: 0,
  }),
  description: z.string().meta({ description: 'What the shopper buys.', example: 'Two tickets' }),
  version: z.int().min(0).meta({
    description: 'Grows with each thing that happens to the order; see `wait` and ETag.',
    example: 4,
  }),
  expires_at: toldMoment.meta({ description: 'The deadline: no new payment is begun after it.' }),
  created_at: toldMoment.meta({ description: 'When it was made.' }),
  paid_at: toldMoment
    .nullable()
    .meta({ description: 'When it was paid; null before.', example: null }),
  closed_at: toldMoment
    .nullable()
    .meta({ description: 'When it was closed unpaid; null otherwise.', example: null }),
  winner: z.string().nullable().meta({
    description: 'The id of the one attempt whose money is the order’s; null until it is paid.',
    example: null,
  }),
  attention: z.array(z.enum(attentionKinds)).meta({
    description: 'Why a person should look at it; empty when nobody need.',
    example: [],
  }),
  return_url: z.string().nullable().meta({
    description: 'Where the shopper goes after paying; null if none was named.',
    example: 'https://shop.example/orders/A-1001',
  }),
  attempts: z.array(attemptObject).meta({ description: 'Every payment begun, oldest first.' }),
  refunds: z.array(refundObject).meta({ description: 'Every refund, oldest first.' }),
  metadata: z.record(z.string(), z.string()).meta({
    description: 'The merchant’s own fields.',
    example: { cart: '77' },
  }),
  checkout_url: z.string().meta({
    description: 'The page where the shopper pays. Whoever knows it may pay.',
    example: 'https://pay.example/pay/ot_5b1f',
  }),
};

/** @see docs/api.md#objects, Order */
export const orderObject = z
  .object(fields)
  .meta({ id: 'Order', description: 'What is to be paid once.' });

/** An order in a list over all merchants, each of whom chooses its own ids. */
export const listedOrderObject = z
  .object({
    ...fields,
    merchant: z
      .string()
      .optional()
      .meta({ description: 'Whose it is, in a list over all merchants.', example: 'shop' }),
  })
  .meta({
    id: 'ListedOrder',
    description: 'An order, in lists over all merchants with its merchant.',
  });

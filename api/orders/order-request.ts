import { code as currencyCode } from 'currency-codes';
import { z } from 'zod';
import { latePayments } from '../../domain/order/policy.ts';
import { askedMoment, newId, plainText } from '../http/text-forms.ts';
import { noticeAddress, webAddress } from '../http/web-address.ts';

const daySeconds = 24 * 60 * 60;

/** How long an order may stay open. */
export const longestExpirySeconds = 30 * daySeconds;

const metadata = z
  .record(plainText(40), z.string().max(500, 'must be 500 characters at most'))
  .refine((fields) => Object.keys(fields).length <= 50, 'must have 50 fields at most')
  .meta({
    description: 'Fields of your own, 50 at most. Not for the shopper’s personal data.',
    example: { cart: '77' },
    override: { maxProperties: 50 },
  });

const amount = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
      .refine((code) => currencyCode(code) !== undefined, 'must be an ISO 4217 code')
      .meta({ description: 'ISO 4217.', example: 'CNY' }),
    value: z
      .int('must be a whole number of minor units')
      .min(1, 'must be 1 or more')
      .meta({ description: 'Whole minor units of the currency.', example: 1999 }),
  })
  .meta({ description: 'What is to be paid.' });

/** Body of `POST /v1/orders`. @see docs/api.md#calls */
export const orderRequest = z
  .strictObject({
    id: newId.meta({
      description: 'Your own id of the order, for ever: the same again is the same order.',
    }),
    amount,
    description: plainText(127).meta({
      description: 'What the shopper reads at the channel.',
      example: 'Two tickets',
    }),
    expires_in: z
      .int('must be whole seconds')
      .min(1, 'must be 1 or more')
      .max(longestExpirySeconds, 'must be 30 days at most')
      .optional()
      .meta({ description: 'Seconds until the deadline; instead of `expires_at`.', example: 900 }),
    expires_at: askedMoment
      .optional()
      .meta({ description: 'The deadline, 30 days away at most; instead of `expires_in`.' }),
    return_url: webAddress.optional().meta({
      description: 'Where the shopper goes after paying.',
      example: 'https://shop.example/orders/A-1001',
    }),
    notify_url: noticeAddress.optional().meta({
      description:
        'Where notices about this order go; else the merchant’s own address. A public https address, unless the operator opened others.',
      example: 'https://shop.example/hooks',
    }),
    late_payment: z.enum(latePayments).optional().meta({
      description:
        'What becomes of money that comes too late (rule 8); else the merchant’s policy.',
      example: 'refund',
    }),
    metadata: metadata.optional(),
  })
  .refine((order) => (order.expires_in === undefined) !== (order.expires_at === undefined), {
    path: ['expires_in'],
    error: 'give either expires_in or expires_at',
  })
  .meta({ id: 'OrderRequest', description: 'An order to make.' });

export type OrderRequest = z.output<typeof orderRequest>;

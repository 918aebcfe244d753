import { code as currencyCode } from 'currency-codes';
import { z } from 'zod';
import { latePayments } from '../../domain/order/policy.ts';
import { merchantsOwnId, plainText, webAddress } from '../http/text-forms.ts';

const daySeconds = 24 * 60 * 60;

/** How long an order may stay open. */
export const longestExpirySeconds = 30 * daySeconds;

const metadata = z
  .record(plainText(40), z.string().max(500, 'must be 500 characters at most'))
  .refine((fields) => Object.keys(fields).length <= 50, 'must have 50 fields at most');

const amount = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
    .refine((code) => currencyCode(code) !== undefined, 'must be an ISO 4217 code'),
  value: z.int('must be a whole number of minor units').min(1, 'must be 1 or more'),
});

/** Body of `POST /v1/orders`. @see docs/api.md#calls */
export const orderRequest = z
  .strictObject({
    id: merchantsOwnId,
    amount,
    description: plainText(127),
    expires_in: z
      .int('must be whole seconds')
      .min(1, 'must be 1 or more')
      .max(longestExpirySeconds, 'must be 30 days at most')
      .optional(),
    expires_at: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time' }).optional(),
    return_url: webAddress.optional(),
    notify_url: webAddress.optional(),
    late_payment: z.enum(latePayments).optional(),
    metadata: metadata.optional(),
  })
  .refine((order) => (order.expires_in === undefined) !== (order.expires_at === undefined), {
    path: ['expires_in'],
    error: 'give either expires_in or expires_at',
  });

export type OrderRequest = z.output<typeof orderRequest>;

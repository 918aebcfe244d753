import { z } from 'zod';
import { type RefundArrival, refundDestinations } from '../../domain/order/refund-arrival.ts';

/** An amount in minor units: a safe integer, never NaN or a fraction. */
export const minor = z.int();

/** Why a channel refused. Its words, which an older build stored beside it, are left out. */
export const failureFields = { code: z.string() };

export const storedSuccess = z.object({
  kind: z.literal('success'),
  transaction: z.string(),
  amountMinor: minor,
  currency: z.string(),
  returnedMinor: minor.nullable(),
  paidAtMs: z.number().nullable(),
});

/** A stored finding. @see ../../domain/order/channel-answer.ts, PaymentStanding */
export const storedFinding = z.discriminatedUnion('kind', [
  storedSuccess,
  z.object({ kind: z.enum(['approved', 'unpaid', 'processing', 'closed', 'not_known']) }),
  z.object({ kind: z.literal('declined'), ...failureFields }),
]);

/** When and where a refund arrives, as stored. @see ../../domain/order/refund-arrival.ts */
export const storedArrival: z.ZodType<RefundArrival> = z.object({
  to: z.enum(refundDestinations).nullable(),
  original: z.boolean().nullable(),
  atMs: z.number().nullable(),
  usually: z.string().nullable(),
});

const told = {
  channelReference: z.string().exactOptional(),
  expected: storedArrival.exactOptional(),
};

/** Where a refund stands, as stored. @see ../../domain/order/channel-answer.ts, RefundStanding */
export const storedStanding = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['succeeded', 'processing']), ...told }),
  z.object({ kind: z.enum(['failed', 'abnormal']), ...failureFields, ...told }),
]);

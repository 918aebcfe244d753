import { z } from 'zod';
import { storedArrival } from '../stored-arrival.ts';

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

const told = {
  channelReference: z.string().exactOptional(),
  expected: storedArrival.exactOptional(),
};

/** Where a refund stands, as stored. @see ../../domain/order/channel-answer.ts, RefundStanding */
export const storedStanding = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['succeeded', 'processing']), ...told }),
  z.object({ kind: z.enum(['failed', 'abnormal']), ...failureFields, ...told }),
]);

import { z } from 'zod';
import { type RefundArrival, refundDestinations } from '../domain/order/refund-arrival.ts';

/**
 * Where and when a refund arrives, as answers and refunds are stored with it.
 *
 * @see ../domain/order/refund-arrival.ts
 */
export const storedArrival: z.ZodType<RefundArrival> = z.object({
  to: z.enum(refundDestinations).nullable(),
  original: z.boolean().nullable(),
  atMs: z.number().nullable(),
  usually: z.string().nullable(),
});

import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';

/** Which order a row belongs to. */
export const orderKeyRow = z
  .object({ merchant: z.string(), order_id: z.string() })
  .transform((row): OrderKey => ({ merchant: row.merchant, orderId: row.order_id }));

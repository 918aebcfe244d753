import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';

/** Columns that name the order of a row. */
export const orderKeyRow = z
  .object({ merchant: z.string(), order_id: z.string() })
  .transform((row): OrderKey => ({ merchant: row.merchant, orderId: row.order_id }));

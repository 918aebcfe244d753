import type { OrderKey } from '../../domain/values/order-key.ts';
import { text } from './column.ts';
import { rowOf } from './table.ts';
import type { z } from 'zod';

/** Columns that say which order a row belongs to. */
export const ofOrder = { merchant: text('merchant'), orderId: text('order_id') };

/** Which order a row belongs to. */
export const orderKeyRow: z.ZodType<OrderKey> = rowOf(ofOrder);

import { z } from 'zod';
import type { Action } from '../../domain/order/action.ts';

/** Reads a stored action. @see ../../domain/order/action.ts */
export const action: z.ZodType<Action> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('qr'), content: z.string(), expires_at: z.string() }),
  z.object({ type: z.literal('redirect'), url: z.string() }),
  z.object({ type: z.literal('sdk'), parameters: z.record(z.string(), z.string()) }),
  z.object({
    type: z.literal('voucher'),
    number: z.string(),
    url: z.string(),
    expires_at: z.string(),
  }),
]);

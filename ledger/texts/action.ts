import { z } from 'zod';

/** What the shopper acts on, as it is stored and shown. @see docs/api.md#objects, Action */
export const action = z.discriminatedUnion('type', [
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

export type Action = Readonly<z.output<typeof action>>;

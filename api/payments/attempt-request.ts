import { z } from 'zod';
import type { Shopper } from '../../domain/order/shopper.ts';
import { plainText } from '../http/text-forms.ts';

const word = z.string().regex(/^[a-z0-9_]{1,32}$/, 'must be 1 to 32 of a-z 0-9 _');

const shopper = z.strictObject({
  ip: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).optional(),
  openid: plainText(128).optional(),
  name: plainText(100).optional(),
  email: z.email('must be an e-mail address').max(254, 'must be 254 characters at most').optional(),
  tax_id: plainText(32).optional(),
  address: plainText(300).optional(),
} satisfies Record<keyof Shopper, z.ZodType>);

/** Body of `POST /v1/orders/{id}/attempts`. @see docs/api.md#calls */
export const attemptRequest = z.strictObject({
  channel: word,
  method: word,
  account: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')
    .optional(),
  shopper: shopper.optional(),
});

export type AttemptRequest = z.output<typeof attemptRequest>;

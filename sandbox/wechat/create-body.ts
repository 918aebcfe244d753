import { z } from 'zod';

const minuteAndOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/;

/** An address for callbacks: http(s) without a query string. */
export const notifyUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .max(255)
  .refine((url) => !url.includes('?') && !url.includes('#'), 'must not carry a query string');

/** RFC 3339 to the second, e.g. `2026-11-21T12:00:00+08:00`; milliseconds since 1970 inside. */
const timeSchema = z
  .string()
  .regex(minuteAndOffset, 'must be yyyy-MM-DDTHH:mm:ss+TIMEZONE')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a time')
  .transform((text) => Date.parse(text));

/** What the four create calls have in common; more fields are let through, as WeChat does. */
export const createBodySchema = z.looseObject({
  appid: z.string().min(1).max(32),
  mchid: z.string().min(1).max(32),
  description: z
    .string()
    .min(1)
    .refine((text) => Array.from(text).length <= 127, 'must be at most 127 characters'),
  out_trade_no: z
    .string()
    .regex(/^[0-9A-Za-z_\-|*]{6,32}$/, 'must be 6 to 32 of 0-9 A-Z a-z _ - | *'),
  time_expire: timeSchema.optional(),
  attach: z.string().max(128).optional(),
  notify_url: notifyUrlSchema,
  amount: z.looseObject({
    total: z.int().min(1, 'must be at least 1 fen').max(10_000_000_000),
    currency: z.literal('CNY').default('CNY'),
  }),
});

export type CreateBody = z.infer<typeof createBodySchema>;

/** What jsapi asks for besides. */
export const jsapiBodySchema = z.looseObject({
  payer: z.looseObject({ openid: z.string().min(1).max(128) }),
});

/** What h5 asks for besides. */
export const h5BodySchema = z.looseObject({
  scene_info: z.looseObject({
    payer_client_ip: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }),
    h5_info: z.looseObject({ type: z.string().min(1).max(32) }),
  }),
});

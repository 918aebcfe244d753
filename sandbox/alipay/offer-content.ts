import { z } from 'zod';
import type { TradeMethod } from './trade.ts';
import { readYuan } from './yuan.ts';

const mostFen = 10_000_000_000;

/** An amount in yuan, as text or as a JSON number; fen inside. */
export const amountSchema = z
  .union([z.string(), z.number().transform(String)])
  .transform((text) => readYuan(text) ?? 0)
  .refine((fen) => fen >= 1 && fen <= mostFen, 'must be 0.01 to 100000000 with two decimals');

const baseSchema = z.looseObject({
  out_trade_no: z.string().regex(/^[0-9A-Za-z_]{1,64}$/, 'must be 1 to 64 of 0-9 A-Z a-z _'),
  total_amount: amountSchema,
  subject: z.string().min(1, 'is needed').max(256, 'must be at most 256 characters'),
  seller_id: z.string().optional(),
  body: z.string().max(1_000).optional(),
  passback_params: z.string().max(512).optional(),
  time_expire: z.string().optional(),
  timeout_express: z.string().optional(),
  qr_code_timeout_express: z.string().optional(),
  quit_url: z.string().optional(),
});

/** What the four methods ask for; more fields are let through, as Alipay does. */
export const offerContentSchemas = {
  precreate: baseSchema,
  page: baseSchema.extend({ product_code: z.literal('FAST_INSTANT_TRADE_PAY') }),
  wap: baseSchema.extend({
    product_code: z.literal('QUICK_WAP_WAY'),
    quit_url: z.string().min(1, 'is needed').max(400),
  }),
  app: baseSchema.extend({ product_code: z.literal('QUICK_MSECURITY_PAY').optional() }),
} as const satisfies Record<TradeMethod, z.ZodType>;

export type OfferContent = z.infer<typeof baseSchema>;

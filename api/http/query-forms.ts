import { z } from 'zod';
import { attentionKinds } from '../../domain/order/attention-kind.ts';
import { orderStatuses } from '../../domain/order/order.ts';
import { isOrderCursor } from '../../ledger/orders/order-list.ts';
import { merchantId } from './text-forms.ts';

/** The longest `wait` a caller may ask for, in seconds. */
const longestWaitSeconds = 60;

const wholeNumber = z
  .string()
  .regex(/^[0-9]{1,15}$/, 'must be a whole number')
  .transform(Number);

const waitSeconds = wholeNumber.refine(
  (seconds) => seconds <= longestWaitSeconds,
  `must be ${longestWaitSeconds} seconds at most`,
);

function limitUpTo(most: number): z.ZodType<number | undefined, string | undefined> {
  return wholeNumber
    .refine((limit) => limit >= 1 && limit <= most, `must be 1 to ${most}`)
    .optional();
}

/** One kind of attention, or `any`. */
const attentionWanted = z.enum(['any', ...attentionKinds]);

const orderStatus = z.enum(orderStatuses);

/**
 * Query of an address that takes only `merchant`, by which an ops key says whose order is meant.
 */
export const merchantQuery = z.strictObject({ merchant: merchantId.optional() });

/** Query of `GET /v1/orders/{id}`. */
export const orderQuery = z.strictObject({
  merchant: merchantId.optional(),
  wait: waitSeconds.optional(),
  version: wholeNumber.optional(),
});

/** Query of `GET /v1/orders`. */
export const orderListQuery = z.strictObject({
  merchant: merchantId.optional(),
  status: orderStatus.optional(),
  attention: attentionWanted.optional(),
  created_after: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time' }).optional(),
  limit: limitUpTo(100),
  cursor: z
    .string()
    .max(300)
    .refine(isOrderCursor, 'must be a next_cursor given before')
    .optional(),
});

/** Query of `GET /v1/events`. */
export const eventsQuery = z.strictObject({
  merchant: merchantId.optional(),
  after: wholeNumber.optional(),
  wait: waitSeconds.optional(),
  limit: limitUpTo(100),
});

/** Query of `GET /v1/orders/{id}/events`; `after` is a sequence. */
export const orderEventsQuery = z.strictObject({
  merchant: merchantId.optional(),
  after: wholeNumber.optional(),
  limit: limitUpTo(100),
});

/** Query of `GET /v1/attention`. */
export const attentionQuery = z.strictObject({ limit: limitUpTo(1_000) });

import { z } from 'zod';
import { lateDecisions } from '../../domain/order/attempt.ts';
import { refundOutcomes } from '../../domain/order/refund.ts';
import { merchantsOwnId, plainText } from '../http/text-forms.ts';

/** A payment number, or the number of a second channel transaction under it. */
export const paymentNumber = z
  .string()
  .regex(/^[0-9A-Z]{1,40}(-[0-9]{1,4})?$/, 'must be the id of an attempt');

/** Body of a request whose address says everything. */
export const emptyRequest = z.strictObject({});

/** Body of `POST /v1/orders/{id}/refunds`; `amount` in the order's minor units. */
export const refundRequest = z.strictObject({
  id: merchantsOwnId,
  amount: z.int('must be a whole number of minor units').min(1, 'must be 1 or more'),
  reason: z.string().max(80, 'must be 80 characters at most').optional(),
});

/** Body of `POST /v1/orders/{id}/late_payment`. */
export const lateDecisionRequest = z.strictObject({
  attempt: paymentNumber,
  decision: z.enum(lateDecisions),
});

const reason = plainText(500);

/** Body of a person's decision, which needs a reason (rule 18). */
export const reasonedRequest = z.strictObject({ reason });

/**
 * Body of `POST /v1/attention/{id}/resolve`; `amount_returned` only where the alert asks for it.
 */
export const resolveAttentionRequest = z.strictObject({
  reason,
  amount_returned: z
    .int('must be a whole number of minor units')
    .min(0, 'must be 0 or more')
    .optional(),
});

/** Body of `POST /v1/refunds/{number}/resolve`; `outcome`: whether the money went back. */
export const resolveRefundRequest = z.strictObject({
  reason,
  outcome: z.enum(refundOutcomes),
});

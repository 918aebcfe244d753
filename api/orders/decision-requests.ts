import { z } from 'zod';
import { lateDecisions } from '../../domain/order/attempt.ts';
import { refundOutcomes } from '../../domain/order/refund.ts';
import { newId, minorUnits, personsReason } from '../http/text-forms.ts';

/** A payment number, or the number of a second channel transaction under it. */
export const paymentNumber = z
  .string()
  .regex(/^[0-9A-Z]{1,40}(-[0-9]{1,4})?$/, 'must be the id of an attempt')
  .meta({ description: 'The id of an attempt.', example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH' });

/** Body of a request whose address says everything. */
export const emptyRequest = z
  .strictObject({})
  .meta({ description: 'Nothing more is to be said: `{}`, or no body.' });

/** Body of `POST /v1/orders/{id}/refunds`; `amount` in the order's minor units. */
export const refundRequest = z
  .strictObject({
    id: newId.meta({
      description: 'Your own id of the refund, unique among all your refunds.',
      example: 'R-1001',
    }),
    amount: z
      .int('must be a whole number of minor units')
      .min(1, 'must be 1 or more')
      .meta({ description: 'Minor units of the order’s currency.', example: 999 }),
    reason: z.string().max(80, 'must be 80 characters at most').optional().meta({
      description: 'Why, in your words. Some channels show it to the shopper.',
      example: 'One ticket returned',
    }),
  })
  .meta({ id: 'RefundRequest', description: 'A refund to make.' });

/** Body of `POST /v1/orders/{id}/late_payment`. */
export const lateDecisionRequest = z
  .strictObject({
    attempt: paymentNumber.meta({ description: 'The attempt whose money came late.' }),
    decision: z.enum(lateDecisions).meta({
      description: '`accept`: the order is paid by it. `refund`: the money goes back.',
      example: 'accept',
    }),
  })
  .meta({ id: 'LatePaymentDecision', description: 'The merchant’s word on a late payment.' });

/** Body of a person's decision, which needs a reason (rule 18). */
export const reasonedRequest = z
  .strictObject({ reason: personsReason })
  .meta({ id: 'ReasonedRequest', description: 'A person’s decision.' });

/**
 * Body of `POST /v1/attention/{id}/resolve`; `amount_returned` only where the alert asks for it.
 */
export const resolveAttentionRequest = z
  .strictObject({
    reason: personsReason,
    amount_returned: minorUnits.optional().meta({
      description:
        'Only for an alert of money gone back by an unknown amount: how much more went back than the order says; minor units.',
      example: 500,
    }),
  })
  .meta({ id: 'AttentionResolution', description: 'A person has dealt with it.' });

/** Body of `POST /v1/refunds/{number}/resolve`; `outcome`: whether the money went back. */
export const resolveRefundRequest = z
  .strictObject({
    reason: personsReason,
    outcome: z.enum(refundOutcomes).meta({
      description: 'Whether the money went back, as a person found out.',
      example: 'succeeded',
    }),
  })
  .meta({ id: 'RefundResolution', description: 'How a refund that PaidOnce could not end ended.' });

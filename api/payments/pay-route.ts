import { attemptObject } from '../objects/attempt-object.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { keyedRoute } from '../http/route.ts';
import { orderPart, ownOrder } from '../orders/which-order.ts';
import { attemptRequest } from './attempt-request.ts';
import { clickProblems, openAttempt } from './open-attempt.ts';

/** `POST /v1/orders/{id}/attempts`: pays. @see docs/rules.md rules 1 and 2 */
export const payOrder = keyedRoute(
  {
    name: 'payOrder',
    method: 'post',
    path: '/v1/orders/{id}/attempts',
    tag: 'orders',
    summary: 'Pay an order',
    description:
      'Opens a payment at the channel, or hands out the one that is open (rule 1). After a lost answer repeat it with the same Idempotency-Key: no second payment can come of it.',
    roles: ['merchant'],
    namesMerchant: 'header',
    parts: { id: orderPart },
    key: 'required',
    body: attemptRequest,
    example: exampleChannel,
    answers: {
      201: { description: 'A payment was begun.', body: attemptObject },
      200: {
        description: 'A payment that can still be made, handed out again.',
        body: attemptObject,
      },
    },
    problems: ['order_not_found', ...clickProblems],
  },
  async (deps, call) => {
    const order = await ownOrder(deps.database, call);
    if (call.key === null) throw new Error('A pay has an Idempotency-Key.');
    return openAttempt(deps, order, call.body, { asker: call.asker, key: call.key });
  },
);

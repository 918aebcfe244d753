import { orderAttempts } from '../../ledger/orders/attempts.ts';
import { withSeat } from '../admission/with-seat.ts';
import { keyedRoute } from '../http/route.ts';
import { isKnownKey } from '../idempotency/is-known-key.ts';
import { once } from '../idempotency/once.ts';
import { askOrder } from './ask-order.ts';
import { emptyRequest, lateDecisionRequest } from './decision-requests.ts';
import { orderForm, presentOrder } from './order-answer.ts';
import { refusalProblem } from './refusal-problem.ts';
import { orderPart, ownOrder } from './which-order.ts';

const ofOneOrder = {
  tag: 'orders',
  method: 'post',
  roles: ['merchant'],
  namesMerchant: 'header',
  parts: { id: orderPart },
  key: 'accepted',
} as const;

/** `POST /v1/orders/{id}/close`. @see docs/rules.md rule 7 */
export const closeOrder = keyedRoute(
  {
    ...ofOneOrder,
    name: 'closeOrder',
    path: '/v1/orders/{id}/close',
    summary: 'Close an order now',
    description:
      'As at the deadline: no new payment is begun, those under way are closed and asked about. Money that comes all the same is a late payment.',
    body: emptyRequest,
    example: {},
    answers: {
      200: orderForm('The order is closed.'),
      202: orderForm('The order closes: payments under way are still asked about.'),
    },
    problems: ['order_not_found', 'order_already_paid', 'order_held', 'engine_unavailable'],
  },
  async (deps, call) => {
    const { key, status } = await ownOrder(deps.database, call);
    const isOver = status === 'paid' || status === 'closed';
    const needsNone = async () => isOver || (await isKnownKey(deps.database, call));
    return withSeat(deps.admission, key, needsNone, (seat) =>
      once(deps, call, {
        action: 'close',
        subject: key.orderId,
        act: async (id) => {
          if (status === 'paid') throw refusalProblem('order_already_paid');
          if (status !== 'closed') {
            const input = { type: 'close', id } as const;
            await seat.asks((onTaken) => askOrder(deps, key, input, call.asker, { onTaken }));
          }
          return { kind: 'order', id: key.orderId };
        },
        tell: async () => {
          const body = await presentOrder(deps, key);
          if (body.status === 'paid') throw refusalProblem('order_already_paid');
          return { status: body.status === 'closed' ? 200 : 202, body };
        },
      }),
    );
  },
);

/** `POST /v1/orders/{id}/late_payment`. @see docs/rules.md rule 8 */
export const decideLatePayment = keyedRoute(
  {
    ...ofOneOrder,
    name: 'decideLatePayment',
    path: '/v1/orders/{id}/late_payment',
    summary: 'Accept or refund a late payment',
    description:
      'The answer to the event `late_payment.asked`, where the merchant chose to be asked. Without one the money is refunded after a time limit.',
    body: lateDecisionRequest,
    example: { attempt: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH', decision: 'accept' },
    answers: { 200: orderForm('The decision is recorded.') },
    problems: [
      'order_not_found',
      'late_payment_not_asked',
      'late_payment_decided',
      'order_held',
      'engine_unavailable',
    ],
  },
  async (deps, call) => {
    const { key } = await ownOrder(deps.database, call);
    const { attempt: number, decision } = call.body;
    const isAttempt = async (): Promise<boolean> =>
      (await orderAttempts(deps.database, key)).some((attempt) => attempt.number === number);
    const needsNone = async () => (await isKnownKey(deps.database, call)) || !(await isAttempt());
    return withSeat(deps.admission, key, needsNone, (seat) =>
      once(deps, call, {
        action: 'late_payment',
        subject: key.orderId,
        act: async (id) => {
          if (!(await isAttempt())) throw refusalProblem('late_payment_not_asked');
          const input = { type: 'late_decision', id, number, decision } as const;
          await seat.asks((onTaken) => askOrder(deps, key, input, call.asker, { onTaken }));
          return { kind: 'order', id: key.orderId };
        },
        tell: async () => ({ status: 200, body: await presentOrder(deps, key) }),
      }),
    );
  },
);

import type { RequestAnswer } from '../../domain/order/order.ts';
import { orderReference } from '../../domain/values/order-key.ts';
import { putAttemptInput } from '../../ledger/texts/attempt-inputs.ts';
import { orderAttempts } from '../../ledger/orders/attempts.ts';
import type { KeptResource } from '../../ledger/keys/idempotency-keys.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { payerMark } from '../../ledger/texts/payer-mark.ts';
import type { Access } from '../auth/access.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOf } from '../orders/ask-order.ts';
import { attemptAnswer } from './attempt-answer.ts';
import { type AttemptRequest, attemptRequest } from './attempt-request.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { requiredIdempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { inputId } from '../idempotency/input-id.ts';
import { knownPayAnswer } from './known-pay-answer.ts';
import { neededShopper } from './needed-shopper.ts';
import { parseBody } from '../http/parse-request.ts';
import { drawPaymentNumber } from './payment-number.ts';
import { refusedProblem } from '../orders/refusal-problem.ts';
import { resolveOffer } from './resolve-offer.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { createClickQueue, type ClickQueue } from './click-queue.ts';
import { ownOrder } from '../orders/which-order.ts';

const routeName = 'attempts';
const turnWithinMs = 4_000;

type Click = Readonly<{
  order: StoredOrder;
  id: string;
  number: string;
  request: AttemptRequest;
  access: Access;
}>;

async function answerOf(deps: ApiDeps, click: Click): Promise<RequestAnswer> {
  const { id, number, request } = click;
  // Read again: while this click waited for its turn, another may have been answered.
  const order = (await findOrder(deps.database, click.order.key)) ?? click.order;
  const attempts = await orderAttempts(deps.database, order.key);
  // A repeat after a lost answer finds its attempt, whatever became of the order since.
  if (attempts.some((attempt) => attempt.number === number)) {
    return { kind: 'attempt', number, handedOut: false };
  }
  const offer = resolveOffer(deps.channels, request, deps.timeScale, (channel, payer) =>
    payerMark(deps.keyedHash, { merchant: order.key.merchant, channel, payer }),
  );
  const known = knownPayAnswer({ ...order, attempts }, offer, Date.now());
  if (known !== null) return known;
  const shopper = neededShopper(deps.channels, request);
  if (shopper !== null) await putAttemptInput(deps.database, { number, key: order.key, shopper });
  const input = { type: 'pay', request: { ...offer, id, number } } as const;
  return requestOf(deps, order, input, click.access);
}

function keptAttempt(answer: RequestAnswer): KeptResource {
  switch (answer.kind) {
    case 'attempt':
      return { kind: answer.handedOut ? 'attempt_handed_out' : 'attempt', id: answer.number };
    case 'refused':
      throw refusedProblem(answer);
    case 'refund':
    case 'done':
      throw new Error(`A pay was answered with ${answer.kind}.`);
    default:
      return answer satisfies never;
  }
}

async function pay(deps: ApiDeps, clicks: ClickQueue, call: Call): Promise<Answer> {
  const key = requiredIdempotencyKeyOf(call.header('idempotency-key'));
  const request = parseBody(attemptRequest, call.body);
  const order = await ownOrder(deps.database, call);
  const scope = idempotencyScope(call.access);
  const { orderId } = order.key;
  const named = { scope, subject: orderId, key, body: request };
  const id = inputId(routeName, named, deps.keyedHash);
  return idempotently(deps, {
    scope,
    key,
    hash: deps.keyedHash(routeName, orderId, request),
    formerHash: canonicalHash(routeName, orderId, request),
    drawn: drawPaymentNumber(),
    act: async (number) => {
      const click = { order, id, number, request, access: call.access };
      const name = orderReference(order.key);
      return keptAttempt(await clicks(name, () => answerOf(deps, click)));
    },
    tell: ({ kind, id: number }) =>
      attemptAnswer(deps, order.key, number, kind === 'attempt' ? 201 : 200),
  });
}

/** `POST /v1/orders/{id}/attempts`: pays. @see docs/rules.md rules 1 and 2 */
export function payRoute(deps: ApiDeps): Route {
  const clicks = createClickQueue(turnWithinMs);
  return {
    method: 'post',
    path: '/v1/orders/:id/attempts',
    roles: ['merchant'],
    answer: (call) => pay(deps, clicks, call),
  };
}

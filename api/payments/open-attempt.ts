import type { RequestAnswer } from '../../domain/order/order.ts';
import { orderReference } from '../../domain/values/order-key.ts';
import { forgetAttemptInput, putAttemptInput } from '../../ledger/texts/attempt-inputs.ts';
import { orderAttempts } from '../../ledger/orders/attempts.ts';
import {
  type IdempotencyName,
  type KeptResource,
  keyStanding,
} from '../../ledger/keys/idempotency-keys.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { payerMark } from '../../ledger/texts/payer-mark.ts';
import type { AttemptView } from '../../ledger/views/order-json.ts';
import type { Seat } from '../admission/admission.ts';
import { withSeat } from '../admission/with-seat.ts';
import type { Asker } from '../auth/asker.ts';
import type { RouteDeps } from '../api-deps.ts';
import { requestOf } from '../orders/ask-order.ts';
import { attemptAnswer } from './attempt-answer.ts';
import type { AttemptRequest } from './attempt-request.ts';
import { once } from '../idempotency/once.ts';
import { knownPayAnswer } from './known-pay-answer.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { neededShopper } from './needed-shopper.ts';
import { drawPaymentNumber } from './payment-number.ts';
import { refuseInTrouble } from './refuse-in-trouble.ts';
import { refuseWhereOff } from './refuse-where-off.ts';
import { refusedProblem } from '../orders/refusal-problem.ts';
import { type ResolvedOffer, resolveOffer } from './resolve-offer.ts';

type Click = Readonly<{
  order: StoredOrder;
  id: string;
  number: string;
  request: AttemptRequest;
  asker: Asker;
  returnUrl: string | null;
  seat: Seat;
}>;

function offerOf(deps: RouteDeps, order: StoredOrder, request: AttemptRequest): ResolvedOffer {
  const { merchant } = order.key;
  const offered = deps.channels.offeredTo(merchant);
  return resolveOffer(offered, request, deps.timeScale, (channel, payer) =>
    payerMark(deps.keyedHash, { merchant, channel, payer }),
  );
}

async function answerOf(deps: RouteDeps, click: Click): Promise<RequestAnswer> {
  const { id, number, request, returnUrl, seat } = click;
  // Read again: while this click waited for its turn, another may have been answered.
  const order = (await findOrder(deps.database, click.order.key)) ?? click.order;
  const attempts = await orderAttempts(deps.database, order.key);
  // A repeat after a lost answer finds its attempt, whatever became of the order since.
  if (attempts.some((attempt) => attempt.number === number)) {
    return { kind: 'attempt', number, handedOut: false };
  }
  const { merchant } = order.key;
  const offer = offerOf(deps, order, request);
  const known = knownPayAnswer({ ...order, attempts }, offer, Date.now());
  // Whoever clicks on a paid order is told so, whatever is switched off since.
  if (known?.kind === 'refused') return known;
  await refuseWhereOff(deps.database, merchant, offer);
  await refuseInTrouble(deps.database, deps.channels, offer);
  if (known !== null) return known;
  const shopper = neededShopper(deps.channels, request);
  if (shopper !== null || returnUrl !== null) {
    await putAttemptInput(deps.database, { number, key: order.key, shopper, returnUrl });
  }
  const input = { type: 'pay', request: { ...offer, id, number } } as const;
  const answer = await seat.asks((onTaken) =>
    requestOf(deps, order, input, click.asker, { onTaken }),
  );
  // A code that is handed out, or a refusal, needs nothing of this shopper.
  if (answer.kind !== 'attempt' || answer.number !== number) {
    await forgetAttemptInput(deps.database, number);
  }
  return answer;
}

/** Whether the ledger alone answers a click, so that nothing new is asked of the engine. */
async function isAnswered(
  deps: RouteDeps,
  order: StoredOrder,
  request: AttemptRequest,
  name: IdempotencyName,
): Promise<boolean> {
  const standing = await keyStanding(deps.database, name);
  if (standing?.isDone === true || standing?.isInUse === true) return true;
  const attempts = await orderAttempts(deps.database, order.key);
  if (attempts.some(({ number }) => number === standing?.drawn)) return true;
  const offer = offerOf(deps, order, request);
  return knownPayAnswer({ ...order, attempts }, offer, Date.now()) !== null;
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

/** What a click can be refused with, whoever clicks. */
export const clickProblems = [
  'order_already_paid',
  'order_closed',
  'order_held',
  'too_many_attempts',
  'channel_cooling',
  'account_in_trouble',
  'channel_refused',
  'channel_not_offered',
  'shopper_field_missing',
  'engine_unavailable',
] as const satisfies readonly ProblemCode[];

/** Who clicks, and how. */
type Clicker = Readonly<{
  /** By a merchant's key, or by the order's own token; idempotency keys are theirs. */
  asker: Asker;
  /** The Idempotency-Key of the click. */
  key: string;
  /** Where the channel sends the shopper back to; absent: where the order says. */
  returnUrl?: string;
}>;

/**
 * A click: opens an attempt of an order, or hands out one that can still be paid. Whoever calls has
 * made sure that the caller may pay this order, by a merchant's key or by the order's own token.
 *
 * @returns 201 with a new attempt, 200 with one handed out again
 * @throws ProblemError the order's refusal, `channel_refused`, `channel_not_offered`,
 *   `account_in_trouble`, `shopper_field_missing`, `overloaded`, `engine_unavailable`
 * @see docs/rules.md rules 1 and 2
 */
export async function openAttempt(
  deps: RouteDeps,
  order: StoredOrder,
  request: AttemptRequest,
  { asker, key, returnUrl }: Clicker,
): Promise<Readonly<{ status: 200 | 201; body: AttemptView }>> {
  const turn = orderReference(order.key);
  const needsNone = () => isAnswered(deps, order, request, { scope: asker.scope, key });
  return withSeat(deps.admission, order.key, needsNone, (seat) =>
    once(
      deps,
      { asker, key, body: request },
      {
        action: 'attempts',
        subject: order.key.orderId,
        isPrivate: true,
        drawn: drawPaymentNumber(),
        act: async (number, id) => {
          const from = { asker, returnUrl: returnUrl ?? null };
          const click = { order, id, number, request, seat, ...from };
          return keptAttempt(await deps.clicks(turn, () => answerOf(deps, click)));
        },
        tell: async ({ kind, id: number }) => ({
          status: kind === 'attempt' ? 201 : 200,
          body: await attemptAnswer(deps, order.key, number),
        }),
      },
    ),
  );
}

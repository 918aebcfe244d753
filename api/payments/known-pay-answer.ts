import type { OrderStatus, RequestAnswer } from '../../domain/order/order.ts';
import type { AttemptRow } from '../../ledger/orders/attempt-columns.ts';
import type { ResolvedOffer } from './resolve-offer.ts';

/** An offer that expires within this time is not handed out from rows: the order decides; ms. */
const stillUsefulMs = 2_000;

function isSameLiveOffer(attempt: AttemptRow, offer: ResolvedOffer, nowMs: number): boolean {
  return (
    attempt.status === 'offered' &&
    !attempt.superseded &&
    !attempt.withdrawn &&
    !attempt.final &&
    !attempt.parked &&
    attempt.channel === offer.channel &&
    attempt.method === offer.method &&
    attempt.account === offer.account &&
    attempt.payer === offer.payer &&
    attempt.expiresAtMs > nowMs + stillUsefulMs
  );
}

/**
 * The answer that the read models already give for certain, so that a click on a paid
 * order, or a second click on the same button, needs no engine.
 *
 * @returns null when only the order itself can answer
 * @see docs/rules.md rule 1
 */
export function knownPayAnswer(
  order: Readonly<{
    status: OrderStatus;
    expiresAtMs: number;
    held: boolean;
    attempts: readonly AttemptRow[];
  }>,
  offer: ResolvedOffer,
  nowMs: number,
): RequestAnswer | null {
  switch (order.status) {
    case 'paid':
      return { kind: 'refused', code: 'order_already_paid' };
    case 'closing':
    case 'closed':
      return { kind: 'refused', code: 'order_closed' };
    case 'open': {
      // Past the deadline only the order itself decides whether to hand out a code or to refuse.
      if (nowMs >= order.expiresAtMs) return null;
      // Rule 21: while evidence of money is held no code may be handed out, and only the order knows what is.
      if (order.held) return null;
      const live = order.attempts.findLast((attempt) => isSameLiveOffer(attempt, offer, nowMs));
      return live === undefined ? null : { kind: 'attempt', number: live.number, handedOut: true };
    }
    default:
      return order.status satisfies never;
  }
}

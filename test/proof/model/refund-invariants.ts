import { hasSucceeded } from '../../../domain/order/attempt.ts';
import { refundedMinor } from './channel.ts';
import { attemptOf, firstOf, type Invariant } from './invariant.ts';
import { stillHeldMinor } from './people-moves.ts';
import { paymentOf } from './world.ts';

/** No more is refunded, or asked to be, than was captured. */
export const noOverRefund: Invariant = (world) =>
  firstOf(world.ledger.attempts, (attempt) => {
    if (world.lied.includes(attempt.number)) return null;
    const asked = world.ledger.refunds
      .filter((one) => one.attempt === attempt.number && one.status !== 'failed')
      .reduce((sum, one) => sum + one.amountMinor, 0);
    // A reversal may come after the refund was asked; only asking for the same money twice is
    // wrong.
    const payment = paymentOf(world, attempt.number);
    const sent = payment === null ? 0 : refundedMinor(payment) + payment.byHandMinor;
    const captured = payment?.capturedMinor ?? 0;
    if (hasSucceeded(attempt) && asked > attempt.capturedMinor) {
      return `${attempt.number}: ${asked} asked back of ${attempt.capturedMinor}`;
    }
    return sent > captured
      ? `${attempt.number}: the channel gave back ${sent} of ${captured}`
      : null;
  });

/**
 * A duplicate goes back only while another payment of the order really holds its money (rule 10).
 */
export const winnerTookItsMoney: Invariant = (world, before) =>
  firstOf(world.ledger.refunds, (refund) => {
    const was = before.ledger.refunds.find((one) => one.number === refund.number);
    const attempt = attemptOf(world.ledger, refund.attempt);
    if (refund.kind !== 'compensation' || attempt?.role !== 'duplicate') return null;
    if (refund.status !== 'requested' || was?.status === 'requested') return null;
    const winner = paymentOf(world, world.ledger.winner ?? '');
    return winner === null || winner.capturedMinor === 0
      ? `${refund.number} gives a duplicate back, and the winner never took its money`
      : null;
  });

/** When a refund is asked, what we know to have gone back leaves room for it. */
export const noOverRefundWhenAsked: Invariant = ({ ledger }, before) =>
  firstOf(ledger.refunds, (refund) => {
    const was = before.ledger.refunds.find((one) => one.number === refund.number);
    if (refund.status !== 'requested' || was?.status === 'requested') return null;
    const attempt = attemptOf(ledger, refund.attempt);
    const live = ledger.refunds
      .filter((one) => one.attempt === refund.attempt && one.status !== 'failed')
      .reduce((sum, one) => sum + one.amountMinor, 0);
    const known = attempt?.reversedMinor ?? 0;
    return live + known > (attempt?.capturedMinor ?? 0)
      ? `${refund.number} lifts refunds to ${live}, with ${known} reversed`
      : null;
  });

/** A payment whose money went back more than once. */
export const notPaidBackTwice: Invariant = (world) =>
  firstOf(world.payments, (payment) => {
    if (world.lied.includes(payment.number)) return null;
    const over = -stillHeldMinor(payment);
    return over > 0 && payment.reversedMinor === 0
      ? `${payment.number}: ${over} more went back than was taken`
      : null;
  });

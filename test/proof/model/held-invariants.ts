import { hasSucceeded } from '../../../domain/order/attempt.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { heldBy } from '../../../domain/held/order-hold.ts';
import { attemptOf, firstOf, type Invariant } from './invariant.ts';
import type { World } from './world.ts';

/** Complains if a step gives up an attempt whose evidence was held when the step began. */
function givenUp({ ledger }: World, before: World): string | null {
  return firstOf(heldBy(before.holds).evidence, (number) => {
    const attempt = attemptOf(ledger, number);
    if (attempt === undefined || !attempt.final || hasSucceeded(attempt)) return null;
    const wasFinal = attemptOf(before.ledger, number)?.final === true;
    return wasFinal ? null : `${number} is given up while its money is held`;
  });
}

/** How many captures and compensations were asked so far. */
function asked({ attempts, refunds }: OrderState): number {
  const captures = attempts.filter((one) => one.capture?.state === 'requested').length;
  return captures + refunds.filter((one) => one.kind === 'compensation').length;
}

/**
 * Rule 21, which has no name among the invariants: while evidence is held its attempt is not given
 * up, and its order opens no attempt, does not close, captures and pays back nothing.
 */
export const heldStops: Invariant = (world, before) => {
  const { holds, ledger, calls } = world;
  const isHeld = heldBy(holds).evidence.length > 0 && heldBy(before.holds).evidence.length > 0;
  if (!isHeld) return null;
  const complaint = givenUp(world, before);
  if (complaint !== null) return complaint;
  const was = before.ledger;
  if (ledger.attempts.length > was.attempts.length) return 'an attempt is opened';
  if (ledger.status === 'closed' && was.status !== 'closed') return 'the order closes';
  if (asked(ledger) > asked(was)) return 'money is captured or paid back';
  const stopped = ['create', 'capture', 'refund'];
  const sent = calls.find((one) => one.answer === null && stopped.includes(one.task.kind));
  return sent === undefined ? null : `${sent.task.kind} goes out`;
};

import { keptMinor } from './attempt.ts';
import type { AttentionKind } from './attention-kind.ts';
import type { OrderState } from './order.ts';
import type { Refund } from './refund.ts';

/** Whether a person must approve the refund, record how it ended, or look at it. */
export function needsPerson(refund: Refund): boolean {
  return refund.status === 'awaiting_approval' || refund.status === 'manual' || refund.overdue;
}

/**
 * What a person should look at in this order, each kind once. A duplicate or
 * late payment stays on the list until its money is back.
 */
export function attention(order: OrderState): AttentionKind[] {
  const kinds = new Set<AttentionKind>(order.alerts.map((one) => one.kind));
  for (const attempt of order.attempts) {
    const isOwed = keptMinor(attempt) > 0;
    if (isOwed && attempt.role === 'duplicate') kinds.add('duplicate');
    if (isOwed && attempt.role === 'late') kinds.add('late');
    if (attempt.disputed) kinds.add('dispute');
    if (attempt.parked) kinds.add('parked');
  }
  if (order.refunds.some(needsPerson)) kinds.add('refund');
  return [...kinds].sort();
}

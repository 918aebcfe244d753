import type { AttemptRole } from './attempt.ts';

/**
 * Why we refund by ourselves, in our own words, by the role of the payment. The channel gets these
 * words with the refund's number, and the same bytes on each repeat: to a channel, a repeat with
 * a changed word is another refund.
 */
const reasons: Readonly<Record<AttemptRole, string>> = Object.freeze({
  winner: 'the winner',
  duplicate: 'the order was already paid',
  late: 'paid after the order closed',
  mismatch: 'amount, currency or account do not match the order',
});

/** @param role of the attempt that is given back */
export function compensationReason(role: AttemptRole | null): string {
  return reasons[role ?? 'mismatch'];
}

import type { AttemptRole } from './attempt.ts';

/**
 * Why we refund by ourselves, in our own words, by the role of the payment. Its channel is told
 * them under the refund's number, byte for byte again: a changed word is another refund to it.
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

import { type Attempt, knownCapture, knownCreate } from './attempt.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import type { OrderState } from './order.ts';
import type { Refund } from './refund.ts';

/** Raised with every change of what is listed below: digests of other versions are not compared. */
const digestVersion = 1;

function attemptPart(attempt: Attempt): readonly unknown[] {
  return [
    attempt.number,
    attempt.channelNumber,
    attempt.channel,
    attempt.account,
    attempt.method,
    attempt.amount.amountMinor,
    attempt.amount.currency,
    attempt.plannedAtMs,
    attempt.expiresAtMs,
    attempt.status,
    attempt.role,
    attempt.final,
    attempt.parked,
    attempt.superseded,
    attempt.withdrawal?.atMs ?? null,
    knownCreate(attempt),
    knownCapture(attempt),
    attempt.capture?.atMs ?? null,
    attempt.channelReference,
    attempt.transaction,
    attempt.capturedMinor,
    attempt.capturedCurrency,
    attempt.refundedMinor,
    attempt.reversedMinor,
    attempt.unnamedReversedMinor,
    attempt.returnedUnclear,
    attempt.contradicted,
    attempt.disputed,
    attempt.owedSinceMs,
    attempt.compensationEnded,
    attempt.promptedAtMs,
    attempt.late?.decision ?? null,
    attempt.late?.answerByMs ?? null,
  ];
}

function refundPart(refund: Refund): readonly unknown[] {
  return [
    refund.number,
    refund.id,
    refund.kind,
    refund.attempt,
    refund.amountMinor,
    refund.status,
    refund.hold,
    refund.approvedAtMs,
    refund.requestedAtMs,
    refund.notBeforeMs,
    refund.abnormal,
    refund.promptedAtMs,
  ];
}

/**
 * A 64-bit hash (cyrb64). It is pure, so workflow code may compute it, and need not be secure:
 * nobody gains by making two texts collide.
 */
function hashed(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [high, low].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * A digest of money, numbers, standings and what is owed. It shows when a run differs from its
 * ledger, and leaves out what only the run remembers (answers that left no fact).
 *
 * @returns `VERSION:HASH`; only digests of one version may be compared
 * @see docs/rules.md#invariants, one-truth
 */
export function orderDigest(order: OrderState): string {
  const listed = [
    order.key.merchant,
    order.key.orderId,
    order.amount.amountMinor,
    order.amount.currency,
    order.deadlineMs,
    order.status,
    order.winner,
    order.closing?.atMs ?? null,
    order.paidAtMs,
    order.closedAtMs,
    order.pendingPays.map((one) => [one.request.id, one.request.number, one.requestedAtMs]),
    order.alerts.map((one) => one.id),
    order.attempts.map(attemptPart),
    order.refunds.map(refundPart),
  ];
  return `${digestVersion}:${hashed(canonicalJson(listed))}`;
}

/** Whether two digests are of different standings; digests of different versions say nothing. */
export function isOtherDigest(one: string, other: string): boolean {
  const versionOf = (digest: string): string => digest.slice(0, digest.indexOf(':'));
  return versionOf(one) === versionOf(other) && one !== other;
}

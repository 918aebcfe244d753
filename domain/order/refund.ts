/** @see docs/api.md#objects, Refund */
export const refundStatuses = [
  'awaiting_approval',
  'requested',
  'processing',
  'succeeded',
  'failed',
  'manual',
] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** Who wants it: the merchant, or the rules, because the money was never the order's. */
export const refundKinds = ['merchant', 'compensation'] as const;
export type RefundKind = (typeof refundKinds)[number];

/** Rule 10: what a person may say of a refund that waits. */
export const refundDecisions = ['approve', 'reject', 'resolve'] as const;
export type RefundDecision = (typeof refundDecisions)[number];

/** How the money of a refund ended, by a person's word. */
export const refundOutcomes = ['succeeded', 'failed'] as const;
export type RefundOutcome = (typeof refundOutcomes)[number];

/** Why the controls keep a refund from going out by itself: rule 10. */
export type ControlHold = 'switch_off' | 'over_cap' | 'over_budget';

/** Why a refund waits for a person. */
export type RefundHold =
  | ControlHold
  | 'winner_reversed'
  | 'winner_denied'
  | 'payment_denied'
  | 'disputed'
  | 'amount_unclear'
  | 'not_refundable';

export type RefundMemory = Readonly<{
  /** Asked without an answer, in this run or possibly in an earlier one: query before repeating. */
  unknown: boolean;
  /** It was unknown once: a refusal of a repeat no longer proves that nothing went out. */
  everUnknown: boolean;
  lastTriedMs: number | null;
  unanswered: number;
}>;

/** One refund under one number. A new number is a new refund. */
export type Refund = Readonly<{
  /** Sent to the channel; never changes across retries. */
  number: string;
  /** The merchant's own id, or for a compensation the refund number. */
  id: string;
  kind: RefundKind;
  attempt: string;
  amountMinor: number;
  /** Keyed hash of the merchant's reason; null of a compensation, and where none was kept. */
  reasonMark: string | null;
  status: RefundStatus;
  hold: RefundHold | null;
  createdAtMs: number;
  /** Since when it may be asked at the channel. */
  requestedAtMs: number | null;
  /** When a person approved it; the confirming query counts from here. */
  approvedAtMs: number | null;
  acceptedAtMs: number | null;
  succeededAtMs: number | null;
  /** Same number, not before: short balance, busy channel. */
  notBeforeMs: number | null;
  /** How often it was put off. */
  postponed: number;
  /** Abnormal at the channel: parked, yet polled. */
  abnormal: boolean;
  /** Of the answers that the ledger holds: when the newest question was asked. */
  answeredAtMs: number | null;
  /** News of it: a query asked at or after this moment must answer. */
  promptedAtMs: number | null;
  /** A person must see it; it is asked about all the same. */
  overdue: boolean;
  /** Why it failed, or its channel puts it off. */
  failure: Readonly<{ code: string }> | null;
  memory: RefundMemory;
}>;

/** Asked, or to be asked, and not finally failed: counts against what may still be refunded. */
export function isLiveRefund(refund: Refund): boolean {
  return refund.status !== 'failed';
}

/** Neither final nor parked. */
export function isRefundUnderWay(refund: Refund): boolean {
  return refund.status === 'requested' || refund.status === 'processing';
}

/**
 * Since when its channel owes an answer: that it ended, or, where some news cast
 * doubt on how, whether that still holds. Absolute ms; null: it owes none.
 */
export function undecidedSinceMs(refund: Refund): number | null {
  return isRefundUnderWay(refund) ? refund.requestedAtMs : refund.promptedAtMs;
}

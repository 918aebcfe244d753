import type { RefundArrival } from './refund-arrival.ts';

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

const controlHolds = ['switch_off', 'over_cap', 'over_budget'] as const;
/** Why the controls keep a refund from going out by itself: rule 10. */
export type ControlHold = (typeof controlHolds)[number];

/** Why a refund waits for a person. */
export const refundHolds = [
  ...controlHolds,
  'winner_reversed',
  'winner_denied',
  'payment_denied',
  'disputed',
  'amount_unclear',
  'not_refundable',
] as const;
export type RefundHold = (typeof refundHolds)[number];

export type RefundMemory = Readonly<{
  /**
   * It may have been sent without an answer, by this run or an earlier one: query before repeating.
   */
  unknown: boolean;
  /** It was unknown once: a refusal of a repeat no longer proves that nothing went out. */
  everUnknown: boolean;
  lastTriedMs: number | null;
  unanswered: number;
  /** Until when a call of it may have been under way; absolute ms, null: none was made. */
  calledAtMs: number | null;
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
  /** Keyed hash of the merchant's reason; null for a compensation, and where none was kept. */
  reasonMark: string | null;
  status: RefundStatus;
  hold: RefundHold | null;
  createdAtMs: number;
  /** Since when it may be sent to the channel; null: not yet. */
  requestedAtMs: number | null;
  /** When a person approved it; the query that confirms it must be asked after that. */
  approvedAtMs: number | null;
  acceptedAtMs: number | null;
  succeededAtMs: number | null;
  /** Not sent again before this moment, as after a short balance or from a busy channel. */
  notBeforeMs: number | null;
  /** How often it was put off. */
  postponed: number;
  /** Abnormal at the channel: parked, yet polled. */
  abnormal: boolean;
  /** When the newest call or query was made whose answer the ledger holds. */
  answeredAtMs: number | null;
  /** News of it came: a query asked at or after this moment must be answered. Null: none. */
  promptedAtMs: number | null;
  /** Undecided for too long: a person must look at it, and it is polled all the same. */
  overdue: boolean;
  /** Why it failed, or why its channel puts it off. */
  failure: Readonly<{ code: string }> | null;
  /** What its channel calls it; null: it did not say. */
  channelReference: string | null;
  /** Where and when its channel says that it arrives; null: it said nothing. */
  expected: RefundArrival | null;
  memory: RefundMemory;
}>;

/** Whether it has not finally failed, so that it counts against what may still be refunded. */
export function isLiveRefund(refund: Refund): boolean {
  return refund.status !== 'failed';
}

/** Neither final nor parked. */
export function isRefundUnderWay(refund: Refund): boolean {
  return refund.status === 'requested' || refund.status === 'processing';
}

/**
 * Since when the channel owes an answer: whether the refund ended or, if later news cast doubt on
 * its end, whether that end still holds. Absolute ms; null: the channel owes none.
 */
export function undecidedSinceMs(refund: Refund): number | null {
  return isRefundUnderWay(refund) ? refund.requestedAtMs : refund.promptedAtMs;
}

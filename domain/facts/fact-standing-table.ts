import type { Attempt, AttemptRole, AttemptStatus, Capture } from '../order/attempt.ts';
import type { RecordedFact } from './fact.ts';
import type { OrderStatus } from '../order/order.ts';
import type { RefundStatus } from '../order/refund.ts';

/**
 * What a fact names, and whether the order must have it already. `attempt`, `refund`: the order
 * has it. `new_attempt`, `new_refund`: its number is not taken; the order has the attempt of a
 * new refund. `second_transaction`: its number is not taken, the order has its parent.
 * `perhaps`: it names nothing, or something that the order has.
 */
type Names =
  | 'nothing'
  | 'perhaps'
  | 'attempt'
  | 'new_attempt'
  | 'second_transaction'
  | 'refund'
  | 'new_refund';

/**
 * In which states a fact may stand; a field that is left out allows every state. `attempt`, `role`,
 * `create` and `capture` are of the attempt that the fact names, `refund` of the refund.
 */
export type Standing = Readonly<{
  names: Names;
  order?: readonly OrderStatus[];
  winner?: 'none' | 'another';
  attempt?: readonly AttemptStatus[];
  role?: readonly (AttemptRole | null)[];
  create?: readonly Attempt['create'][];
  capture?: readonly (Capture['state'] | null)[];
  refund?: readonly RefundStatus[];
  /** The least amount the fact may carry, in minor units; 0 if left out. */
  leastMinor?: 1;
}>;

const unfinished = ['opening', 'offered', 'approved'] as const;
const unpaid = [...unfinished, 'failed', 'closed'] as const;
const paid = ['succeeded'] as const;
/** A success that has no role yet, or is late. */
const open = [null, 'late'] as const;

const anything: Standing = { names: 'nothing' };
const ofAttempt: Standing = { names: 'attempt' };
const ofUnfinished: Standing = { names: 'attempt', attempt: unfinished };
const ofPaid: Standing = { names: 'attempt', attempt: paid };
const ofRefund: Standing = { names: 'refund' };
const ofWaiting: Standing = { names: 'refund', refund: ['awaiting_approval'] };
const ofNewRefund: Standing = { names: 'new_refund', attempt: paid, leastMinor: 1 };

/**
 * Rule 21: which fact may stand in which state. The rows of evidence of money never ask for the
 * order's status. The database checks sums, winner-safe and one-charge, see ledger/migrations.
 */
export const standings = {
  order_created: anything,
  order_closing: { names: 'nothing', order: ['open'] },
  order_closed: { names: 'nothing', order: ['closing'] },
  cancellation_ignored: anything,
  alert_raised: { names: 'perhaps' },
  alert_resolved: anything,

  pay_requested: anything,
  pay_refused: anything,
  attempt_handed_out: ofAttempt,
  attempt_planned: { names: 'new_attempt', order: ['open'] },

  attempt_withdrawn: ofUnfinished,
  // When a create is answered late, the attempt may already be paid, or ended.
  attempt_offered: {
    names: 'attempt',
    create: ['planned', 'unknown', 'refused', 'abandoned'],
  },
  attempt_refused: { ...ofUnfinished, create: ['planned', 'unknown'] },
  create_abandoned: { ...ofUnfinished, create: ['planned', 'unknown'] },
  attempt_taken_over: ofUnfinished,
  attempt_approved: { names: 'attempt', attempt: ['opening', 'offered'] },
  capture_wanted: {
    names: 'attempt',
    order: ['open'],
    attempt: ['approved'],
    capture: [null, 'refused'],
  },
  capture_requested: {
    names: 'attempt',
    order: ['open'],
    attempt: ['approved'],
    capture: ['wanted'],
  },
  capture_refused: { ...ofUnfinished, capture: ['requested', 'unknown', 'pending'] },
  attempt_answered: ofAttempt,
  attempt_ended: ofUnfinished,
  attempt_parked: ofAttempt,
  query_prompted: ofAttempt,

  // A second success of the same attempt would overwrite the first.
  payment_captured: { names: 'attempt', attempt: unpaid },
  second_transaction_found: { names: 'second_transaction', attempt: paid },
  order_paid: { ...ofPaid, winner: 'none', role: open },
  duplicate_found: { ...ofPaid, winner: 'another', role: open },
  mismatch_found: { ...ofPaid, role: open },
  late_payment_found: { ...ofPaid, order: ['closed'], winner: 'none', role: [null] },
  late_payment_asked: { ...ofPaid, role: ['late'] },
  late_payment_decided: { ...ofPaid, role: ['late'] },
  payment_reversed: { ...ofPaid, leastMinor: 1 },
  reversal_named: ofPaid,
  payment_returned_unclear: ofPaid,
  payment_contradicted: ofPaid,
  dispute_opened: ofAttempt,
  dispute_ended: ofAttempt,
  payment_confirmed: ofPaid,
  payment_denied: ofPaid,

  refund_requested: ofNewRefund,
  refund_held: ofNewRefund,
  refund_stopped: { names: 'refund', refund: ['awaiting_approval', 'requested'] },
  refund_approved: ofWaiting,
  refund_released: { ...ofWaiting, leastMinor: 1 },
  refund_rejected: ofWaiting,
  refund_accepted: { names: 'refund', refund: ['requested'] },
  refund_postponed: { names: 'refund', refund: ['requested'] },
  refund_forgotten: { names: 'refund', refund: ['processing'] },
  // What the channel says of a refund counts in each of these states, also while it is parked.
  refund_succeeded: {
    names: 'refund',
    refund: ['awaiting_approval', 'requested', 'processing', 'failed', 'manual'],
  },
  refund_failed: {
    names: 'refund',
    refund: ['awaiting_approval', 'requested', 'processing', 'succeeded', 'manual'],
  },
  refund_parked: {
    names: 'refund',
    refund: ['awaiting_approval', 'requested', 'processing', 'manual'],
  },
  refund_abnormal: {
    names: 'refund',
    refund: ['awaiting_approval', 'requested', 'processing', 'failed', 'manual'],
  },
  refund_overdue: ofRefund,
  refund_answered: ofRefund,
  refund_prompted: ofRefund,
  refund_resolved: { names: 'refund', refund: ['manual'] },
} as const satisfies Record<RecordedFact['type'], Standing>;

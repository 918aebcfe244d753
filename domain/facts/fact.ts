import type { AttemptRole, LateDecision, Withdrawal } from '../order/attempt.ts';
import type { PaymentStanding, PutOffCode } from '../order/channel-answer.ts';
import type { Person } from './input.ts';
import type { Money } from '../values/money.ts';
import type { AttentionKind } from '../order/attention-kind.ts';
import type {
  ClosingReason,
  PassingRefusal,
  PayRequest,
  RefusalCode,
  RequestAnswer,
} from '../order/order.ts';
import type { OrderKey } from '../values/order-key.ts';
import type { Policy } from '../order/policy.ts';
import type { RefundTold } from '../order/refund-arrival.ts';
import type { RefundHold, RefundKind, RefundOutcome } from '../order/refund.ts';
import type { ChannelTraits } from '../order/traits.ts';

type At = { readonly atMs: number };
type OfAttempt = At & { readonly number: string };
/** `input`: the id of the input that the fact came from; it must never act twice (rule 19). */
type From = { readonly input: string };
/** Why it failed, as a code. The channel's words stand in a row that can be erased (rule 22). */
type Failure = { readonly code: string };

type OrderFact =
  | (At & {
      readonly type: 'order_created';
      readonly key: OrderKey;
      readonly amount: Money;
      readonly deadlineMs: number;
      readonly policy: Policy;
    })
  | (At & {
      readonly type: 'order_closing';
      readonly reason: ClosingReason;
      readonly input: string | null;
    })
  | (At & { readonly type: 'order_closed' })
  | (At & From & { readonly type: 'cancellation_ignored' })
  | (At & {
      readonly type: 'alert_raised';
      readonly id: string;
      readonly kind: AttentionKind;
      readonly number: string | null;
      readonly detail: string;
    })
  /** `returnedMinor`: by that person's word, how much more went back than was known. */
  | (At &
      From & {
        readonly type: 'alert_resolved';
        readonly id: string;
        readonly by: Person;
        readonly returnedMinor?: number;
      });

type PayFact =
  | (At & From & { readonly type: 'pay_requested'; readonly request: PayRequest })
  | (At & From & { readonly type: 'pay_refused'; readonly code: RefusalCode })
  | (At &
      From & {
        readonly type: 'pay_refused';
        readonly code: PassingRefusal['code'];
        readonly untilMs: number;
      })
  | (OfAttempt & From & { readonly type: 'attempt_handed_out' })
  | (OfAttempt &
      From & {
        readonly type: 'attempt_planned';
        readonly channel: string;
        readonly method: string;
        readonly account: string;
        readonly payer: string | null;
        readonly amount: Money;
        readonly traits: ChannelTraits;
        readonly expiresAtMs: number;
      });

type AttemptFact =
  | (OfAttempt & { readonly type: 'attempt_withdrawn'; readonly reason: Withdrawal['reason'] })
  | (OfAttempt & { readonly type: 'attempt_offered'; readonly channelReference: string | null })
  | (OfAttempt & Failure & { readonly type: 'attempt_refused' })
  | (OfAttempt & Failure & { readonly type: 'create_abandoned' })
  /**
   * Another run makes its calls from now on: a refusal that an earlier run got no longer counts.
   */
  | (OfAttempt & { readonly type: 'attempt_taken_over' })
  | (OfAttempt & { readonly type: 'attempt_approved' })
  | (OfAttempt & { readonly type: 'capture_wanted' })
  | (OfAttempt & { readonly type: 'capture_requested' })
  | (OfAttempt & Failure & { readonly type: 'capture_refused' })
  | (OfAttempt & {
      readonly type: 'attempt_answered';
      readonly askedAtMs: number;
      readonly finding: PaymentStanding['kind'];
    })
  | (OfAttempt & { readonly type: 'attempt_ended'; readonly how: 'closed' | 'denied' })
  | (OfAttempt & { readonly type: 'attempt_parked' })
  | (OfAttempt & { readonly type: 'query_prompted'; readonly input: string | null });

type MoneyFact =
  | (OfAttempt & {
      readonly type: 'payment_captured';
      readonly transaction: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly paidAtMs: number | null;
      readonly input: string | null;
    })
  | (OfAttempt & {
      readonly type: 'second_transaction_found';
      readonly parent: string;
      readonly transaction: string;
    })
  | (OfAttempt & { readonly type: 'order_paid' })
  | (OfAttempt & { readonly type: 'duplicate_found' })
  | (OfAttempt & { readonly type: 'mismatch_found'; readonly why: string })
  | (OfAttempt & { readonly type: 'late_payment_found' })
  | (OfAttempt & { readonly type: 'late_payment_asked'; readonly answerByMs: number })
  | (OfAttempt & {
      readonly type: 'late_payment_decided';
      readonly decision: LateDecision;
      readonly input: string | null;
    })
  /** `input`: id of the request of the person who said so; absent where the channel said so. */
  | (OfAttempt & {
      readonly type: 'payment_reversed';
      readonly reference: string;
      readonly amountMinor: number;
      readonly input?: string;
    })
  /**
   * The channel's own number of money that went back, which a query saw, and we counted, before.
   */
  | (OfAttempt & {
      readonly type: 'reversal_named';
      readonly reference: string;
      readonly explainedMinor: number;
    })
  | (OfAttempt & { readonly type: 'payment_returned_unclear' })
  /** The channel now says this amount; before, it said another of the same transaction. */
  | (OfAttempt & {
      readonly type: 'payment_contradicted';
      readonly amountMinor: number;
      readonly currency: string;
    })
  | (OfAttempt & From & { readonly type: 'dispute_opened' })
  | (OfAttempt & From & { readonly type: 'dispute_ended'; readonly won: boolean })
  | (OfAttempt & { readonly type: 'payment_confirmed'; readonly askedAtMs: number })
  | (OfAttempt & { readonly type: 'payment_denied'; readonly askedAtMs: number });

type OfRefund = At & { readonly number: string };
type NewRefund = OfRefund & {
  readonly id: string;
  readonly kind: RefundKind;
  readonly attempt: string;
  readonly amountMinor: number;
};

type RefundFact =
  /**
   * `reasonMark`: keyed hash of the merchant's reason, whose text stands in a row that can be
   * erased. Null for a compensation, whose reason follows from the attempt's role, and for refunds
   * from before it was kept.
   */
  | (NewRefund & {
      readonly type: 'refund_requested';
      readonly input: string | null;
      readonly reasonMark: string | null;
    })
  | (NewRefund & { readonly type: 'refund_held'; readonly hold: RefundHold })
  | (OfRefund & { readonly type: 'refund_stopped'; readonly hold: RefundHold })
  | (OfRefund & From & { readonly type: 'refund_approved'; readonly by: Person })
  | (OfRefund & { readonly type: 'refund_released'; readonly amountMinor: number })
  | (OfRefund & From & { readonly type: 'refund_rejected'; readonly by: Person })
  | (OfRefund & { readonly type: 'refund_accepted' })
  /** `failure`: why the channel does not take it now; older facts don't say. */
  | (OfRefund & {
      readonly type: 'refund_postponed';
      readonly notBeforeMs: number;
      readonly failure?: Readonly<{ code: PutOffCode }>;
    })
  /** The channel accepted it, and now does not know it: it is sent again under the same number. */
  | (OfRefund & { readonly type: 'refund_forgotten'; readonly notBeforeMs: number })
  | (OfRefund & { readonly type: 'refund_succeeded' })
  | (OfRefund & Failure & { readonly type: 'refund_failed' })
  | (OfRefund & Failure & { readonly type: 'refund_parked' })
  | (OfRefund & Failure & { readonly type: 'refund_abnormal' })
  | (OfRefund & { readonly type: 'refund_overdue' })
  /** What else the channel told of the refund is in no facts from before it was kept. */
  | (OfRefund & RefundTold & { readonly type: 'refund_answered'; readonly askedAtMs: number })
  | (OfRefund & { readonly type: 'refund_prompted'; readonly input: string })
  | (OfRefund &
      From & {
        readonly type: 'refund_resolved';
        readonly outcome: RefundOutcome;
        readonly by: Person;
      });

/** What happened, in the past tense: one row each in the ledger, for ever. */
export type RecordedFact = OrderFact | PayFact | AttemptFact | MoneyFact | RefundFact;

/**
 * What this run learned and nobody need remember: it is never stored, and asked again after a
 * restart. This keeps the polls of a plain order out of the ledger and the run's history.
 */
export type PassingFact =
  | (OfAttempt & { readonly type: 'poll_answered'; readonly askedAtMs: number })
  | (OfAttempt & { readonly type: 'poll_hinted' })
  /** Its evidence is held and must be asked for now, however many calls went unanswered before. */
  | (OfAttempt & { readonly type: 'query_renewed' })
  | (OfAttempt & { readonly type: 'call_unanswered'; readonly askedAtMs: number })
  | (OfAttempt & { readonly type: 'close_answered' })
  | (OfAttempt & { readonly type: 'create_unanswered'; readonly sent: boolean })
  | (OfAttempt & { readonly type: 'capture_unanswered'; readonly state: 'unknown' | 'pending' })
  | (OfRefund & { readonly type: 'refund_unanswered'; readonly unknown: boolean })
  | (OfRefund & { readonly type: 'refund_polled'; readonly askedAtMs: number })
  /** As `query_renewed`, for a refund. */
  | (OfRefund & { readonly type: 'refund_query_renewed' })
  | (At & From & { readonly type: 'request_answered'; readonly answer: RequestAnswer });

export type Fact = RecordedFact | PassingFact;

const recorded: Record<RecordedFact['type'], true> = {
  order_created: true,
  order_closing: true,
  order_closed: true,
  cancellation_ignored: true,
  alert_raised: true,
  alert_resolved: true,
  pay_requested: true,
  pay_refused: true,
  attempt_handed_out: true,
  attempt_planned: true,
  attempt_withdrawn: true,
  attempt_offered: true,
  attempt_refused: true,
  create_abandoned: true,
  attempt_taken_over: true,
  attempt_approved: true,
  capture_wanted: true,
  capture_requested: true,
  capture_refused: true,
  attempt_answered: true,
  attempt_ended: true,
  attempt_parked: true,
  query_prompted: true,
  payment_captured: true,
  second_transaction_found: true,
  order_paid: true,
  duplicate_found: true,
  mismatch_found: true,
  late_payment_found: true,
  late_payment_asked: true,
  late_payment_decided: true,
  payment_reversed: true,
  reversal_named: true,
  payment_returned_unclear: true,
  payment_contradicted: true,
  dispute_opened: true,
  dispute_ended: true,
  payment_confirmed: true,
  payment_denied: true,
  refund_requested: true,
  refund_held: true,
  refund_stopped: true,
  refund_approved: true,
  refund_released: true,
  refund_rejected: true,
  refund_accepted: true,
  refund_postponed: true,
  refund_forgotten: true,
  refund_succeeded: true,
  refund_failed: true,
  refund_parked: true,
  refund_abnormal: true,
  refund_overdue: true,
  refund_answered: true,
  refund_prompted: true,
  refund_resolved: true,
};

/** Whether this build knows the type as one that the ledger keeps. */
export function isRecordedType(type: unknown): type is RecordedFact['type'] {
  return typeof type === 'string' && Object.hasOwn(recorded, type);
}

/** Whether the ledger keeps it. */
export function isRecorded(fact: Fact): fact is RecordedFact {
  return isRecordedType(fact.type);
}

/** The role that a fact of each type gives its attempt. */
export const roleByFact = {
  order_paid: 'winner',
  duplicate_found: 'duplicate',
  mismatch_found: 'mismatch',
  late_payment_found: 'late',
} as const satisfies Partial<Record<Fact['type'], AttemptRole>>;

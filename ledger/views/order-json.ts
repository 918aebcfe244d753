import type { Action } from '../../domain/order/action.ts';
import type { RefundArrival } from '../../domain/order/refund-arrival.ts';
import type { StoredOrder } from '../orders/order-rows.ts';
import type { AttemptRow } from '../orders/attempt-columns.ts';
import type { ReadModels } from '../orders/read-model-rows.ts';
import type { RefundRow } from '../orders/refund-columns.ts';
import { rfc3339 } from '../database/time.ts';

/** Why an attempt or refund failed, or why a refund is put off. */
export type Failure = FailureCode & Readonly<{ message: string }>;
type FailureCode = Readonly<{ code: string }>;

/** @see docs/api.md#objects, Attempt */
export type AttemptView = Readonly<{
  id: string;
  channel: string;
  method: string;
  account: string;
  status: AttemptRow['status'];
  role: AttemptRow['role'];
  superseded: boolean;
  action: Action | null;
  expires_at: string;
  channel_reference: string | null;
  amount_captured: number;
  amount_refunded: number;
  amount_reversed: number;
  created_at: string;
  succeeded_at: string | null;
  failure: Failure | null;
  /** Of a late payment whose merchant was asked (rule 8). */
  late_payment: Readonly<{ answer_by: string; decision: AttemptRow['lateDecision'] }> | null;
}>;

/** @see docs/api.md#objects, Refund */
export type RefundView = Readonly<{
  id: string;
  number: string;
  kind: RefundRow['kind'];
  reason: string;
  attempt: string;
  amount: number;
  status: RefundRow['status'];
  /** Why it waits for a person. */
  hold: RefundRow['hold'];
  failure: Failure | null;
  created_at: string;
  succeeded_at: string | null;
  channel_reference: string | null;
  /** Where and when it arrives, as the channel states it. */
  expected: ExpectedView | null;
}>;

/** @see docs/api.md#where-is-the-money */
export type ExpectedView = Readonly<{
  to: RefundArrival['to'];
  original: boolean | null;
  at: string | null;
  usually: string | null;
}>;

type WithoutText<View> = Omit<View, 'failure'> & Readonly<{ failure: FailureCode | null }>;

/**
 * Without free text, which is added when it is read: @see order-texts.ts. What was asked of a late
 * payment is absent in events of releases before.
 */
export type AttemptSnapshot = Omit<WithoutText<AttemptView>, 'late_payment'> &
  Partial<Pick<AttemptView, 'late_payment'>>;

type Arrival = Pick<RefundView, 'channel_reference' | 'expected'>;

/**
 * `reason`: in our own words; null: in the merchant's, which are added when it is read. What is
 * told of its arrival is absent in events of releases before.
 */
export type RefundSnapshot = Omit<WithoutText<RefundView>, 'reason' | keyof Arrival> &
  Readonly<{ reason: string | null }> &
  Partial<Arrival>;

/** An order as events keep it: without free text, and without what depends on our own address. */
export type OrderSnapshot = Readonly<{
  id: string;
  status: StoredOrder['status'];
  amount: Readonly<{ currency: string; value: number }>;
  amount_refunded: number;
  description: string;
  version: number;
  expires_at: string;
  created_at: string;
  paid_at: string | null;
  closed_at: string | null;
  winner: string | null;
  attention: StoredOrder['attention'];
  return_url: string | null;
  attempts: readonly AttemptSnapshot[];
  refunds: readonly RefundSnapshot[];
  metadata: Readonly<Record<string, string>>;
}>;

/** @see docs/api.md#objects, Order */
export type OrderView = Omit<OrderSnapshot, 'attempts' | 'refunds'> &
  Readonly<{
    attempts: readonly AttemptView[];
    refunds: readonly RefundView[];
    checkout_url: string;
  }>;

/** An offer is shown only while the shopper should act on it. */
function isOnOffer(attempt: AttemptRow): boolean {
  return attempt.status === 'offered' && !attempt.withdrawn;
}

function failureOf({ failureCode: code }: AttemptRow | RefundRow): FailureCode | null {
  return code === null ? null : { code };
}

function lateOf({ lateAnswerByMs, lateDecision }: AttemptRow): AttemptView['late_payment'] {
  if (lateAnswerByMs === null) return null;
  return { answer_by: rfc3339(lateAnswerByMs), decision: lateDecision };
}

function attemptView(attempt: AttemptRow, offers: ReadonlyMap<string, Action>): AttemptSnapshot {
  return {
    id: attempt.number,
    channel: attempt.channel,
    method: attempt.method,
    account: attempt.account,
    status: attempt.status,
    role: attempt.role,
    superseded: attempt.superseded,
    action: isOnOffer(attempt) ? (offers.get(attempt.number) ?? null) : null,
    expires_at: rfc3339(attempt.expiresAtMs),
    channel_reference: attempt.channelReference,
    amount_captured: attempt.capturedMinor,
    amount_refunded: attempt.refundedMinor,
    amount_reversed: attempt.reversedMinor,
    created_at: rfc3339(attempt.plannedAtMs),
    succeeded_at: rfc3339(attempt.succeededAtMs),
    failure: failureOf(attempt),
    late_payment: lateOf(attempt),
  };
}

/** Only of money that is on its way or has arrived: what was said before a failure misleads. */
function expectedOf({ status, expected }: RefundRow): ExpectedView | null {
  if (expected === null || (status !== 'processing' && status !== 'succeeded')) return null;
  const { to, original, atMs, usually } = expected;
  return { to, original, at: rfc3339(atMs), usually };
}

/** A refund as merchants see it, without free text. */
export function refundSnapshot(refund: RefundRow): RefundSnapshot {
  return {
    id: refund.id,
    number: refund.number,
    kind: refund.kind,
    reason: refund.kind === 'compensation' ? refund.reason : null,
    attempt: refund.attempt,
    amount: refund.amountMinor,
    status: refund.status,
    hold: refund.hold,
    failure: failureOf(refund),
    created_at: rfc3339(refund.createdAtMs),
    succeeded_at: rfc3339(refund.succeededAtMs),
    channel_reference: refund.channelReference,
    expected: expectedOf(refund),
  };
}

/** What the merchant said when making the order; no fact holds it. */
export type OrderTerms = Pick<StoredOrder, 'key' | 'description' | 'returnUrl' | 'metadata'>;

/**
 * An order as merchants see it, without free text.
 *
 * @param version seq of the newest fact in `models`
 * @param offers by attempt number; none in snapshots that are kept, for offers must be erasable
 */
export function orderSnapshot(
  terms: OrderTerms,
  models: ReadModels,
  version: number,
  offers: ReadonlyMap<string, Action> = new Map(),
): OrderSnapshot {
  const { order } = models;
  return {
    id: terms.key.orderId,
    status: order.status,
    amount: { currency: order.currency, value: order.amountMinor },
    amount_refunded: order.amountRefundedMinor,
    description: terms.description,
    version,
    expires_at: rfc3339(order.expiresAtMs),
    created_at: rfc3339(order.createdAtMs),
    paid_at: rfc3339(order.paidAtMs),
    closed_at: rfc3339(order.closedAtMs),
    winner: order.winner,
    attention: order.attention,
    return_url: terms.returnUrl,
    attempts: models.attempts.map((one) => attemptView(one, offers)),
    refunds: models.refunds.map(refundSnapshot),
    metadata: terms.metadata,
  };
}

/** Where the shopper pays. */
export function checkoutUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/pay/${token}`;
}

import type { Attempt } from './attempt.ts';
import type { AttentionKind } from './attention-kind.ts';
import type { Money } from '../values/money.ts';
import type { OrderKey } from '../values/order-key.ts';
import type { Policy } from './policy.ts';
import type { Refund } from './refund.ts';
import type { ChannelTraits } from './traits.ts';

export const orderStatuses = ['open', 'closing', 'paid', 'closed'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Why an order takes no new payment any more. */
export type ClosingReason = 'deadline' | 'merchant';

/** An alert stays until a person resolves it. */
export type Alert = Readonly<{
  id: string;
  kind: AttentionKind;
  number: string | null;
  raisedAtMs: number;
  detail: string;
}>;

/** Codes of refusals, as in docs/problems.md. */
export type RefusalCode =
  | 'order_already_paid'
  | 'order_closed'
  | 'too_many_attempts'
  | 'channel_not_offered'
  | 'refund_exceeds_paid'
  | 'refund_conflict'
  | 'order_not_paid'
  | 'payment_disputed'
  | 'refund_not_supported'
  | 'late_payment_not_asked'
  | 'late_payment_decided'
  | 'refund_not_waiting'
  | 'attention_not_found'
  | 'returned_amount_wrong';

/** A refusal for now only: the same request, under the same id, is decided anew later. */
export type PassingRefusal = Readonly<{
  kind: 'refused';
  code: 'channel_cooling' | 'order_held';
  /** When the request may succeed; absolute ms. */
  untilMs: number;
}>;

/** What became of a request, by the id of its input. */
export type RequestAnswer =
  | PassingRefusal
  | Readonly<{ kind: 'attempt'; number: string; handedOut: boolean }>
  | Readonly<{ kind: 'refund'; number: string }>
  | Readonly<{ kind: 'done' }>
  | Readonly<{ kind: 'refused'; code: RefusalCode }>;

export type RefusedAnswer = Extract<RequestAnswer, { kind: 'refused' }>;

/** A click on pay with everything that is needed: the rules choose nothing of it. */
export type PayRequest = Readonly<{
  /** Id of the input: route, idempotency key and hash of the body. */
  id: string;
  /** Drawn by the API; becomes the payment number if an attempt is planned. */
  number: string;
  channel: string;
  method: string;
  account: string;
  /** Opaque mark of who pays (a hash), where the method binds the code to a payer. */
  payer: string | null;
  traits: ChannelTraits;
}>;

/** A click that waits until the attempts it supersedes have been closed and asked about. */
export type PendingPay = Readonly<{ request: PayRequest; requestedAtMs: number }>;

/** The whole standing of one order. JSON, never mutated; made by `evolve` alone. */
export type OrderState = Readonly<{
  key: OrderKey;
  amount: Money;
  deadlineMs: number;
  policy: Policy;
  status: OrderStatus;
  createdAtMs: number;
  closing: Readonly<{ atMs: number; reason: ClosingReason }> | null;
  paidAtMs: number | null;
  closedAtMs: number | null;
  winner: string | null;
  attempts: readonly Attempt[];
  refunds: readonly Refund[];
  pendingPays: readonly PendingPay[];
  alerts: readonly Alert[];
  /** Rule 19: ids of inputs already taken, with their answers. */
  answers: Readonly<Record<string, RequestAnswer>>;
}>;

/** Rule 19: whether a request of that id was answered, or is a click that waits for its turn. */
export function isTaken(order: OrderState, id: string): boolean {
  return id in order.answers || order.pendingPays.some((one) => one.request.id === id);
}

/** The attempts that share a payment number at the channel: one, and its second transactions. */
export function familyOf(order: OrderState, channelNumber: string): readonly Attempt[] {
  return order.attempts.filter((one) => one.channelNumber === channelNumber);
}

/** The order's attempt of this number, second transactions among them. */
export function attemptOf(order: OrderState, number: string): Attempt | undefined {
  return order.attempts.find((one) => one.number === number);
}

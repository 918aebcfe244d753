import {
  type AttemptRole,
  type AttemptStatus,
  isWatched,
  type KnownCapture,
  type KnownCreate,
} from '../order/attempt.ts';
import type { RefundKind, RefundStatus } from '../order/refund.ts';
import type { PaymentCallKind, RefundCallKind } from './task.ts';

/**
 * What an attempt's row says. `create` null: not known, for the row was written before this was
 * kept; `capture` null: the same, or none is wanted.
 */
export type CalledPayment = Readonly<{
  status: AttemptStatus;
  role: AttemptRole | null;
  withdrawn: boolean;
  final: boolean;
  parked: boolean;
  create: KnownCreate | null;
  capture: KnownCapture | null;
}>;

export type CalledRefund = Readonly<{ status: RefundStatus; kind: RefundKind }>;

function allowsPaymentCall(call: PaymentCallKind, payment: CalledPayment): boolean {
  switch (call) {
    case 'query':
      return true;
    case 'create':
      return isWatched(payment) && (payment.create === 'planned' || payment.create === null);
    case 'close':
    case 'void':
      return isWatched(payment) && payment.withdrawn && payment.capture !== 'requested';
    case 'capture':
      return isWatched(payment) && payment.capture === 'requested';
    default:
      return call satisfies never;
  }
}

/**
 * one-writer: a call goes out only after its fact is in the ledger, whatever a run believes. The
 * row allows the calls that the agenda could ask for in that state, and no others.
 *
 * @returns why nothing may be sent, in words for a person; null: the call may be made
 */
export function refusalOfPaymentCall(call: PaymentCallKind, payment: CalledPayment): string | null {
  if (allowsPaymentCall(call, payment)) return null;
  const { status, create, capture, withdrawn } = payment;
  const rest = `create ${create ?? 'unknown'}, capture ${capture ?? 'none'}`;
  return `a ${call} of a payment that is ${status} (${rest}, ${withdrawn ? '' : 'not '}withdrawn)`;
}

/**
 * The same for a call about a refund. winner-safe: a compensation never refunds the winner.
 *
 * @param payment the attempt whose money the refund gives back
 */
export function refusalOfRefundCall(
  call: RefundCallKind,
  refund: CalledRefund,
  payment: CalledPayment,
): string | null {
  if (call === 'query_refund') return null;
  if (refund.status !== 'requested') return `a refund that is ${refund.status}`;
  if (payment.status !== 'succeeded') return `a refund of a payment that is ${payment.status}`;
  const isOfWinner = payment.role === 'winner';
  if (isOfWinner === (refund.kind === 'merchant')) return null;
  return `a ${refund.kind} refund of ${isOfWinner ? 'the winner' : 'another payment than the winner'}`;
}

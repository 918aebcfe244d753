import { attention } from '../../domain/order/attention.ts';
import { type Attempt, knownCapture, knownCreate } from '../../domain/order/attempt.ts';
import { compensationReason } from '../../domain/order/compensation-reason.ts';
import { attemptOf, type OrderState } from '../../domain/order/order.ts';
import type { Refund } from '../../domain/order/refund.ts';
import type { AttemptRow } from './attempt-columns.ts';
import type { OrderRow } from './order-columns.ts';
import type { RefundRow } from './refund-columns.ts';

/** An order's read models: its row, and the rows of its attempts and refunds in their sequence. */
export type ReadModels = Readonly<{
  order: OrderRow;
  attempts: readonly AttemptRow[];
  refunds: readonly RefundRow[];
}>;

function attemptRowOf(attempt: Attempt, position: number): AttemptRow {
  return {
    number: attempt.number,
    position,
    channel: attempt.channel,
    method: attempt.method,
    account: attempt.account,
    channelNumber: attempt.channelNumber,
    payer: attempt.payer,
    status: attempt.status,
    role: attempt.role,
    superseded: attempt.superseded,
    withdrawn: attempt.withdrawal !== null,
    final: attempt.final,
    parked: attempt.parked,
    amountMinor: attempt.amount.amountMinor,
    currency: attempt.amount.currency,
    capturedMinor: attempt.capturedMinor,
    capturedCurrency: attempt.capturedCurrency,
    refundedMinor: attempt.refundedMinor,
    reversedMinor: attempt.reversedMinor,
    channelReference: attempt.channelReference,
    transaction: attempt.transaction,
    failureCode: attempt.failure?.code ?? null,
    plannedAtMs: attempt.plannedAtMs,
    expiresAtMs: attempt.expiresAtMs,
    succeededAtMs: attempt.succeededAtMs,
    create: knownCreate(attempt),
    capture: knownCapture(attempt),
    lateAnswerByMs: attempt.late?.answerByMs ?? null,
    lateDecision: attempt.late?.decision ?? null,
  };
}

function refundRowOf(refund: Refund, position: number, role: Attempt['role']): RefundRow {
  return {
    number: refund.number,
    id: refund.id,
    position,
    attempt: refund.attempt,
    kind: refund.kind,
    reason: refund.kind === 'compensation' ? compensationReason(role) : '',
    amountMinor: refund.amountMinor,
    status: refund.status,
    hold: refund.hold,
    abnormal: refund.abnormal,
    overdue: refund.overdue,
    failureCode: refund.failure?.code ?? null,
    createdAtMs: refund.createdAtMs,
    succeededAtMs: refund.succeededAtMs,
    approvedAtMs: refund.approvedAtMs,
    channelReference: refund.channelReference,
    expected: refund.expected,
  };
}

function orderRowOf(state: OrderState): OrderRow {
  const winner = state.attempts.find((one) => one.number === state.winner);
  return {
    status: state.status,
    amountMinor: state.amount.amountMinor,
    currency: state.amount.currency,
    // Of the winner alone: money of other attempts was never the order's.
    amountRefundedMinor: winner?.refundedMinor ?? 0,
    winner: state.winner,
    attention: attention(state),
    alerts: [...state.alerts],
    createdAtMs: state.createdAtMs,
    expiresAtMs: state.deadlineMs,
    paidAtMs: state.paidAtMs,
    closedAtMs: state.closedAtMs,
  };
}

/** The rows of the read models for a state. */
export function readModelsOf(state: OrderState): ReadModels {
  return {
    order: orderRowOf(state),
    attempts: state.attempts.map(attemptRowOf),
    refunds: state.refunds.map((one, position) =>
      refundRowOf(one, position, attemptOf(state, one.attempt)?.role ?? null),
    ),
  };
}

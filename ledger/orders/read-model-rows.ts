import { z } from 'zod';
import { attention } from '../../domain/order/attention.ts';
import { type Attempt, knownCapture, knownCreate } from '../../domain/order/attempt.ts';
import { compensationReason } from '../../domain/order/compensation-reason.ts';
import { attemptOf, type OrderState } from '../../domain/order/order.ts';
import type { Refund } from '../../domain/order/refund.ts';

const attentionKind = z.enum([
  'duplicate',
  'late',
  'mismatch',
  'refund',
  'reversed',
  'dispute',
  'unknown',
  'parked',
  'held',
]);

/** The part of an order's row that follows from its facts. Times in ms, amounts in minor units. */
export const orderRow = z.object({
  status: z.enum(['open', 'closing', 'paid', 'closed']),
  amountMinor: z.number(),
  currency: z.string(),
  amountRefundedMinor: z.number(),
  winner: z.string().nullable(),
  attention: z.array(attentionKind),
  alerts: z.array(
    z.object({
      id: z.string(),
      kind: attentionKind,
      number: z.string().nullable(),
      raisedAtMs: z.number(),
      detail: z.string(),
    }),
  ),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  paidAtMs: z.number().nullable(),
  closedAtMs: z.number().nullable(),
});
export type OrderRow = z.output<typeof orderRow>;

/** A row of `attempts`. */
export const attemptRow = z.object({
  number: z.string(),
  position: z.number(),
  channel: z.string(),
  method: z.string(),
  account: z.string(),
  channelNumber: z.string(),
  payer: z.string().nullable(),
  status: z.enum(['opening', 'offered', 'approved', 'succeeded', 'failed', 'closed']),
  role: z.enum(['winner', 'duplicate', 'late', 'mismatch']).nullable(),
  superseded: z.boolean(),
  withdrawn: z.boolean(),
  final: z.boolean(),
  parked: z.boolean(),
  amountMinor: z.number(),
  currency: z.string(),
  capturedMinor: z.number(),
  capturedCurrency: z.string().nullable(),
  refundedMinor: z.number(),
  reversedMinor: z.number(),
  channelReference: z.string().nullable(),
  transaction: z.string().nullable(),
  failureCode: z.string().nullable(),
  plannedAtMs: z.number(),
  expiresAtMs: z.number(),
  succeededAtMs: z.number().nullable(),
  /**
   * By the facts alone; only a run remembers calls without an answer. Null: from before it was
   * kept.
   */
  create: z.enum(['planned', 'acknowledged', 'refused', 'abandoned']).nullable(),
  capture: z.enum(['wanted', 'requested', 'refused', 'done']).nullable(),
});
export type AttemptRow = z.output<typeof attemptRow>;

/** A row of `refunds`. */
export const refundRow = z.object({
  number: z.string(),
  id: z.string(),
  position: z.number(),
  attempt: z.string(),
  kind: z.enum(['merchant', 'compensation']),
  /**
   * Our own words for a compensation; empty for a merchant's refund, whose reason can be erased.
   */
  reason: z.string(),
  amountMinor: z.number(),
  status: z.enum(['awaiting_approval', 'requested', 'processing', 'succeeded', 'failed', 'manual']),
  hold: z.string().nullable(),
  abnormal: z.boolean(),
  overdue: z.boolean(),
  failureCode: z.string().nullable(),
  createdAtMs: z.number(),
  succeededAtMs: z.number().nullable(),
  approvedAtMs: z.number().nullable(),
});
export type RefundRow = z.output<typeof refundRow>;

/** An order's read models: its row, and the rows of its attempts and refunds in their sequence. */
export type ReadModels = Readonly<{
  order: OrderRow;
  attempts: AttemptRow[];
  refunds: RefundRow[];
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

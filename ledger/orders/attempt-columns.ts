import {
  attemptRoles,
  attemptStatuses,
  knownCaptures,
  knownCreates,
  lateDecisions,
} from '../../domain/order/attempt.ts';
import { bigint, boolean, integer, oneOf, orNull, text, time } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { RowOf, Table } from '../database/table.ts';

/** What a row of `attempts` says of its attempt. Amounts in minor units. */
export const attemptColumns = {
  number: text('number'),
  position: integer('position'),
  channel: text('channel'),
  method: text('method'),
  account: text('account'),
  channelNumber: text('channel_number'),
  payer: orNull(text('payer')),
  status: oneOf('status', attemptStatuses),
  role: orNull(oneOf('role', attemptRoles)),
  superseded: boolean('superseded'),
  withdrawn: boolean('withdrawn'),
  final: boolean('final'),
  parked: boolean('parked'),
  amountMinor: bigint('amount_minor'),
  currency: text('currency'),
  capturedMinor: bigint('captured_minor'),
  capturedCurrency: orNull(text('captured_currency')),
  refundedMinor: bigint('refunded_minor'),
  reversedMinor: bigint('reversed_minor'),
  channelReference: orNull(text('channel_reference')),
  transaction: orNull(text('transaction')),
  failureCode: orNull(text('failure_code')),
  plannedAtMs: time('planned_at'),
  expiresAtMs: time('expires_at'),
  succeededAtMs: orNull(time('succeeded_at')),
  /** As the ledger knows it, whatever a run remembers of calls without an answer. */
  create: orNull(oneOf('create_state', knownCreates)),
  capture: orNull(oneOf('capture_state', knownCaptures)),
  /** Rule 8: of a late payment whose merchant was asked. */
  lateAnswerByMs: orNull(time('late_answer_by')),
  lateDecision: orNull(oneOf('late_decision', lateDecisions)),
};
export type AttemptRow = RowOf<typeof attemptColumns>;

export const attemptsTable = {
  name: 'attempts',
  columns: { ...ofOrder, ...attemptColumns },
  // Empty since 0013; until a release drops it.
  besides: ['failure_message'],
} as const satisfies Table;

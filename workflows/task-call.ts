import { ActivityFailure, proxyActivities, TimeoutFailure } from '@temporalio/workflow';
import type { Attempt } from '../domain/attempt.ts';
import { hasSucceeded } from '../domain/attempt.ts';
import type { NoAnswer } from '../domain/finding.ts';
import type { TaskAnswer } from '../domain/input.ts';
import { invariant } from '../domain/invariant.ts';
import type { OrderState } from '../domain/order.ts';
import type { Refund } from '../domain/refund.ts';
import type { Task } from '../domain/task.ts';
import type { ChannelActivities, PaymentCall, RefundCall } from './order-activities.ts';
import { channelTaskQueue } from './task-queue.ts';

type ChannelTask = Exclude<Task, { kind: 'clock' }>;

/**
 * One call, never repeated by the engine: an unknown outcome is the rules' to
 * ask about. The heartbeat tells a dead worker within seconds.
 */
function activitiesOf(channel: string): ChannelActivities {
  return proxyActivities<ChannelActivities>({
    taskQueue: channelTaskQueue(channel),
    startToCloseTimeout: '20s',
    scheduleToStartTimeout: '60s',
    heartbeatTimeout: '3s',
    retry: { maximumAttempts: 1 },
  });
}

function attemptOf(order: OrderState, number: string): Attempt {
  const attempt = order.attempts.find((one) => one.number === number);
  invariant(attempt !== undefined, 'a task names an attempt of its order');
  return attempt;
}

function refundOf(order: OrderState, number: string): Refund {
  const refund = order.refunds.find((one) => one.number === number);
  invariant(refund !== undefined, 'a task names a refund of its order');
  return refund;
}

function paymentCall(order: OrderState, attempt: Attempt, nextDueAtMs: number | null): PaymentCall {
  return {
    key: order.key,
    number: attempt.channelNumber,
    channel: attempt.channel,
    account: attempt.account,
    method: attempt.method,
    channelReference: attempt.channelReference,
    transaction: attempt.transaction,
    amount: hasSucceeded(attempt)
      ? {
          amountMinor: attempt.capturedMinor,
          currency: attempt.capturedCurrency ?? attempt.amount.currency,
        }
      : attempt.amount,
    plannedAtMs: attempt.plannedAtMs,
    expiresAtMs: attempt.expiresAtMs,
    nextDueAtMs,
  };
}

/** A task that never reached a worker was surely not executed; anything else may have been. */
function noAnswer(error: unknown): NoAnswer {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const isNeverStarted =
    cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START';
  const message = cause instanceof Error ? cause.message : 'the call ended without an answer';
  return isNeverStarted
    ? { kind: 'retry', code: 'no_worker', message }
    : { kind: 'unknown', code: 'no_answer', message };
}

async function answerOr<T>(call: Promise<T>): Promise<T | NoAnswer> {
  try {
    return await call;
  } catch (error) {
    return noAnswer(error);
  }
}

/** Makes the call a task asks for. Its failure is never the workflow's: it becomes an answer. */
export async function callChannel(
  order: OrderState,
  task: ChannelTask,
  nextDueAtMs: number | null,
  askedAtMs: number,
): Promise<TaskAnswer> {
  if (task.kind === 'refund' || task.kind === 'query_refund') {
    return await callRefund(order, task, nextDueAtMs, askedAtMs);
  }
  const { number } = task;
  const attempt = attemptOf(order, number);
  const call = paymentCall(order, attempt, nextDueAtMs);
  const activities = activitiesOf(attempt.channel);
  const of = { number, askedAtMs };
  switch (task.kind) {
    case 'create':
      return { ...of, type: 'created', answer: await answerOr(activities.create(call)) };
    case 'query':
      return { ...of, type: 'queried', answer: await answerOr(activities.query(call)) };
    case 'close':
      return { ...of, type: 'close_answered', answer: await answerOr(activities.close(call)) };
    case 'void':
      return {
        ...of,
        type: 'close_answered',
        answer: await answerOr(activities.voidApproval(call)),
      };
    case 'capture':
      return { ...of, type: 'captured', answer: await answerOr(activities.capture(call)) };
    default:
      return task satisfies never;
  }
}

async function callRefund(
  order: OrderState,
  task: Extract<ChannelTask, { refundNumber: string }>,
  nextDueAtMs: number | null,
  askedAtMs: number,
): Promise<TaskAnswer> {
  const refund = refundOf(order, task.refundNumber);
  const attempt = attemptOf(order, refund.attempt);
  const activities = activitiesOf(attempt.channel);
  const call: RefundCall = {
    payment: paymentCall(order, attempt, nextDueAtMs),
    refundNumber: refund.number,
    kind: refund.kind,
    approved: refund.approvedAtMs !== null,
    amountMinor: refund.amountMinor,
    reason: refund.reason,
  };
  const of = { refundNumber: refund.number, askedAtMs };
  return task.kind === 'refund'
    ? { ...of, type: 'refunded', answer: await answerOr(activities.refund(call)) }
    : { ...of, type: 'refund_queried', answer: await answerOr(activities.queryRefund(call)) };
}

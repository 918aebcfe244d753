import {
  ActivityFailure,
  type ActivityInterfaceFor,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { NoAnswer } from '../../domain/order/channel-answer.ts';
import type { TaskAnswer } from '../../domain/facts/input.ts';
import { invariant } from '../../domain/invariant.ts';
import { attemptOf, type OrderState } from '../../domain/order/order.ts';
import type { CallKind, CallName, Task } from '../../domain/agenda/task.ts';
import { withoutAnswer } from '../../domain/agenda/task-answer.ts';
import { channelReplyOf } from './message-shape.ts';
import type { ChannelActivities, ChannelCall, ChannelReply } from '../messages/order-activities.ts';
import { channelTaskQueue } from '../messages/task-queue.ts';
import { callSummary } from './task-words.ts';

export type ChannelTask = Exclude<Task, { kind: 'clock' }>;

/**
 * What a call brought: an answer that proves nothing, the name of a row, or that nothing was sent.
 */
export type Heard =
  | Readonly<{ kind: 'said'; answer: TaskAnswer }>
  | Readonly<{ kind: 'stored'; name: CallName }>
  | Readonly<{ kind: 'not_in_ledger'; answer: TaskAnswer; why: string }>;

const activityOf: Record<CallKind, keyof ChannelActivities> = {
  create: 'create',
  query: 'query',
  close: 'close',
  void: 'voidApproval',
  capture: 'capture',
  refund: 'refund',
  query_refund: 'queryRefund',
};

/**
 * Makes a call that the engine never repeats: the rules decide what follows an unknown outcome.
 * The heartbeat shows a dead worker within seconds.
 */
function activitiesOf(channel: string): ActivityInterfaceFor<ChannelActivities> {
  return proxyActivities<ChannelActivities>({
    taskQueue: channelTaskQueue(channel),
    startToCloseTimeout: '20s',
    scheduleToStartTimeout: '60s',
    heartbeatTimeout: '3s',
    retry: { maximumAttempts: 1 },
  });
}

function channelOf(order: OrderState, task: ChannelTask): string {
  const refund =
    'refundNumber' in task
      ? order.refunds.find((one) => one.number === task.refundNumber)
      : undefined;
  const attempt = attemptOf(order, 'number' in task ? task.number : (refund?.attempt ?? ''));
  invariant(attempt !== undefined, 'a task names an attempt or refund of its order');
  return attempt.channel;
}

/** A call that never reached a worker was surely not executed; any other may have been. */
function noAnswer(error: unknown): NoAnswer {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const isNeverStarted =
    cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START';
  return isNeverStarted
    ? { kind: 'retry', code: 'no_worker' }
    : { kind: 'unknown', code: 'no_answer' };
}

async function reply(call: Promise<unknown>): Promise<ChannelReply> {
  try {
    return channelReplyOf(await call);
  } catch (error) {
    return noAnswer(error);
  }
}

/**
 * Makes the call that a task asks for. A failure of the call becomes an answer and never fails the
 * workflow. The call only names what it is about; its activity reads the rest in the ledger.
 */
export async function callChannel(
  order: OrderState,
  task: ChannelTask,
  nextDueAtMs: number | null,
  askedAtMs: number,
): Promise<Heard> {
  const number = 'refundNumber' in task ? task.refundNumber : task.number;
  const name: CallName = { call: task.kind, number, askedAtMs };
  const make = activitiesOf(channelOf(order, task))[activityOf[task.kind]];
  const call: ChannelCall = { key: order.key, number, askedAtMs, nextDueAtMs };
  const summary = callSummary(order, task);
  const said = await reply(make.executeWithOptions({ summary }, [call]));
  switch (said.kind) {
    case 'stored':
      return { kind: 'stored', name };
    case 'not_in_ledger': {
      const answer = withoutAnswer(name, { kind: 'retry', code: 'not_in_ledger' });
      return { kind: 'not_in_ledger', answer, why: said.why };
    }
    default:
      return { kind: 'said', answer: withoutAnswer(name, said) };
  }
}

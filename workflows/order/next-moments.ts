import { agenda, clockMoments, nextDueAtMs } from '../../domain/agenda/agenda.ts';
import { nextPollMs } from '../../domain/agenda/due-times.ts';
import type { Task } from '../../domain/agenda/task.ts';
import { evolve } from '../../domain/facts/evolve.ts';
import type { Attempt } from '../../domain/order/attempt.ts';
import type { OrderState } from '../../domain/order/order.ts';
import type { KnownOrder } from '../decided/known-order.ts';
import { attemptWords, momentWords, taskWords } from './task-words.ts';

/** A moment at which the loop must look again: absolute ms, and what happens then, in words. */
export type Moment = Readonly<{ atMs: number; what: string }>;

function nextPollOf(attempt: Attempt): string {
  return `next poll of ${attemptWords(attempt)}`;
}

function ofTask(order: OrderState, task: Task): Moment {
  const isPoll = task.kind === 'query' && task.why === 'poll';
  const polled = isPoll ? order.attempts.find((one) => one.number === task.number) : undefined;
  const what = polled === undefined ? taskWords(order, task).what : nextPollOf(polled);
  return { atMs: task.dueAtMs, what };
}

/**
 * When the loop must look again. An attempt whose call is in flight has no other task yet: its next
 * poll is added beforehand, so that the end of the call needs no new timer.
 */
export function nextMoments({ state }: KnownOrder, running: ReadonlySet<string>): Moment[] {
  const foreseen = state.attempts
    .filter((one) => running.has(one.number))
    .map((one) => ({
      atMs: nextPollMs(one, state.policy, Date.now()),
      what: nextPollOf(one),
    }));
  const ofClock = clockMoments(state).map(({ dueAtMs, why }) => ({
    atMs: dueAtMs,
    what: momentWords(why).what,
  }));
  return [...agenda(state).map((one) => ofTask(state, one)), ...ofClock, ...foreseen];
}

/**
 * When the order is due if this query is answered "still unpaid", which leaves no fact; absolute
 * ms. Null: never again by itself, or the task is another call, whose append says when.
 */
export function dueAfter({ state }: KnownOrder, task: Task): number | null {
  if (task.kind !== 'query') return null;
  const atMs = Date.now();
  const { number } = task;
  return nextDueAtMs(evolve(state, { type: 'poll_answered', number, askedAtMs: atMs, atMs }));
}

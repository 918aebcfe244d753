import { refundClockMs, refundTasks } from './refund-query-due.ts';
import { type Attempt, isWatched } from '../order/attempt.ts';
import { captureDueMs, createDueMs, isWanted, takeOverDueMs } from './charging-call.ts';
import { confirmSinceMs } from '../order/confirmation.ts';
import type { OrderState } from '../order/order.ts';
import type { Task } from './task.ts';
import {
  answerOwedSinceMs,
  canBeLookedUp,
  closeOwedSinceMs,
  closingCall,
  nextConfirmMs,
  nextPollMs,
  parksAtMs,
  retryAtMs,
  payDecidedByMs,
} from './due-times.ts';

/** Rules 2 and 6: create and capture; null before this run has taken the attempt over. */
function chargingTask(
  order: OrderState,
  attempt: Attempt,
  kind: 'create' | 'capture',
): Task | null {
  if (takeOverDueMs(order, attempt) !== null) return null;
  const dueAtMs = kind === 'create' ? createDueMs(order, attempt) : captureDueMs(order, attempt);
  if (dueAtMs === null) return null;
  return { kind, lane: attempt.number, number: attempt.number, dueAtMs };
}

function nextScheduledMs(order: OrderState, attempt: Attempt): number {
  const { lastTriedMs, hintedAtMs } = attempt.memory;
  if (hintedAtMs !== null) return hintedAtMs;
  return nextPollMs(attempt, order.policy, lastTriedMs ?? attempt.plannedAtMs);
}

/** A close that had no effect is tried again when a later poll is due, once for each poll. */
function nextCloseMs(order: OrderState, attempt: Attempt): number {
  const { lastTriedMs, closeAnsweredMs } = attempt.memory;
  const afterMs = Math.max(lastTriedMs ?? attempt.plannedAtMs, closeAnsweredMs ?? 0);
  return nextPollMs(attempt, order.policy, afterMs);
}

/** Rules 1, 5, 7 and 9: a close or void that is owed, or is repeated when a poll would be due. */
function closeTask(order: OrderState, attempt: Attempt): Task | null {
  const kind = closingCall(attempt);
  if (kind === null) return null;
  const owed = closeOwedSinceMs(attempt);
  const dueAtMs =
    owed === null ? nextCloseMs(order, attempt) : Math.max(owed, retryAtMs(attempt, order.policy));
  return { kind, lane: attempt.number, number: attempt.number, dueAtMs };
}

/** The query that rule 3 schedules, or that another rule waits for. */
function queryTask(order: OrderState, attempt: Attempt): Task | null {
  if (!canBeLookedUp(attempt)) return null;
  const owed = answerOwedSinceMs(order, attempt);
  const due: number[] = [];
  if (owed !== null) due.push(Math.max(owed, retryAtMs(attempt, order.policy)));
  if (isWatched(attempt)) due.push(nextScheduledMs(order, attempt));
  const confirmMs = nextConfirmMs(order, attempt);
  if (confirmMs !== null) due.push(confirmMs);
  if (due.length === 0) return null;
  const dueAtMs = Math.min(...due);
  const why = owed !== null && owed <= dueAtMs ? 'a rule waits for it' : 'poll';
  return { kind: 'query', lane: attempt.number, number: attempt.number, dueAtMs, why };
}

/** One call at a time per attempt: the first due; of two due at once, the earlier in this list. */
function attemptTask(order: OrderState, attempt: Attempt): Task | null {
  const tasks = [
    closeTask(order, attempt),
    chargingTask(order, attempt, 'capture'),
    chargingTask(order, attempt, 'create'),
    queryTask(order, attempt),
  ].filter((task) => task !== null);
  return tasks.reduce<Task | null>(
    (first, task) => (first === null || task.dueAtMs < first.dueAtMs ? task : first),
    null,
  );
}

type Moment = Readonly<{ dueAtMs: number | null; why: string }>;

/** A moment at which the clock decides something; absolute ms. `why`: our name of what. */
export type ClockMoment = Readonly<{ dueAtMs: number; why: string }>;

function attemptMoments(order: OrderState, attempt: Attempt): Moment[] {
  const moments: Moment[] = [
    { dueAtMs: parksAtMs(attempt, order.policy), why: 'parks' },
    { dueAtMs: takeOverDueMs(order, attempt), why: 'takes over from an earlier run' },
  ];
  if (isWatched(attempt) && attempt.withdrawal === null) {
    moments.push({ dueAtMs: attempt.expiresAtMs, why: 'attempt expires' });
  }
  if (attempt.capture?.state === 'wanted' && isWanted(order, attempt)) {
    const dueAtMs = attempt.capture.atMs + order.policy.captureBoundMs;
    moments.push({ dueAtMs, why: 'capture' });
  }
  if (attempt.role === 'late' && attempt.late?.decision === null) {
    moments.push({ dueAtMs: attempt.late.answerByMs, why: 'late payment unanswered' });
  }
  const since = confirmSinceMs(order, attempt);
  if (since !== null && (attempt.confirmedAtMs ?? -1) < since) {
    moments.push({ dueAtMs: since + order.policy.confirmPatienceMs, why: 'unconfirmed' });
  }
  return moments;
}

function momentsOf(order: OrderState): Moment[] {
  return [
    { dueAtMs: payDecidedByMs(order), why: 'waiting click' },
    { dueAtMs: order.status === 'open' ? order.deadlineMs : null, why: 'deadline' },
    {
      dueAtMs:
        order.status === 'closing' && order.closing !== null
          ? order.closing.atMs + order.policy.closingSilenceMs
          : null,
      why: 'closes in silence',
    },
    ...order.attempts.flatMap((attempt) => attemptMoments(order, attempt)),
    ...order.refunds.map((one) => ({ dueAtMs: refundClockMs(order, one), why: 'refund overdue' })),
  ];
}

/**
 * Every moment at which the clock alone decides something. A moment whose consequence is withheld
 * stays on the list though it has passed.
 */
export function clockMoments(order: OrderState): ClockMoment[] {
  return momentsOf(order).flatMap(({ dueAtMs, why }) =>
    dueAtMs === null ? [] : [{ dueAtMs, why }],
  );
}

/** The earliest moment at which the clock alone decides something. */
function clockTask(order: OrderState): Task | null {
  return momentsOf(order).reduce<Task | null>((first, { dueAtMs, why }) => {
    if (dueAtMs === null || (first !== null && first.dueAtMs <= dueAtMs)) return first;
    return { kind: 'clock', lane: 'clock', dueAtMs, why };
  }, null);
}

/**
 * Everything still owed, with absolute due times; at most one task per lane.
 * Derived from the state, never stored: after a crash the same obligations
 * come back. When it is empty, the order is quiescent and its workflow may end.
 */
export function agenda(order: OrderState): readonly Task[] {
  return [
    clockTask(order),
    ...order.attempts.map((attempt) => attemptTask(order, attempt)),
    ...refundTasks(order),
  ]
    .filter((task) => task !== null)
    .sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** When this order must be looked at next, absolute ms; null: never again by itself. */
export function nextDueAtMs(order: OrderState): number | null {
  return agenda(order)[0]?.dueAtMs ?? null;
}

import type { Task } from '../../domain/agenda/task.ts';
import type { Attempt } from '../../domain/order/attempt.ts';
import { attemptOf, type OrderState } from '../../domain/order/order.ts';

/** What a task is, and why it is done, in words for people who look at the engine's pages. */
export type TaskWords = Readonly<{ what: string; why: string }>;

type CallTask = Exclude<Task, { kind: 'clock' }>;

const shownOfNumber = 4;

/** Enough of a payment number to tell an order's attempts apart; a refund's keeps its ending. */
function short(number: string, ending = ''): string {
  const cut = number.length > shownOfNumber + 1 ? `${number.slice(0, shownOfNumber)}…` : number;
  return `${cut}${ending}`;
}

/** The attempt as people are told of it: its channel, and the beginning of its number. */
export function attemptWords({ channel, number }: Pick<Attempt, 'channel' | 'number'>): string {
  return `${channel} ${short(number)}`;
}

function refundOf(order: OrderState, number: string) {
  return order.refunds.find((one) => one.number === number);
}

function subject(order: OrderState, task: CallTask): string {
  if ('number' in task) {
    const attempt = attemptOf(order, task.number);
    return attempt === undefined ? short(task.number) : attemptWords(attempt);
  }
  const of = refundOf(order, task.refundNumber)?.attempt ?? '';
  const attempt = attemptOf(order, of);
  if (attempt === undefined) return short(task.refundNumber);
  return `${attempt.channel} ${short(of, task.refundNumber.slice(of.length))}`;
}

const calls: Readonly<Record<CallTask['kind'], string>> = {
  create: 'create',
  query: 'query',
  close: 'close',
  void: 'void',
  capture: 'capture',
  refund: 'refund',
  query_refund: 'query refund',
};

const withdrawn = {
  superseded: 'another attempt took its place',
  closing: 'the order is closing',
  paid: 'the order is paid by another',
  expired: 'it expired',
  capturing: 'another attempt is about to be captured',
} as const;

function whyCalled(order: OrderState, task: CallTask): string {
  switch (task.kind) {
    case 'create':
      return 'a click opened it';
    case 'query':
      return task.why === 'poll' ? 'poll' : 'a rule waits for the answer';
    case 'close':
    case 'void': {
      const reason = attemptOf(order, task.number)?.withdrawal?.reason;
      return reason === undefined ? 'no longer wanted' : withdrawn[reason];
    }
    case 'capture':
      return 'the shopper approved it';
    case 'refund':
      return refundOf(order, task.refundNumber)?.kind === 'merchant'
        ? 'the merchant asked for it'
        : 'its money is not owed by this order';
    case 'query_refund':
      return 'its channel has not said how it ended';
    default:
      return task satisfies never;
  }
}

/** Moments at which the clock alone decides, by the agenda's own names of them. */
const moments: Readonly<Record<string, TaskWords>> = {
  'waiting click': { what: 'waiting click', why: 'it opens its attempt then, at the latest' },
  deadline: { what: 'deadline', why: 'the order takes no new attempt after it, and closes' },
  'closes in silence': {
    what: 'end of closing',
    why: 'a channel that is silent until then is waited for no longer',
  },
  parks: { what: 'end of asking', why: 'an attempt without an answer waits for a person then' },
  'takes over from an earlier run': {
    what: 'take-over',
    why: 'an earlier run made the call, and its answer may still come',
  },
  'attempt expires': { what: 'end of an attempt', why: 'it is to be closed and asked about then' },
  capture: { what: 'capture', why: 'other attempts are waited for no longer' },
  'late payment unanswered': {
    what: 'end of asking the merchant',
    why: 'a late payment without an answer is refunded',
  },
  unconfirmed: {
    what: 'end of confirming',
    why: 'a refund that its channel can not confirm waits for a person',
  },
  'refund overdue': {
    what: 'end of a refund’s patience',
    why: 'undecided at its channel, it is shown to a person',
  },
};

/** What happens at a moment of the clock, and why. @param name the agenda's own name of it */
export function momentWords(name: string): TaskWords {
  return moments[name] ?? { what: name, why: 'the clock decides' };
}

/** Words for a task; of the order nothing but channels and the beginnings of numbers. */
export function taskWords(order: OrderState, task: Task): TaskWords {
  if (task.kind === 'clock') return momentWords(task.why);
  return { what: `${calls[task.kind]} ${subject(order, task)}`, why: whyCalled(order, task) };
}

/** Rule 21, of a due call that is not made: `isHeldBack`. */
export const heldBackWords = 'held: not made while the ledger refuses evidence of money';

/** One line of a timeline for a call: `query wechat 2VNP…: poll`. */
export function callSummary(order: OrderState, task: CallTask): string {
  const { what, why } = taskWords(order, task);
  return `${what}: ${why}`;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span of time as people say it, in its largest fitting unit: `10 s`, `12 min`. */
export function spanWords(ms: number): string {
  if (ms < 2 * secondMs) return `${Math.max(0, Math.round(ms / 100) / 10)} s`;
  if (ms < 2 * minuteMs) return `${Math.round(ms / secondMs)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.round(ms / dayMs)} days`;
}

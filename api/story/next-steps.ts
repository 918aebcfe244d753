import { clockMoments } from '../../domain/agenda/agenda.ts';
import { ledgerAgenda } from '../../domain/agenda/ledger-due.ts';
import type { CallKind } from '../../domain/agenda/task.ts';
import type { OrderState } from '../../domain/order/order.ts';
import type { WaitingNotice } from '../../ledger/notices/waiting-notices.ts';
import type { Cast } from './cast.ts';
import { holds } from './tell-refund-fact.ts';

/** Something that is due; `atMs` null: whenever a person does it. */
export type NextStep = Readonly<{ atMs: number | null; what: string }>;

type TimedStep = NextStep & Readonly<{ atMs: number }>;

/** Moments at which the clock alone decides, by the agenda's own names of them. */
const moments: ReadonlyMap<string, string> = new Map([
  ['waiting click', 'A click that waits opens its attempt, at the latest.'],
  ['deadline', 'The order takes no new payment any more, and begins to close.'],
  ['closes in silence', 'A channel that is silent until then is waited for no longer.'],
  ['parks', 'An attempt of which its channel has not said the end is left to a person.'],
  ['takes over from an earlier run', 'A new run makes the call that an earlier one had begun.'],
  ['attempt expires', 'An attempt expires: it is closed and asked about.'],
  ['capture', 'A capture waits for other attempts no longer.'],
  ['late payment unanswered', 'A late payment is refunded, if the merchant has not answered.'],
  ['unconfirmed', 'A refund that its channel has not confirmed is left to a person.'],
  ['refund overdue', 'A refund that is still undecided is shown to a person.'],
]);

/** What a call of ours is for, about this attempt or refund at this channel. */
function callText(kind: CallKind, subject: string, channel: string): string {
  switch (kind) {
    case 'create':
      return `${channel} is asked to open ${subject}.`;
    case 'query':
    case 'query_refund':
      return `${channel} is asked how it stands with ${subject}.`;
    case 'close':
      return `${channel} is asked to close ${subject}.`;
    case 'void':
      return `${channel} is asked to let go of ${subject}.`;
    case 'capture':
      return `${channel} is asked to capture ${subject}.`;
    case 'refund':
      return `${channel} is asked to make ${subject}.`;
    default:
      return kind satisfies never;
  }
}

function callSteps(order: OrderState, nowMs: number, cast: Cast): TimedStep[] {
  return ledgerAgenda(order, nowMs).flatMap((task) => {
    if (task.kind === 'clock') return [];
    const isRefund = 'refundNumber' in task;
    const number = isRefund ? task.refundNumber : task.number;
    const subject = isRefund ? cast.refund(number) : cast.attempt(number);
    const what = callText(task.kind, subject, cast.channel(number));
    return [{ atMs: Math.max(task.dueAtMs, nowMs), what }];
  });
}

function personSteps(order: OrderState, cast: Cast): NextStep[] {
  const refunds = order.refunds.flatMap(({ number, status, hold }) => {
    if (status !== 'awaiting_approval' && status !== 'manual') return [];
    const why = hold === null ? '' : `: ${holds[hold]}`;
    const act = status === 'manual' ? 'record how it ended' : 'approve or reject it';
    return [`A person has to look at ${cast.refund(number)} and ${act}${why}.`];
  });
  const attempts = order.attempts
    .filter((one) => one.parked)
    .map((one) => `A person has to find out what became of ${cast.attempt(one.number)}.`);
  return [...refunds, ...attempts].map((what) => ({ atMs: null, what }));
}

/** A notice that waits for its merchant. */
function noticeSteps(notices: readonly WaitingNotice[], nowMs: number): TimedStep[] {
  return notices.map(({ event, type, dueAtMs, tries }) => ({
    atMs: Math.max(dueAtMs ?? nowMs, nowMs),
    what: `The merchant is told of ${type} (${event}), try ${tries + 1}.`,
  }));
}

/**
 * What is due next, by the ledger: at the latest at these moments, for a run may know of an earlier
 * one. Soonest first, what waits for a person last.
 */
export function nextSteps(
  order: OrderState,
  nowMs: number,
  cast: Cast,
  notices: readonly WaitingNotice[],
): NextStep[] {
  const clock = clockMoments(order).map(({ dueAtMs, why }) => ({
    atMs: dueAtMs,
    what: moments.get(why) ?? `The clock decides: ${why}.`,
  }));
  const timed = [...callSteps(order, nowMs, cast), ...clock, ...noticeSteps(notices, nowMs)].sort(
    (a, b) => a.atMs - b.atMs,
  );
  return [...timed, ...personSteps(order, cast)];
}

import { agenda } from '../../domain/agenda/agenda.ts';
import { attention } from '../../domain/order/attention.ts';
import { isHeldBack } from '../../domain/held/held.ts';
import { attemptOf } from '../../domain/order/order.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import { orderReference } from '../../domain/values/order-key.ts';
import type { DueItem, NoStanding, OrderStanding } from '../messages/messages.ts';
import { heldOf, type KnownOrder } from '../decided/known-order.ts';
import type { Knowledge } from './request-desk.ts';
import { heldBackWords, taskWords } from './task-words.ts';

const none: Readonly<Record<Exclude<Knowledge['kind'], 'ready'>, NoStanding>> = {
  loading: { status: 'loading', why: 'the run has not read the ledger yet' },
  unknown: { status: 'unknown', why: 'the ledger has no such order, so nothing was done' },
};

/** The standing of a known order, without anything personal. */
export function standingOfKnown({ state, seq, holds }: KnownOrder): OrderStanding {
  const winner = state.winner === null ? undefined : attemptOf(state, state.winner);
  return {
    order: orderReference(state.key),
    status: state.status,
    version: seq,
    amount: { value: state.amount.amountMinor, currency: state.amount.currency },
    winner: state.winner,
    refunded: winner?.refundedMinor ?? 0,
    attempts: state.attempts.map(({ number, channel, status }) => ({ number, channel, status })),
    attention: attention(state),
    held: holds.map((one) => one.what),
  };
}

/** How the order stands, so far as its run knows. */
export function standingOf(knowledge: Knowledge): OrderStanding | NoStanding {
  return knowledge.kind === 'ready' ? standingOfKnown(knowledge.known) : none[knowledge.kind];
}

/** What is due, the earliest first; of a call that is held back `why` says so. */
export function dueItems(knowledge: Knowledge): readonly DueItem[] {
  if (knowledge.kind !== 'ready') return [];
  const { state } = knowledge.known;
  const held = heldOf(knowledge.known);
  return agenda(state).map((task) => {
    const { what, why } = taskWords(state, task);
    const isHeld = isHeldBack(held, task);
    return {
      what,
      why: isHeld ? `${why}; ${heldBackWords}` : why,
      dueAt: rfc3339(task.dueAtMs),
    };
  });
}

import {
  ApplicationFailure,
  CancellationScope,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { orderDigest } from '../../domain/order/order-digest.ts';
import {
  agendaQuery,
  anyRequestUpdate,
  callbackSignal,
  hintSignal,
  orderQuery,
  type RequestType,
  requestUpdates,
  type RunStanding,
  standingQuery,
  wakeSignal,
} from '../messages/messages.ts';
import type { Mailbox } from './mailbox.ts';
import { isHint, isNote, versionOf } from './message-shape.ts';
import { dueItems, standingOf } from './order-standing.ts';
import type { RequestDesk } from './request-desk.ts';

/** What each update does, for whoever sends one from the engine's pages. */
const doings: Readonly<Record<RequestType, string>> = {
  pay: 'A shopper clicks on pay: an attempt is opened, or the live one handed out again.',
  close: 'The merchant closes the order now, as its deadline would.',
  refund: 'The merchant refunds the winner, in full or in part.',
  refund_decision: 'A person approves or rejects a refund that waits, or records how it ended.',
  late_decision: 'The merchant accepts a late payment or has it refunded.',
  attention_decision: 'A person has seen to what needed attention.',
};

function checkNote(note: unknown): void {
  if (isNote(note)) return;
  throw ApplicationFailure.nonRetryable('This is no request of ours.', 'malformed_request');
}

function handleUpdates(desk: RequestDesk): void {
  for (const type of Object.keys(requestUpdates) as RequestType[]) {
    setHandler(
      requestUpdates[type],
      (note) => CancellationScope.nonCancellable(() => desk.ask(note, type)),
      { description: `${doings[type]} Named by its row in the ledger.`, validator: checkNote },
    );
  }
  setHandler(
    anyRequestUpdate,
    (note) => CancellationScope.nonCancellable(() => desk.ask(note, null)),
    {
      description: 'Any request, as an API of a release before the named updates sends it.',
      validator: checkNote,
    },
  );
}

function handleSignals(mailbox: Mailbox): void {
  setHandler(
    callbackSignal,
    (note: unknown) => {
      if (isNote(note)) mailbox.putCallback(note);
    },
    { description: 'A verified callback, named by its row in the inbox.' },
  );
  setHandler(
    hintSignal,
    (hint: unknown) => {
      if (isHint(hint)) mailbox.put({ type: 'hint', channelNumber: hint.channelNumber });
    },
    { description: 'An unverified callback: at most a poll comes earlier.' },
  );
  setHandler(wakeSignal, (note: unknown) => mailbox.wake(versionOf(note)), {
    description: 'The watchdog: look at the clock.',
  });
}

function handleQueries(desk: RequestDesk): void {
  setHandler(orderQuery, () => standingOf(desk.knowledge), {
    description: 'How the order stands: status, amount, winner, attempts, what needs a person.',
  });
  setHandler(agendaQuery, () => dueItems(desk.knowledge), {
    description: 'What is due, when and why, the earliest first.',
  });
  setHandler(
    standingQuery,
    (): RunStanding | null => {
      if (desk.knowledge.kind !== 'ready') return null;
      const { state, seq } = desk.knowledge.known;
      return { version: seq, digest: orderDigest(state) };
    },
    { description: 'The version this run has read, and the digest of what it believes.' },
  );
}

/**
 * Answers whatever is sent to the run. Handlers only queue: what came is decided by the loop alone.
 */
export function handleMessages(mailbox: Mailbox, desk: RequestDesk): void {
  handleUpdates(desk);
  handleSignals(mailbox);
  handleQueries(desk);
  // Rule 18: cancelling an order in the console is recorded and ignored.
  CancellationScope.current().cancelRequested.catch(() => {
    mailbox.put({ type: 'cancellation', id: `cancellation:${workflowInfo().runId}` });
  });
}

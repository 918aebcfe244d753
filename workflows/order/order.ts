import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { agenda, clockMomentsMs, nextDueAtMs } from '../../domain/agenda/agenda.ts';
import { evolve } from '../../domain/facts/evolve.ts';
import { isHeldBack } from '../../domain/held/held.ts';
import type { Input } from '../../domain/facts/input.ts';
import { type NewHold, noMarks } from '../../domain/held/order-hold.ts';
import type { RequestAnswer } from '../../domain/order/order.ts';
import { orderDigest } from '../../domain/order/order-digest.ts';
import type { CallName, Task } from '../../domain/agenda/task.ts';
import { nextPollMs, retryWaitMs } from '../../domain/agenda/due-times.ts';
import { AlarmClock } from './alarm-clock.ts';
import {
  callbackSignal,
  hintSignal,
  type OrderArguments,
  requestUpdate,
  type RowNote,
  type RunStanding,
  standingQuery,
  wakeSignal,
} from '../messages/messages.ts';
import { isHint, isNote, isOrderKey, versionOf } from './message-shape.ts';
import { showOperator } from './operator-view.ts';
import type { InputNames } from '../messages/order-activities.ts';
import { ledgerCalls } from './ledger-calls.ts';
import { heldOf, loadKnownOrder, type KnownOrder } from './known-order.ts';
import { takeInputs } from './take-inputs.ts';
import { callChannel, type ChannelTask } from './task-call.ts';
import { orderWorkflowId } from '../messages/workflow-id.ts';

/** A pay is answered after this time at the latest, even while its attempt is still `opening`. */
const payAnswerMs = 4_000;

/** Waits between looks at what is due by the clock and stays due, as what is withheld does. */
const idleLooksMs = [1_000, 5_000, 15_000, 60_000, 300_000, 1_800_000];

type Standing =
  | { readonly kind: 'loading' | 'unknown_order' }
  | { readonly kind: 'ready'; readonly known: KnownOrder };

/**
 * When the order is due if this query is answered "still unpaid", which leaves no fact; absolute
 * ms. Null: never again by itself, or the task is another call, whose append says when.
 */
function dueAfter({ state }: KnownOrder, task: Task): number | null {
  if (task.kind !== 'query') return null;
  const atMs = Date.now();
  const { number } = task;
  return nextDueAtMs(evolve(state, { type: 'poll_answered', number, askedAtMs: atMs, atMs }));
}

/**
 * When the loop must look again; absolute ms. An attempt whose call is in flight has no other task
 * yet: its next poll is added beforehand, so that the end of the call needs no new timer.
 */
function momentsOf({ state }: KnownOrder, running: ReadonlySet<string>): number[] {
  const foreseen = state.attempts
    .filter((one) => running.has(one.number))
    .map((one) => nextPollMs(one, state.policy, Date.now()));
  return [...agenda(state).map((one) => one.dueAtMs), ...clockMomentsMs(state), ...foreseen];
}

/**
 * The order: a thin interpreter of the rules. Handlers only queue inputs; one loop takes them,
 * decides, appends the facts and starts what is due. Tasks are started, not awaited: each brings
 * its answer back as an input.
 *
 * @see docs/architecture.md#the-workflow
 */
export async function order({ key }: OrderArguments): Promise<void> {
  // A run under another id would be a second writer of the same order, so it ends at once.
  if (!isOrderKey(key) || workflowInfo().workflowId !== orderWorkflowId(key)) return;
  const queue: Input[] = [];
  /** Ids of inbox rows that signals named, to be read in the ledger. */
  const callbacks = new Set<string>();
  /** Ids of requests that the API stored, to be read in the ledger. */
  const requests = new Set<string>();
  const unknownRequests = new Set<string>();
  /** Calls whose answers are to be read in the ledger. */
  let answered: CallName[] = [];
  /** By lane, how many calls in a row no row of the ledger allowed. */
  const strays = new Map<string, number>();
  let isAstray = false;
  /** Calls that no row allowed, to be noted in the ledger as held, or as no longer held. */
  let marks = noMarks;
  /** How often the run was woken. */
  let wakes = 0;
  const calls = ledgerCalls(key, () => wakes);
  /** The newest version of the order that a message named. */
  let toldVersion = 0;
  const running = new Set<string>();
  const answers = new Map<string, RequestAnswer>();
  /** Answers for now only: a repeat under the same id is decided anew. */
  const passing = new Map<string, RequestAnswer>();
  /** Until when each waiting caller may be kept waiting, absolute ms. */
  const patience = new Map<string, number>();
  const clock = new AlarmClock();
  let standing = { kind: 'loading' } as Standing;

  function answerOf(id: string): RequestAnswer | undefined {
    const known = standing.kind === 'ready' ? standing.known.state.answers[id] : undefined;
    return known ?? answers.get(id) ?? passing.get(id);
  }

  function isOpening(answer: RequestAnswer | undefined): boolean {
    if (answer?.kind !== 'attempt' || standing.kind !== 'ready') return false;
    const { attempts } = standing.known.state;
    return attempts.some((one) => one.number === answer.number && one.status === 'opening');
  }

  async function answerRequest({ id, version }: RowNote): Promise<RequestAnswer> {
    const untilMs = Date.now() + payAnswerMs;
    requests.add(id);
    unknownRequests.delete(id);
    passing.delete(id);
    toldVersion = Math.max(toldVersion, version);
    patience.set(id, untilMs);
    const isHopeless = (): boolean => standing.kind === 'unknown_order' || unknownRequests.has(id);
    await condition(() => answerOf(id) !== undefined || isHopeless());
    await condition(() => !isOpening(answerOf(id)) || Date.now() >= untilMs);
    patience.delete(id);
    const answer = answerOf(id);
    if (answer === undefined) {
      const what = standing.kind === 'unknown_order' ? 'order' : 'request';
      throw ApplicationFailure.nonRetryable(`The ledger knows no such ${what}.`, `no_such_${what}`);
    }
    return answer;
  }

  setHandler(requestUpdate, (note) => CancellationScope.nonCancellable(() => answerRequest(note)), {
    description: 'A request of shopper, merchant or person: pay, close, refund, decisions.',
    validator: (note: unknown) => {
      if (isNote(note)) return;
      throw ApplicationFailure.nonRetryable('This is no request of ours.', 'malformed_request');
    },
  });
  setHandler(
    callbackSignal,
    (note: unknown) => {
      if (!isNote(note)) return;
      callbacks.add(note.id);
      toldVersion = Math.max(toldVersion, note.version);
    },
    { description: 'A verified callback, named by its row in the inbox.' },
  );
  setHandler(
    hintSignal,
    (hint: unknown) => {
      if (isHint(hint)) queue.push({ type: 'hint', channelNumber: hint.channelNumber });
    },
    { description: 'An unverified callback: at most a poll comes earlier.' },
  );
  setHandler(
    wakeSignal,
    (note: unknown) => {
      queue.push({ type: 'clock' });
      wakes += 1;
      toldVersion = Math.max(toldVersion, versionOf(note));
    },
    { description: 'The watchdog: look at the clock.' },
  );
  setHandler(
    standingQuery,
    (): RunStanding | null => {
      if (standing.kind !== 'ready') return null;
      const { state, seq } = standing.known;
      return { version: seq, digest: orderDigest(state) };
    },
    { description: 'The version this run has read, and the digest of what it believes.' },
  );
  // Rule 18: cancelling an order in the console is recorded and ignored.
  CancellationScope.current().cancelRequested.catch(() => {
    queue.push({ type: 'cancellation', id: `cancellation:${workflowInfo().runId}` });
  });

  async function runTask(task: ChannelTask, known: KnownOrder): Promise<void> {
    running.add(task.lane);
    const heard = await callChannel(known.state, task, dueAfter(known, task), Date.now());
    running.delete(task.lane);
    if (heard.kind === 'stored') answered.push(heard.name);
    else queue.push(heard.answer);
    const what = `call:${task.lane}`;
    if (heard.kind !== 'not_in_ledger') {
      strays.delete(task.lane);
      const isHeld = known.holds.some((one) => one.what === what);
      if (isHeld) marks = { ...marks, gone: [...marks.gone, what] };
      return;
    }
    isAstray = true;
    const times = (strays.get(task.lane) ?? 0) + 1;
    strays.set(task.lane, times);
    // The first time, what the run knew may have been wrong; it folds the ledger again.
    if (times < 2) return;
    const why = `the ledger allows no such call: ${heard.why}. Nothing was sent`;
    const hold: NewHold = { what, kind: 'call', numbers: [], callback: null, why };
    marks = { ...marks, held: [...marks.held, hold] };
  }

  /** Names of inputs to be read in the ledger now; a request answered already need not be read. */
  function takeNames(): InputNames {
    const asked = [...requests].filter((id) => answerOf(id) === undefined);
    const names = { callbacks: [...callbacks], answers: answered, requests: asked };
    callbacks.clear();
    requests.clear();
    answered = [];
    return names;
  }

  function hasInputs(): boolean {
    return queue.length + callbacks.size + answered.length + requests.size > 0 || marks !== noMarks;
  }

  /** Notes in the ledger which calls are held, and which no longer are. */
  async function withMarks(known: KnownOrder): Promise<KnownOrder> {
    const noted = marks;
    marks = noMarks;
    return { ...known, holds: await calls.mark(noted) };
  }

  function startDue(known: KnownOrder): void {
    const held = heldOf(known);
    for (const task of agenda(known.state)) {
      if (task.kind === 'clock' || running.has(task.lane) || isHeldBack(held, task)) continue;
      if (task.dueAtMs <= Date.now()) void runTask(task, known);
    }
  }

  function isClockDue(known: KnownOrder): boolean {
    return agenda(known.state).some((one) => one.kind === 'clock' && one.dueAtMs <= Date.now());
  }

  async function run(): Promise<void> {
    const loaded = await loadKnownOrder(calls);
    if (loaded === null) {
      standing = { kind: 'unknown_order' };
      await condition(allHandlersFinished);
      return;
    }
    let known = loaded;
    let isDueCleared = false;
    let idleLooks = 0;
    let isDueStale = false;
    let heardWakes = wakes;
    standing = { kind: 'ready', known };
    for (;;) {
      const batch = queue.splice(0);
      // A person may have made something held due again, and this run may not know of it yet.
      const isWoken = wakes > heardWakes;
      heardWakes = wakes;
      const isBehind = toldVersion > known.seq || isAstray || isWoken;
      isAstray = false;
      // Compared only once: a version that never existed must not make the loop spin.
      toldVersion = 0;
      if (isBehind) known = (await loadKnownOrder(calls)) ?? known;
      // Without marks nothing is awaited here, so what a task brings is taken in the same turn.
      if (marks !== noMarks) {
        known = await withMarks(known);
        isDueStale = true;
      }
      const names = takeNames();
      const { length } = [...batch, ...names.callbacks, ...names.answers, ...names.requests];
      const isIdleLook = length === 0;
      if (isIdleLook) batch.push({ type: 'clock' });
      const seqBefore = known.seq;
      const taken = await takeInputs(calls, known, batch, names);
      ({ known } = taken);
      if (known.seq > seqBefore) [idleLooks, isDueStale] = [0, false];
      if (taken.isReleased) queue.push({ type: 'clock' });
      isDueStale ||= taken.isDueStale;
      for (const id of taken.unknownRequests) unknownRequests.add(id);
      for (const [id, answer] of taken.passing) passing.set(id, answer);
      for (const [id, answer] of Object.entries(known.state.answers)) answers.set(id, answer);
      standing = { kind: 'ready', known };
      startDue(known);
      showOperator(
        known.state,
        known.holds.map((one) => `${one.what}: ${one.why}`),
      );
      const isStillDue = isClockDue(known);
      if ((isStillDue && !isIdleLook) || hasInputs()) continue;
      // The ledger was told "due at once", in case this run died before it came to rest.
      if (isDueStale) await calls.noteDue(known.seq, nextDueAtMs(known.state));
      isDueStale = false;
      const isIdle = running.size === 0;
      if (isIdle && workflowInfo().continueAsNewSuggested) await handOver(known);
      if (agenda(known.state).length === 0) {
        // A run that found nothing to do must not leave the order due, or the watchdog wakes it.
        if (known.seq === loaded.seq && !isDueCleared) {
          isDueCleared = true;
          await calls.noteDue(known.seq, null);
          continue;
        }
        await condition(() => allHandlersFinished() || hasInputs());
        if (!hasInputs()) return;
        continue;
      }
      const moments = [...momentsOf(known, running), ...patience.values()];
      // What stays due by the clock must not make the loop spin.
      idleLooks = isStillDue ? idleLooks + 1 : 0;
      if (isStillDue) moments.push(Date.now() + retryWaitMs(idleLooksMs, idleLooks));
      await clock.rest(hasInputs, moments);
    }
  }

  async function handOver(known: KnownOrder): Promise<void> {
    // A caller who still waits for an answer needs this run, so it is continued as new later.
    if (hasInputs() || !allHandlersFinished()) return;
    await continueAsNew<typeof order>({ key: known.state.key });
  }

  await CancellationScope.nonCancellable(run);
}

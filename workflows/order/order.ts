import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import { agenda, nextDueAtMs } from '../../domain/agenda/agenda.ts';
import type { RequestInput } from '../../domain/facts/input.ts';
import { isHeldBack } from '../../domain/held/held.ts';
import { type NewHold, noMarks } from '../../domain/held/order-hold.ts';
import { retryWaitMs } from '../../domain/agenda/due-times.ts';
import { AlarmClock } from './alarm-clock.ts';
import { handleMessages } from './handle-messages.ts';
import { Mailbox } from './mailbox.ts';
import type { NoStanding, OrderArguments, OrderStanding } from '../messages/messages.ts';
import { isOrderKey } from './message-shape.ts';
import { dueAfter, type Moment, nextMoments } from './next-moments.ts';
import { showOperator } from './operator-view.ts';
import { standingOf } from './order-standing.ts';
import { ledgerCalls } from './ledger-calls.ts';
import { heldOf, type KnownOrder } from '../decided/known-order.ts';
import { loadKnownOrder } from './load-known-order.ts';
import { RequestDesk } from './request-desk.ts';
import { takeInputs } from './take-inputs.ts';
import { callChannel, type ChannelTask } from './task-call.ts';
import { orderWorkflowId } from '../messages/workflow-id.ts';

/** Waits between looks at what is due by the clock and stays due, as what is withheld does. */
const idleLooksMs = [1_000, 5_000, 15_000, 60_000, 300_000, 1_800_000];

/** @param looks how often it was looked in vain */
function lookAgain(looks: number): Moment {
  const atMs = Date.now() + retryWaitMs(idleLooksMs, looks);
  return { atMs, what: 'another look at what is withheld' };
}

/** For a run under another id than its order's. */
const notTheOrders: NoStanding = {
  status: 'unknown',
  why: 'a run under another id than its order’s would be a second writer, so it did nothing',
};

/**
 * The order: a thin interpreter of the rules. Handlers only queue inputs; one loop takes them,
 * decides, appends the facts and starts what is due. Tasks are started, not awaited: each brings
 * its answer back as an input.
 *
 * @returns how the order stands when nothing is due any more
 * @see docs/temporal.md
 */
export async function order({ key }: OrderArguments): Promise<OrderStanding | NoStanding> {
  // A run under another id would be a second writer of the same order, so it ends at once.
  if (!isOrderKey(key) || workflowInfo().workflowId !== orderWorkflowId(key)) return notTheOrders;
  const mailbox = new Mailbox();
  const desk = new RequestDesk(mailbox);
  /** By lane, how many calls in a row no row of the ledger allowed. */
  const strays = new Map<string, number>();
  let isAstray = false;
  /** Calls that no row allowed, to be noted in the ledger as held, or as no longer held. */
  let marks = noMarks;
  const calls = ledgerCalls(key, () => mailbox.wakes);
  const running = new Set<string>();
  const clock = new AlarmClock();
  handleMessages(mailbox, desk);

  async function runTask(task: ChannelTask, known: KnownOrder): Promise<void> {
    running.add(task.lane);
    const heard = await callChannel(known.state, task, dueAfter(known, task), Date.now());
    running.delete(task.lane);
    if (heard.kind === 'stored') mailbox.putAnswered(heard.name);
    else mailbox.put(heard.answer);
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

  function hasInputs(): boolean {
    return mailbox.hasInputs() || marks !== noMarks;
  }

  /** Notes in the ledger which calls are held, and which no longer are. */
  async function withMarks(known: KnownOrder): Promise<KnownOrder> {
    const noted = marks;
    marks = noMarks;
    return { ...known, holds: await calls.mark(noted) };
  }

  function answersDue(): Moment[] {
    return desk.answerByMs.map((atMs) => ({ atMs, what: 'answer to a waiting caller' }));
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

  const isAsNamed = (request: RequestInput): boolean => desk.isAsNamed(request);

  async function run(): Promise<void> {
    const loaded = await loadKnownOrder(calls);
    if (loaded === null) {
      desk.knowledge = { kind: 'unknown' };
      await condition(allHandlersFinished);
      return;
    }
    let known = loaded;
    let isDueCleared = false;
    let idleLooks = 0;
    let isDueStale = false;
    let heardWakes = mailbox.wakes;
    desk.knowledge = { kind: 'ready', known };
    for (;;) {
      const batch = mailbox.takeInputs();
      // A person may have made something held due again, and this run may not know of it yet.
      const isWoken = mailbox.wakes > heardWakes;
      heardWakes = mailbox.wakes;
      const isBehind = mailbox.takeToldVersion() > known.seq || isAstray || isWoken;
      isAstray = false;
      if (isBehind) known = (await loadKnownOrder(calls)) ?? known;
      // Without marks nothing is awaited here, so what a task brings is taken in the same turn.
      if (marks !== noMarks) {
        known = await withMarks(known);
        isDueStale = true;
      }
      const names = mailbox.takeNames((id) => desk.answerOf(id) !== undefined);
      const { length } = [...batch, ...names.callbacks, ...names.answers, ...names.requests];
      const isIdleLook = length === 0;
      if (isIdleLook) batch.push({ type: 'clock' });
      const seqBefore = known.seq;
      const taken = await takeInputs(calls, known, { batch, names, isAsNamed });
      ({ known } = taken);
      if (known.seq > seqBefore) [idleLooks, isDueStale] = [0, false];
      if (taken.isReleased) mailbox.put({ type: 'clock' });
      isDueStale ||= taken.isDueStale;
      desk.hear(known, taken);
      startDue(known);
      showOperator(
        known.state,
        heldOf(known),
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
      // What stays due by the clock must not make the loop spin.
      idleLooks = isStillDue ? idleLooks + 1 : 0;
      const looks = isStillDue ? [lookAgain(idleLooks)] : [];
      await clock.rest(hasInputs, [...nextMoments(known, running), ...answersDue(), ...looks]);
    }
  }

  async function handOver(known: KnownOrder): Promise<void> {
    // A caller who still waits for an answer needs this run, so it is continued as new later.
    if (hasInputs() || !allHandlersFinished()) return;
    await continueAsNew<typeof order>({ key: known.state.key });
  }

  await CancellationScope.nonCancellable(run);
  return standingOf(desk.knowledge);
}

import {
  ActivityFailure,
  ApplicationFailure,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import { nextDueAtMs } from '../domain/agenda.ts';
import { decide } from '../domain/decide.ts';
import { evolve, fold, resume } from '../domain/evolve.ts';
import { isRecorded } from '../domain/fact.ts';
import type { Circumstances, Input } from '../domain/input.ts';
import type { OrderState } from '../domain/order.ts';
import type { OrderKey } from '../domain/order-key.ts';
import { showHeld } from './operator-view.ts';
import type { AppendOutcome, AppendRequest, LedgerActivities } from './order-activities.ts';

/** The run's picture of the order: the folded ledger up to `seq`, plus what it may forget. */
export type Picture = Readonly<{ state: OrderState; seq: number }>;

const ledger = proxyLocalActivities<LedgerActivities>({
  startToCloseTimeout: '5s',
  // Short: a retrying local activity fills the history with heartbeats.
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '2s' },
});

const waitsMs = [1_000, 5_000, 15_000, 60_000];

function waitMs(failures: number): number {
  return waitsMs[Math.min(failures, waitsMs.length - 1)] ?? 60_000;
}

/** Our own mistakes, as activities/to-application-failure.ts names them. */
const ourMistakes = ['ledger_violation', 'invariant_violation'];

/** What the ledger says against it; null where it only does not answer. */
function refusalOf(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return null;
  return ourMistakes.includes(cause.type ?? '') ? cause.message : null;
}

/** A ledger that does not answer holds the order: nothing may act on facts that are not in it. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (refusalOf(error) !== null) throw error;
      await sleep(waitMs(failures), { summary: 'the ledger does not answer' });
    }
  }
}

/** Shows people what the ledger refuses, and waits: a corrected release, or other facts, may come. */
async function holdRefused(error: unknown, failures: number): Promise<void> {
  const refusal = refusalOf(error);
  if (refusal === null) throw error;
  showHeld(refusal);
  await sleep(waitMs(failures), { summary: 'held: the ledger refuses what was decided' });
}

/** Folds the ledger; null when it knows no such order. */
export async function loadPicture(key: OrderKey): Promise<Picture | null> {
  for (let failures = 0; ; failures += 1) {
    try {
      const { facts, seq } = await insist(() => ledger.load(key));
      const state = fold(facts);
      return state === null ? null : { state: resume(state), seq };
    } catch (error) {
      await holdRefused(error, failures);
    }
  }
}

function decideAll(
  state: OrderState,
  batch: readonly Input[],
  hold: Circumstances['hold'],
): Readonly<{ state: OrderState; request: Omit<AppendRequest, 'key' | 'expectedSeq'> }> {
  const circumstances = { nowMs: Date.now(), hold };
  let after = state;
  const facts = [];
  for (const input of batch) {
    const decided = decide(after, input, circumstances);
    after = decided.reduce<OrderState>(evolve, after);
    facts.push(...decided.filter(isRecorded));
  }
  const consumedCallbacks = batch.flatMap((one) => (one.type === 'callback' ? [one.id] : []));
  return { state: after, request: { facts, consumedCallbacks, nextDueAtMs: nextDueAtMs(after) } };
}

/**
 * Takes a batch of inputs: decides, appends, evolves. On a conflict the
 * decision is dropped, the ledger folded again and decided anew; the ids of
 * inputs make that harmless.
 */
export async function takeInputs(picture: Picture, batch: readonly Input[]): Promise<Picture> {
  let current = picture;
  let hold: Circumstances['hold'] = null;
  let refusals = 0;
  for (;;) {
    const { key } = current.state;
    const { state, request } = decideAll(current.state, batch, hold);
    if (request.facts.length === 0 && request.consumedCallbacks.length === 0) {
      return { state, seq: current.seq };
    }
    const expectedSeq = current.seq;
    let outcome: AppendOutcome;
    try {
      outcome = await insist(() => ledger.append({ key, expectedSeq, ...request }));
    } catch (error) {
      await holdRefused(error, refusals);
      refusals += 1;
      // Decided anew from what the ledger holds: the same decision would be refused for ever.
      outcome = { kind: 'conflict' };
    }
    if (outcome.kind === 'appended') return { state, seq: outcome.seq };
    if (outcome.kind === 'held') hold = outcome.hold;
    else current = (await loadPicture(key)) ?? current;
  }
}

/** Notes that nothing is due any more, where no append of this run did. */
export async function clearDue({ state: { key }, seq }: Picture): Promise<void> {
  const nothing = { facts: [], consumedCallbacks: [], nextDueAtMs: null };
  await insist(() => ledger.append({ key, expectedSeq: seq, ...nothing }));
}

import {
  ActivityFailure,
  ApplicationFailure,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import { nextDueAtMs } from '../domain/agenda.ts';
import { answerOfFact, isPassing } from '../domain/answer-of-fact.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { decide } from '../domain/decide.ts';
import { evolve, fold, resume } from '../domain/evolve.ts';
import { type Fact, isRecorded, type RecordedFact } from '../domain/fact.ts';
import type { NoAnswer } from '../domain/finding.ts';
import { type Circumstances, type Input, requestId, type TaskAnswer } from '../domain/input.ts';
import type { OrderState, PassingRefusal } from '../domain/order.ts';
import { orderDigest } from '../domain/order-digest.ts';
import type { OrderKey } from '../domain/order-key.ts';
import type { CallName } from '../domain/task.ts';
import { answerTypeOf, withoutAnswer } from '../domain/task-answer.ts';
import { showHeld } from './operator-view.ts';
import type {
  AppendOutcome,
  AppendRequest,
  InputNames,
  LedgerActivities,
} from './order-activities.ts';

/**
 * The run's picture of the order: `ledger` is the fold of the facts up to `seq` and nothing
 * else, `state` the same plus what the run may forget.
 */
export type Picture = Readonly<{ state: OrderState; ledger: OrderState; seq: number }>;

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

/** People are shown what the ledger refuses; a corrected release, or other facts, may come. */
async function holdOn(refusal: string | null, failures: number): Promise<void> {
  if (refusal !== null) showHeld(refusal);
  const summary =
    refusal === null ? 'the ledger does not answer' : 'held: the ledger refuses what was decided';
  await sleep(waitMs(failures), { summary });
}

/** A ledger that does not do it holds the order: nothing may act on facts that are not in it. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      await holdOn(refusalOf(error), failures);
    }
  }
}

/** Folds the ledger; null when it knows no such order. */
export async function loadPicture(key: OrderKey): Promise<Picture | null> {
  const { facts, seq } = await insist(() => ledger.load(key));
  const state = fold(facts);
  return state === null ? null : { state: resume(state), ledger: state, seq };
}

const nothingConsumed: AppendRequest['consumed'] = { callbacks: [], answers: [] };

function isSameCall(answer: TaskAnswer, name: CallName): boolean {
  const number = 'number' in answer ? answer.number : answer.refundNumber;
  if (answer.type !== answerTypeOf[name.call]) return false;
  return number === name.number && answer.askedAtMs === name.askedAtMs;
}

/** The ledger holds no such answer. Whatever was said counts for nothing. */
const unproven: NoAnswer = { kind: 'unknown', code: 'unproven' };

type Read = Readonly<{
  inputs: readonly Input[];
  consumed: AppendRequest['consumed'];
  /** Every answer named was there. */
  isComplete: boolean;
  /** Ids of requests that the ledger does not have. */
  unknownRequests: readonly string[];
}>;

/** What rows hold under these names. A call whose row is not there was not answered, so far as anybody knows. */
async function readNamed(key: OrderKey, names: InputNames): Promise<Read> {
  const { length } = [...names.callbacks, ...names.answers, ...names.requests];
  if (length === 0) {
    return { inputs: [], consumed: nothingConsumed, isComplete: true, unknownRequests: [] };
  }
  const { callbacks, answers, requests } = await insist(() => ledger.read(key, names));
  const [found, missing] = [[] as CallName[], [] as CallName[]];
  for (const name of names.answers) {
    const isFound = answers.some((one) => isSameCall(one, name));
    (isFound ? found : missing).push(name);
  }
  const known = new Set(requests.map(requestId));
  const unheard = missing.map((name) => withoutAnswer(name, unproven));
  return {
    inputs: [...requests, ...callbacks, ...answers, ...unheard],
    consumed: { callbacks: callbacks.map((one) => one.id), answers: found },
    isComplete: missing.length === 0,
    unknownRequests: names.requests.filter((id) => !known.has(id)),
  };
}

type Refused = Readonly<{ kind: 'refused'; why: string }>;

/** Appends; what is refused comes back, for repeated it would be refused for ever. */
async function appendOrRefused(request: AppendRequest): Promise<AppendOutcome | Refused> {
  try {
    return await ledger.append(request);
  } catch (error) {
    const why = refusalOf(error);
    if (why === null) throw error;
    return { kind: 'refused', why };
  }
}

type Decision = Readonly<{
  /** What was decided, passing facts among it. */
  facts: readonly Fact[];
  state: OrderState;
  request: Pick<AppendRequest, 'facts' | 'nextDueAtMs'>;
}>;

function decideAll(
  state: OrderState,
  batch: readonly Input[],
  holds: Circumstances['holds'],
): Decision {
  const circumstances = { nowMs: Date.now(), holds };
  let after = state;
  const facts: Fact[] = [];
  for (const input of batch) {
    const decided = decide(after, input, circumstances);
    after = decided.reduce<OrderState>(evolve, after);
    facts.push(...decided);
  }
  const recorded = facts.filter(isRecorded);
  return {
    ...{ facts, state: after },
    request: { facts: recorded, nextDueAtMs: nextDueAtMs(after) },
  };
}

/**
 * one-truth: the run goes on from the facts that the ledger answered. On a replay under
 * changed rules others may have been decided than were appended then: these count for
 * nothing. What left no fact is the run's own memory, and stays.
 */
function advanced(
  picture: Picture,
  decision: Decision,
  stored: readonly RecordedFact[],
  seq: number,
): Picture {
  const ledger = stored.reduce<OrderState>(evolve, picture.ledger);
  if (canonicalJson(stored) === canonicalJson(decision.request.facts)) {
    return { state: decision.state, ledger, seq };
  }
  const passing = decision.facts.filter((one) => !isRecorded(one));
  return { state: [...stored, ...passing].reduce<OrderState>(evolve, picture.state), ledger, seq };
}

/** What came of a batch. */
export type Taken = Readonly<{
  picture: Picture;
  /** Answers among it that nothing keeps, by the input's id. */
  passing: ReadonlyMap<string, PassingRefusal>;
  /** Ids of requests that the ledger does not have. */
  unknownRequests: readonly string[];
}>;

function taken(picture: Picture, facts: readonly Fact[], { unknownRequests }: Read): Taken {
  const passing = new Map<string, PassingRefusal>();
  for (const fact of facts) {
    const said = answerOfFact(fact);
    if (said !== null && isPassing(said.answer)) passing.set(said.input, said.answer);
  }
  return { picture, passing, unknownRequests };
}

/**
 * Takes a batch of inputs: decides, appends, evolves. On a conflict, or a
 * refusal, the decision is dropped, the ledger folded again and decided anew;
 * the ids of inputs make that harmless.
 *
 * @param names inputs that stand in rows of the ledger, to be read there
 */
export async function takeInputs(
  picture: Picture,
  given: readonly Input[],
  names: InputNames,
): Promise<Taken> {
  let current = picture;
  const { key } = picture.state;
  let read = await readNamed(key, names);
  // An answer that is gone may have been taken by an append of this run whose word was lost.
  if (!read.isComplete) current = (await loadPicture(key)) ?? current;
  let holds: Circumstances['holds'] = {};
  let refusals = 0;
  // One that just folded the ledger has nothing to differ by: compared again, it could loop.
  let isFolded = !read.isComplete;
  for (;;) {
    const { consumed } = read;
    const decision = decideAll(current.state, [...given, ...read.inputs], holds);
    const { request } = decision;
    // An answer that left no fact need not be marked: the next of its kind takes its place.
    if (request.facts.length === 0 && consumed.callbacks.length === 0) {
      return taken({ ...current, state: decision.state }, decision.facts, read);
    }
    const expectedSeq = current.seq;
    const digest = isFolded ? null : orderDigest(current.state);
    const outcome = await insist(() =>
      appendOrRefused({ key, expectedSeq, digest, consumed, ...request }),
    );
    if (outcome.kind === 'appended') {
      const unrecorded = decision.facts.filter((one) => !isRecorded(one));
      const next = advanced(current, decision, outcome.facts, outcome.seq);
      return taken(next, [...outcome.facts, ...unrecorded], read);
    }
    if (outcome.kind === 'held') {
      holds = { ...holds, [outcome.number]: outcome.hold };
      continue;
    }
    if (outcome.kind === 'refused' || outcome.kind === 'unproven') {
      // Rows may have been taken in the meantime: the first time they are read again at once.
      if (outcome.kind === 'refused' || refusals > 0) await holdOn(outcome.why, refusals);
      refusals += 1;
    }
    if (outcome.kind === 'unproven') read = await readNamed(key, names);
    current = (await loadPicture(key)) ?? current;
    isFolded = true;
  }
}

/** Notes that nothing is due any more, where no append of this run did. */
export async function clearDue({ state: { key }, seq }: Picture): Promise<void> {
  const nothing = { facts: [], consumed: nothingConsumed, nextDueAtMs: null, digest: null };
  await insist(() => ledger.append({ key, expectedSeq: seq, ...nothing }));
}

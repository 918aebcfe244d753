import { nextDueAtMs } from '../domain/agenda.ts';
import { answerOfFact, isPassing } from '../domain/answer-of-fact.ts';
import { decide } from '../domain/decide.ts';
import { evolve } from '../domain/evolve.ts';
import { type Fact, isRecorded } from '../domain/fact.ts';
import { consequenceName, consequencesIn } from '../domain/held.ts';
import type { Circumstances, Input } from '../domain/input.ts';
import type { OrderState, PassingRefusal } from '../domain/order.ts';
import { orderDigest } from '../domain/order-digest.ts';
import { type LedgerCalls, refusalOf } from './ledger-calls.ts';
import { consumedBy, given, type Given, readNamed, type ReadInputs } from './named-inputs.ts';
import type { InputNames } from './order-activities.ts';
import { advanced, evolved, heldOf, loadPicture, type Picture } from './picture.ts';
import { namesTaken, retriesOf } from './refused-inputs.ts';
import { takeEach, type TakenUp } from './take-each.ts';

/** What came of a batch. */
export type Taken = Readonly<{
  picture: Picture;
  /** Answers among it that nothing keeps, by the input's id. */
  passing: ReadonlyMap<string, PassingRefusal>;
  /** Ids of requests that the ledger does not have. */
  unknownRequests: readonly string[];
  /** What was held no longer is: the rules may go on by themselves. */
  isReleased: boolean;
}>;

function passingIn(facts: readonly Fact[]): ReadonlyMap<string, PassingRefusal> {
  const passing = new Map<string, PassingRefusal>();
  for (const fact of facts) {
    const said = answerOfFact(fact);
    if (said !== null && isPassing(said.answer)) passing.set(said.input, said.answer);
  }
  return passing;
}

function decideAll(
  order: OrderState,
  inputs: readonly Given[],
  circumstances: Circumstances,
): readonly Fact[] {
  let after = order;
  const facts: Fact[] = [];
  for (const { input } of inputs) {
    const decided = decide(after, input, circumstances);
    after = decided.reduce<OrderState>(evolve, after);
    facts.push(...decided);
  }
  return facts;
}

type Refusal = Readonly<{ kind: 'refused'; picture: Picture }>;

type Batch = Readonly<{ picture: Picture; first: readonly Given[]; names: InputNames }>;

/**
 * Takes all at once, as nearly every batch is: one append.
 *
 * @returns `refused` where something of it can't be taken; nothing was
 */
async function takeWhole(
  calls: LedgerCalls,
  { picture, first, names }: Batch,
  read: ReadInputs,
): Promise<Readonly<{ kind: 'taken'; up: TakenUp; read: ReadInputs }> | Refusal> {
  // An answer that is gone may have been taken by an append of this run whose word was lost.
  let current = read.isComplete ? picture : ((await loadPicture(calls)) ?? picture);
  let now = read;
  let controls: Circumstances['holds'] = {};
  let isUnproven = false;
  // One that just folded the ledger has nothing to differ by: compared again, it could loop.
  let isFolded = !read.isComplete;
  for (;;) {
    const inputs = [...first, ...now.inputs];
    const circumstances = { nowMs: Date.now(), holds: controls, held: heldOf(current) };
    let facts: readonly Fact[];
    let dueMs: number | null;
    try {
      facts = decideAll(current.state, inputs, circumstances);
      dueMs = nextDueAtMs(evolved(current, facts).state);
    } catch (error) {
      if (refusalOf(error) === null) throw error;
      return { kind: 'refused', picture: current };
    }
    const recorded = facts.filter(isRecorded);
    const consumed = consumedBy(inputs);
    // An answer that left no fact need not be marked: the next of its kind takes its place.
    if (recorded.length === 0 && consumed.callbacks.length === 0) {
      return { kind: 'taken', up: { picture: evolved(current, facts), facts }, read: now };
    }
    const outcome = await calls.append({
      ...{ expectedSeq: current.seq, facts: recorded, consumed, nextDueAtMs: dueMs },
      digest: isFolded ? null : orderDigest(current.state),
    });
    if (outcome.kind === 'appended') {
      const unrecorded = facts.filter((one) => !isRecorded(one));
      const next = advanced(current, facts, outcome.facts, outcome.seq);
      const up = { picture: next, facts: [...outcome.facts, ...unrecorded] };
      return { kind: 'taken', up, read: now };
    }
    if (outcome.kind === 'held') {
      controls = { ...controls, [outcome.number]: outcome.hold };
      continue;
    }
    current = (await loadPicture(calls)) ?? current;
    isFolded = true;
    if (outcome.kind === 'refused') return { kind: 'refused', picture: current };
    if (outcome.kind !== 'unproven') continue;
    // Rows may have been taken in the meantime: the first time they are read again at once.
    if (isUnproven) return { kind: 'refused', picture: current };
    isUnproven = true;
    now = await readNamed(calls, names);
  }
}

/** Holds of the picture that this batch ended: what it took, and what the rules no longer want. */
function goneBy(before: Picture, up: TakenUp, inputs: readonly Given[]): string[] {
  const taken = new Set(inputs.flatMap(({ input }) => namesTaken(before.state, input)));
  const added = new Set(consequencesIn(up.facts).map(consequenceName));
  const isStillHeld = (what: string): boolean => up.picture.holds.some((one) => one.what === what);
  return before.holds
    .filter((one) => isStillHeld(one.what))
    .filter((one) => {
      if (one.kind === 'consequence') return one.isDue || added.has(one.what);
      return taken.has(one.what) || (one.isDue && one.callback !== null);
    })
    .map((one) => one.what);
}

/**
 * Takes a batch of inputs: decides, appends, evolves. On a conflict the decision is dropped, the
 * ledger folded again and decided anew; the ids of inputs make that harmless. Where the ledger
 * refuses the batch, each of its parts is taken alone, and held where it is the one: rule 21.
 *
 * @param asked inputs that stand in no row
 * @param named inputs that stand in rows of the ledger, to be read there
 */
export async function takeInputs(
  calls: LedgerCalls,
  picture: Picture,
  asked: readonly Input[],
  named: InputNames,
): Promise<Taken> {
  const retries = retriesOf(picture.holds);
  const callbacks = [...new Set([...named.callbacks, ...retries.callbacks])];
  const names: InputNames = { ...named, callbacks };
  const first = [...asked, ...retries.inputs].map(given);
  const read = await readNamed(calls, names);
  const whole = await takeWhole(calls, { picture, first, names }, read);
  const isWhole = whole.kind === 'taken';
  const inputs = [...first, ...(isWhole ? whole.read : read).inputs];
  const { up, refused } = isWhole
    ? { up: whole.up, refused: [] }
    : await takeEach(calls, whole.picture, inputs);
  const isRefused = (what: string): boolean => refused.some((one) => one.what === what);
  const gone = goneBy(picture, up, inputs).filter((what) => !isRefused(what));
  // Asked about anew: until its answer comes it is no longer due.
  const again = picture.holds.filter(
    (one) =>
      one.isDue && one.kind === 'evidence' && !gone.includes(one.what) && !isRefused(one.what),
  );
  const held = [...refused, ...again];
  const isMarked = held.length + gone.length > 0;
  const holds = isMarked ? await calls.mark(held, gone) : up.picture.holds;
  return {
    picture: { ...up.picture, holds },
    passing: passingIn(up.facts),
    unknownRequests: read.unknownRequests,
    isReleased: gone.length > 0,
  };
}

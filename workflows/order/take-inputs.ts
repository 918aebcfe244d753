import { answerOfFact, isPassing } from '../../domain/facts/answer-of-fact.ts';
import { decide } from '../../domain/decide/decide.ts';
import { evolve } from '../../domain/facts/evolve.ts';
import type { Fact } from '../../domain/facts/fact.ts';
import { consequenceName, consequencesIn } from '../../domain/held/held.ts';
import type { Input, RequestInput } from '../../domain/facts/input.ts';
import type { OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderState, PassingRefusal } from '../../domain/order/order.ts';
import { appendDecided, type Decides, type Outcome } from './append-decided.ts';
import type { LedgerCalls } from './ledger-calls.ts';
import { consumedBy, given, type Given, readNamed, type ReadInputs } from './named-inputs.ts';
import type { InputNames } from '../messages/order-activities.ts';
import { heldOf, type KnownOrder } from '../decided/known-order.ts';
import { loadKnownOrder } from './load-known-order.ts';
import { namesTaken, retriesOf, unreadHold } from '../../domain/held/refused-inputs.ts';
import { takeEach, type TakenUp } from './take-each.ts';

/** What the loop takes in one turn. */
export type Batch = Readonly<{
  /** Inputs that stand in no row. */
  batch: readonly Input[];
  /** Inputs that stand in rows of the ledger, to be read there. */
  names: InputNames;
  /** Whether a request is of the type that the update which named it is for. */
  isAsNamed: (request: RequestInput) => boolean;
}>;

/** What came of a batch. */
export type Taken = Readonly<{
  known: KnownOrder;
  /** Answers for now only, which no fact keeps, by the input's id. */
  passing: ReadonlyMap<string, PassingRefusal>;
  /** Ids of requests that the ledger does not have. */
  unknownRequests: readonly string[];
  /** Something is no longer held, so the rules may go on. */
  isReleased: boolean;
  /** The ledger was told that the order is due at once; at rest it must be told the real moment. */
  isDueStale: boolean;
}>;

function passingIn(facts: readonly Fact[]): ReadonlyMap<string, PassingRefusal> {
  const passing = new Map<string, PassingRefusal>();
  for (const fact of facts) {
    const said = answerOfFact(fact);
    if (said !== null && isPassing(said.answer)) passing.set(said.input, said.answer);
  }
  return passing;
}

function decideAll(inputs: readonly Given[]): Decides {
  return ({ state }, circumstances) => {
    let after = state;
    const facts: Fact[] = [];
    for (const { input } of inputs) {
      const decided = decide(after, input, circumstances);
      after = decided.reduce<OrderState>(evolve, after);
      facts.push(...decided);
    }
    return facts;
  };
}

type Whole = Readonly<{ outcome: Outcome; read: ReadInputs }>;

/** Takes the whole batch in one append, as nearly every batch is taken. */
async function takeWhole(
  calls: LedgerCalls,
  start: KnownOrder,
  first: readonly Given[],
  names: InputNames,
  isAsNamed: Batch['isAsNamed'],
): Promise<Whole> {
  const take = (known: KnownOrder, read: ReadInputs, isFolded: boolean): Promise<Outcome> => {
    const inputs = [...first, ...read.inputs];
    const consumed = consumedBy(inputs);
    const terms = { consumed, held: heldOf, isFolded, isDueAtOnce: false };
    return appendDecided(calls, known, decideAll(inputs), terms);
  };
  let read = await readNamed(calls, names, isAsNamed);
  // A missing answer may have been taken by an append of this run whose outcome was lost.
  const isFolded = !read.isComplete;
  const known = isFolded ? ((await loadKnownOrder(calls)) ?? start) : start;
  let outcome = await take(known, read, isFolded);
  if (outcome.kind === 'unproven') {
    // Rows may have been taken in the meantime.
    read = await readNamed(calls, names, isAsNamed);
    outcome = await take(outcome.known, read, true);
  }
  return { outcome, read };
}

/** Names of the holds that this batch ended: it took them up, or the rules no longer want them. */
function goneBy(before: KnownOrder, up: TakenUp, inputs: readonly Given[]): string[] {
  const taken = new Set(inputs.flatMap(({ input }) => namesTaken(before.state, input)));
  const added = new Set(consequencesIn(up.facts).map(consequenceName));
  const isStillHeld = (what: string): boolean => up.known.holds.some((one) => one.what === what);
  return before.holds
    .filter((one) => isStillHeld(one.what))
    .filter((one) => {
      if (taken.has(one.what) || added.has(one.what)) return true;
      // A call that no row allowed was not tried now: its hold ends when such a call may be made.
      if (!one.isDue || one.kind === 'call') return false;
      // It was tried and not refused again: its callback is gone, or the rules no longer want it.
      return one.kind !== 'evidence' || one.callback !== null;
    })
    .map((one) => one.what);
}

/**
 * All evidence of one payment is often refused for the same reason, so once some of it is taken
 * the rest is due to be tried.
 */
function dueBeside(holds: readonly OrderHold[], taken: readonly OrderHold[]): readonly OrderHold[] {
  const numbers = taken.filter((one) => one.kind === 'evidence').flatMap((one) => one.numbers);
  return holds.map((one) => {
    const isBeside = one.kind === 'evidence' && one.numbers.some((n) => numbers.includes(n));
    return isBeside ? { ...one, isDue: true } : one;
  });
}

/**
 * Takes a batch of inputs: decides, appends, evolves. Rule 21: if the ledger refuses the batch,
 * each of its parts is taken alone, and the parts that are refused are held.
 */
export async function takeInputs(
  calls: LedgerCalls,
  known: KnownOrder,
  { batch, names: named, isAsNamed }: Batch,
): Promise<Taken> {
  const retries = retriesOf(known.holds);
  const callbacks = [...new Set([...named.callbacks, ...retries.callbacks])];
  const names: InputNames = { ...named, callbacks };
  const first = [...batch, ...retries.inputs].map(given);
  const { outcome, read } = await takeWhole(calls, known, first, names, isAsNamed);
  const inputs = [...first, ...read.inputs];
  const parts =
    outcome.kind === 'taken'
      ? { up: outcome, refused: [] }
      : await takeEach(calls, outcome.known, inputs);
  const { up } = parts;
  const unread = read.unread.map((one) => unreadHold(up.known.state, one));
  const refused = [...parts.refused, ...unread];
  const isRefused = (what: string): boolean => refused.some((one) => one.what === what);
  const gone = goneBy(known, up, inputs).filter((what) => !isRefused(what));
  // Its channel is asked again: until the answer comes, the hold is no longer due.
  const again = known.holds
    .filter((one) => one.isDue && one.kind === 'evidence' && !isRefused(one.what))
    .map((one) => one.what)
    .filter((what) => !gone.includes(what));
  const isMarked = refused.length + gone.length + again.length > 0;
  const holds = isMarked ? await calls.mark({ held: refused, gone, again }) : up.known.holds;
  const taken = known.holds.filter((one) => gone.includes(one.what));
  return {
    known: { ...up.known, holds: dueBeside(holds, taken) },
    passing: passingIn(up.facts),
    unknownRequests: read.unknownRequests,
    isReleased: gone.length > 0,
    isDueStale: outcome.kind !== 'taken' || gone.length > 0,
  };
}

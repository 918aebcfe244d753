import { agenda } from '../../../domain/agenda/agenda.ts';
import { decide } from '../../../domain/decide/decide.ts';
import { evolve, resume } from '../../../domain/facts/evolve.ts';
import { type Fact, isRecorded, type RecordedFact } from '../../../domain/facts/fact.ts';
import { type ChannelWord, isProven } from '../../../domain/facts/fact-evidence.ts';
import { refusalOfFact } from '../../../domain/facts/fact-standing.ts';
import type { Held } from '../../../domain/held/held.ts';
import type { Input } from '../../../domain/facts/input.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { provesNothing } from '../../../domain/agenda/task-answer.ts';
import { decideHeld } from '../../../domain/testing/decide-held.ts';

/** The functions under test: the real ones, or broken ones in the tests of the check itself. */
export type Rules = Readonly<{
  decide: typeof decide;
  evolve: typeof evolve;
  resume: typeof resume;
  agenda: typeof agenda;
  isRecorded: typeof isRecorded;
}>;

export const rules: Rules = { decide, evolve, resume, agenda, isRecorded };

/** How the append of a decision ends. */
export type Append = 'accepted' | 'committed by a twin' | 'refused' | 'over budget';

/** What one run knows when an input reaches it. */
export type View = Readonly<{
  run: OrderState;
  ledger: OrderState;
  isBehind: boolean;
  /** What the ledger refuses. */
  held: Held;
}>;

export type Decision = Readonly<{
  run: OrderState;
  ledger: OrderState;
  isBehind: boolean;
  /** Whether the ledger got facts. */
  isRecorded: boolean;
  /** Why the ledger would not take one of the facts; null: it takes them all. */
  nonsense: string | null;
  facts: readonly Fact[];
}>;

/** One turn of the workflow's loop up to its calls: decide, append, evolve. */
export type Decider = (view: View, input: Input, nowMs: number, append: Append) => Decision;

function evolveAll(by: Rules, state: OrderState, facts: readonly Fact[]): OrderState {
  return facts.reduce((now, fact) => by.evolve(now, fact), state);
}

/** A ledger, and its first complaint about an appended fact; null: none so far. */
type Recorded = Readonly<{ ledger: OrderState; nonsense: string | null }>;

/** The evidence in an input: what a channel said; an answer that proves nothing stands in no row. */
function wordsIn(input: Input): readonly ChannelWord[] {
  if (input.type === 'callback') return [input];
  return 'answer' in input && !provesNothing(input.answer) ? [input] : [];
}

function unproven(fact: RecordedFact, after: OrderState, input: Input): string | null {
  return isProven(fact, after, wordsIn(input)) ? null : `${fact.type} rests on no channel's word`;
}

function record(by: Rules, before: Recorded, facts: readonly Fact[], input: Input): Recorded {
  let { ledger, nonsense } = before;
  for (const fact of facts) {
    if (!by.isRecorded(fact)) continue;
    nonsense ??= refusalOfFact(ledger, fact);
    ledger = by.evolve(ledger, fact);
    if (isRecorded(fact)) nonsense ??= unproven(fact, ledger, input);
  }
  return { ledger, nonsense };
}

/** Whether there is anything to append. If not, nothing can be refused, and the run goes on. */
function isAppended(by: Rules, input: Input, facts: readonly Fact[]): boolean {
  return input.type === 'callback' || facts.some(by.isRecorded);
}

/**
 * Decides as the workflow does: after a refused append the run folds the ledger again
 * and decides the same input anew.
 */
export function deciderOf(by: Rules): Decider {
  return ({ run, ledger, isBehind, held }, input, nowMs, append) => {
    const first = by.decide(run, input, { nowMs, holds: {}, held });
    if (isBehind && !isAppended(by, input, first)) {
      const after = evolveAll(by, run, first);
      return { run: after, ledger, isBehind, isRecorded: false, nonsense: null, facts: first };
    }
    const isTwin = append === 'committed by a twin';
    const given = { ledger, nonsense: null };
    const before = isTwin ? record(by, given, first, input) : given;
    const isRefused = isBehind || isTwin || append === 'refused';
    const known = isRefused ? by.resume(before.ledger) : run;
    const hold = append === 'over budget' ? 'over_budget' : null;
    const isAnew = isRefused || hold !== null;
    const facts = isAnew ? decideHeld(by.decide, known, input, nowMs, hold, held) : first;
    const all = isTwin ? [...first, ...facts] : facts;
    return {
      run: evolveAll(by, known, facts),
      ...record(by, before, facts, input),
      isBehind: false,
      isRecorded: all.some(by.isRecorded),
      facts: all,
    };
  };
}

import type { EvidenceNames } from '../../domain/decide/append-request.ts';
import { nextConsequences } from '../../domain/decide/decide.ts';
import { decideInput } from '../../domain/decide/decide-input.ts';
import type { Fact } from '../../domain/facts/fact.ts';
import { consequenceName, type Held, heldAnswer } from '../../domain/held/held.ts';
import { type Input, isRequest, requestId } from '../../domain/facts/input.ts';
import { heldBy, type NewHold } from '../../domain/held/order-hold.ts';
import { unanswered } from '../../domain/agenda/task-answer.ts';
import { appendDecided, type Decides, type Outcome } from './append-decided.ts';
import type { LedgerCalls } from './ledger-calls.ts';
import { type Given, nothingConsumed } from './named-inputs.ts';
import type { KnownOrder } from '../decided/known-order.ts';
import { holdOf } from '../../domain/held/refused-inputs.ts';

/** What a batch led to. */
export type TakenUp = Readonly<{ known: KnownOrder; facts: readonly Fact[] }>;

// More than any order has: a rule that always adds something must not occupy the run for ever.
const mostConsequences = 2_000;

/** The name of the hold when a rule failed before it decided anything. */
const aRule = 'rules';

/**
 * Rule 21: takes a batch that the ledger refused part by part. First come each input's own facts,
 * in an append of their own; then each consequence, alone. What is refused is left out, and the
 * rest goes on.
 *
 * @returns what was taken, and what is to be marked as held
 */
export async function takeEach(
  calls: LedgerCalls,
  start: KnownOrder,
  inputs: readonly Given[],
): Promise<Readonly<{ up: TakenUp; refused: readonly NewHold[] }>> {
  let known = start;
  const taken: Fact[] = [];
  const refused = new Map<string, NewHold>();

  /** What is held, including what was refused just now and is not marked in the ledger yet. */
  function held({ holds }: KnownOrder): Held {
    const before = holds.filter((one) => !refused.has(one.what));
    return heldBy([...before, ...[...refused.values()].map((one) => ({ ...one, isDue: false }))]);
  }

  async function alone(decides: Decides, consumed: EvidenceNames): Promise<Outcome> {
    const terms = { consumed, held, isFolded: true, isDueAtOnce: true };
    const outcome = await appendDecided(calls, known, decides, terms);
    ({ known } = outcome);
    if (outcome.kind === 'taken') taken.push(...outcome.facts);
    return outcome;
  }

  async function refuse(input: Input, why: string): Promise<void> {
    const hold = holdOf(known.state, input, why);
    if (hold !== null) refused.set(hold.what, hold);
    if (isRequest(input)) {
      const atMs = Date.now();
      const answer = heldAnswer(atMs);
      taken.push({ type: 'request_answered', input: requestId(input), answer, atMs });
    }
    if ('answer' in input) {
      // A held answer counts as none, so that the rules ask again.
      await alone(({ state }, now) => decideInput(state, unanswered(input), now), nothingConsumed);
    }
  }

  for (const { input, consumed } of inputs) {
    const one = await alone(({ state }, now) => decideInput(state, input, now), consumed);
    if (one.kind !== 'taken') await refuse(input, one.why);
  }
  const first: Decides = ({ state }, now) => nextConsequences(state, now)[0] ?? [];
  for (let count = 0; count < mostConsequences; count += 1) {
    const next = await alone(first, nothingConsumed);
    if (next.kind === 'taken') {
      if (next.facts.length === 0) break;
      continue;
    }
    const { facts, why } = next;
    const numbers = facts.flatMap((one) => ('number' in one && one.number ? [one.number] : []));
    const what = consequenceName(facts) || aRule;
    const of = { numbers: [...new Set(numbers)], callback: null, why };
    refused.set(what, { what, kind: 'consequence', ...of });
    // It is not known which rule failed, so no rule is asked any more.
    if (what === aRule) break;
  }
  return { up: { known, facts: taken }, refused: [...refused.values()] };
}

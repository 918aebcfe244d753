import { consequences } from './consequences.ts';
import { decideInput } from './decide-input.ts';
import { add, type DecisionDraft, draftOf } from './decision-draft.ts';
import type { Fact } from '../facts/fact.ts';
import { consequencesIn, isWithheld } from '../held/held.ts';
import type { Circumstances } from './circumstances.ts';
import type { Input } from '../facts/input.ts';
import { invariant } from '../invariant.ts';
import type { OrderState } from '../order/order.ts';

/** More rounds than any order needs: two rules that feed each other end as an error, not a hang. */
const mostRounds = 200;

/**
 * What follows next from state and clock alone; consequences that are withheld are left out.
 *
 * @returns one rule's facts, grouped by what they are about; none: no rule has anything to add
 */
export function nextConsequences(
  order: OrderState,
  circumstances: Circumstances,
): readonly (readonly Fact[])[] {
  for (const consequence of consequences) {
    const parts = consequencesIn(consequence(order, circumstances));
    const allowed = parts.filter((facts) => !isWithheld(circumstances.held, facts));
    if (allowed.length > 0) return allowed;
  }
  return [];
}

function settle(draft: DecisionDraft, circumstances: Circumstances): DecisionDraft {
  let settled = draft;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = nextConsequences(settled.state, circumstances);
    if (next.length === 0) return settled;
    settled = add(settled, ...next.flat());
  }
  invariant(false, 'the rules come to rest');
}

/**
 * What happened, in the past tense. Pure: the same state, input and
 * circumstances always give the same facts.
 *
 * @returns facts in order, passing ones among them (see `isRecorded`); none
 *   when the input changes nothing
 * @see docs/rules.md
 */
export function decide(
  order: OrderState,
  input: Input,
  circumstances: Circumstances,
): readonly Fact[] {
  const first = add(draftOf(order), ...decideInput(order, input, circumstances));
  return settle(first, circumstances).facts;
}

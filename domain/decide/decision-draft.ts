import { evolve } from '../facts/evolve.ts';
import type { Fact } from '../facts/fact.ts';
import type { Circumstances } from './circumstances.ts';
import type { OrderState } from '../order/order.ts';

/** A decision in the making: the facts so far and the state they lead to. */
export type DecisionDraft = Readonly<{ state: OrderState; facts: readonly Fact[] }>;

/** One rule: the facts that follow from a state and the clock; [] when none do. */
export type Consequence = (state: OrderState, circumstances: Circumstances) => readonly Fact[];

export function draftOf(state: OrderState): DecisionDraft {
  return { state, facts: [] };
}

export function add(draft: DecisionDraft, ...facts: readonly Fact[]): DecisionDraft {
  return {
    state: facts.reduce<OrderState>(evolve, draft.state),
    facts: [...draft.facts, ...facts],
  };
}

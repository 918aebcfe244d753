import { canonicalJson } from '../../domain/values/canonical-json.ts';
import { evolve, fold, resume } from '../../domain/facts/evolve.ts';
import type { Fact, RecordedFact } from '../../domain/facts/fact.ts';
import type { Held } from '../../domain/held/held.ts';
import { heldBy, type OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderState } from '../../domain/order/order.ts';

/**
 * What is known of an order by whoever decides on it, a run or not. `ledger`: the fold of the facts up to `seq`. `state`: the same
 * with what the run may forget. `holds`: what the ledger refuses.
 */
export type KnownOrder = Readonly<{
  state: OrderState;
  ledger: OrderState;
  seq: number;
  holds: readonly OrderHold[];
}>;

/** The order as the ledger holds it; null when it has no such order. */
export function knownOrder({
  facts,
  seq,
  holds,
}: Readonly<{
  facts: readonly RecordedFact[];
  seq: number;
  holds: readonly OrderHold[];
}>): KnownOrder | null {
  const state = fold(facts);
  return state === null ? null : { state: resume(state), ledger: state, seq, holds };
}

/** What the rules must know of what is held. */
export function heldOf({ holds }: KnownOrder): Held {
  return heldBy(holds);
}

/** What is known after facts that need no append. */
export function evolved(known: KnownOrder, facts: readonly Fact[]): KnownOrder {
  return { ...known, state: facts.reduce<OrderState>(evolve, known.state) };
}

/**
 * one-truth: the run goes on from the facts that the append returned. A replay under changed
 * rules may have decided others than were appended at the time: those count for nothing. Passing
 * facts are the run's own memory, and stay.
 *
 * @param after what is known after everything that was decided
 * @param passing those of the decided facts that are not recorded
 */
export function advanced(
  known: KnownOrder,
  after: KnownOrder,
  passing: readonly Fact[],
  {
    decided,
    facts,
    seq,
  }: Readonly<{
    decided: readonly RecordedFact[];
    facts: readonly RecordedFact[];
    seq: number;
  }>,
): KnownOrder {
  const ledger = facts.reduce<OrderState>(evolve, known.ledger);
  const isAsDecided = canonicalJson(facts) === canonicalJson(decided);
  return { ...(isAsDecided ? after : evolved(known, [...facts, ...passing])), ledger, seq };
}

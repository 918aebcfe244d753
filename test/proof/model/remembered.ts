import type { OrderState } from '../../../domain/order/order.ts';
import type { Fingerprints } from './fingerprint.ts';
import { type Decider, deciderOf, type Decision, type Rules } from './run.ts';

function onceEach<K extends object, V>(ask: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = ask(key);
    known.set(key, { value });
    return value;
  };
}

/** The same functions, computed once per state: they are pure, and the check calls them often. */
export function askedOnce(by: Rules): Rules {
  return { ...by, agenda: onceEach(by.agenda), resume: onceEach(by.resume) };
}

/**
 * The same decisions, each computed once: most states of the search differ in what is under
 * way, not in what the run knows. Equal orders become one object.
 */
export function decidedOnce(by: Rules, prints: Fingerprints): Decider {
  const decide = deciderOf(by);
  const known = new Map<string, Decision>();
  const one = (order: OrderState): OrderState => prints.oneOf(order);
  return (view, input, nowMs, append) => {
    const run = prints.ofOrder(view.run);
    const ledger = prints.ofOrder(view.ledger);
    const held = prints.ofValue(view.held);
    const key = `${run},${ledger},${view.isBehind},${held},${nowMs},${append},${prints.ofValue(input)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = decide(view, input, nowMs, append);
    const kept = { ...made, run: one(made.run), ledger: one(made.ledger) };
    known.set(key, kept);
    return kept;
  };
}

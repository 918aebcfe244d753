import type { Attempt } from '../../../domain/order/attempt.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { Rules } from './run.ts';
import type { World } from './world.ts';

/** What is wrong with a world that was reached from `before`, as a sentence; null: nothing. */
export type Invariant = (world: World, before: World, rules: Rules) => string | null;

/** The attempt of this number in our books. */
export function attemptOf(order: OrderState, number: string): Attempt | undefined {
  return order.attempts.find((one) => one.number === number);
}

/** The first complaint about any of these; null: there is none. */
export function firstOf<T>(all: readonly T[], complain: (one: T) => string | null): string | null {
  for (const one of all) {
    const complaint = complain(one);
    if (complaint !== null) return complaint;
  }
  return null;
}

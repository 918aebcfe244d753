import { ofStates, ofSteps } from './invariants.ts';
import type { Rules } from './run.ts';
import type { World } from './world.ts';

/** A rule of docs/rules.md that did not hold, and in what way. */
export type Violation = Readonly<{ invariant: string; complaint: string }>;

export type Asked = 'step and state' | 'step';

/** The first invariant that a step, or the state it led to, breaks; null: none. */
export function violationOf(
  rules: Rules,
  world: World,
  before: World,
  asked: Asked,
): Violation | null {
  const steps = world.ledger === before.ledger ? [] : ofSteps;
  for (const [name, invariant] of steps) {
    const complaint = invariant(world, before, rules);
    if (complaint !== null) return { invariant: name, complaint };
  }
  const { nonsense } = world;
  // This comes last, so that a broken rule with a name of its own is reported by that name.
  const unfit = nonsense === null ? null : { invariant: 'one-truth', complaint: nonsense };
  if (asked === 'step') return unfit;
  for (const [name, invariant] of ofStates) {
    const complaint = invariant(world, before, rules);
    if (complaint !== null) return { invariant: name, complaint };
  }
  return unfit;
}

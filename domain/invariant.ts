/** Our own bug, never bad input. In workflow code it holds the order until a fix is deployed. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/**
 * Stops rather than go on with a wrong number: a stop beats a wrong result.
 *
 * @param rule what should have held, as a sentence
 * @throws InvariantViolation when it does not hold
 */
export function invariant(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new InvariantViolation(rule);
}

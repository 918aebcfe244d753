import { expect, test } from 'vitest';
import { compensationDueSinceMs, confirmSinceMs } from './confirmation.ts';
import { World } from './testing/world.ts';

test('winner-safe: nothing is ever due for the winner, whatever its books say', () => {
  const { state } = new World().open('A').paid('A');
  // No fact makes a winner owed; were one to, nothing goes back all the same.
  const attempts = state.attempts.map((one) => ({ ...one, owedSinceMs: state.createdAtMs }));
  const [winner] = attempts;
  if (winner === undefined) throw new Error('there is a winner');
  expect(state.winner).toBe(winner.number);
  expect(compensationDueSinceMs({ ...state, attempts }, winner)).toBeNull();
  expect(confirmSinceMs({ ...state, attempts }, winner)).toBeNull();
});

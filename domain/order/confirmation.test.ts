import { expect, test } from 'vitest';
import { compensationDueSinceMs, confirmSinceMs } from './confirmation.ts';
import { World } from '../testing/world.ts';

test('winner-safe: nothing is ever due for the winner, whatever its books say', () => {
  const { state } = new World().open('A').paid('A');
  // No fact makes the winner's money owed. If one did, still nothing would go back.
  const attempts = state.attempts.map((one) => ({ ...one, owedSinceMs: state.createdAtMs }));
  const [winner] = attempts;
  if (winner === undefined) throw new Error('there is a winner');
  expect(state.winner).toBe(winner.number);
  expect(compensationDueSinceMs({ ...state, attempts }, winner)).toBeNull();
  expect(confirmSinceMs({ ...state, attempts }, winner)).toBeNull();
});

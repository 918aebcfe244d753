import type { OrderHold } from '../../../domain/held/order-hold.ts';
import { retriesOf } from '../../../domain/held/refused-inputs.ts';
import type { Game, Move } from './turn.ts';
import { turns } from './turns.ts';
import type { World } from './world.ts';

function isAskedFor({ rules }: Game, world: World, number: string): boolean {
  const state = world.run ?? rules.resume(world.ledger);
  const attempt = state.attempts.find((one) => one.number === number);
  if (attempt !== undefined) return attempt.promptedAtMs !== null;
  const isNew = state.refunds.some(
    (one) => one.number === number && one.memory.lastTriedMs === null,
  );
  return isNew && rules.agenda(state).some((task) => task.lane === `refund:${number}`);
}

/**
 * A hold is tried again: at its time, at a person's word, by a new build. Callbacks come by
 * themselves.
 */
export function retryMoves(game: Game, world: World): Move[] {
  return world.holds.flatMap((hold: OrderHold): Move[] => {
    const label = `${hold.what} is tried again`;
    if (hold.kind === 'consequence') {
      const tried = (now: World): World => ({
        ...now,
        holds: now.holds.filter((one) => one.what !== hold.what),
      });
      return turns(game, 'time', label, world, { type: 'clock' }, tried);
    }
    const { inputs } = retriesOf([{ ...hold, isDue: true }]);
    return inputs.flatMap((input) =>
      'number' in input && isAskedFor(game, world, input.number)
        ? []
        : turns(game, 'time', label, world, input),
    );
  });
}

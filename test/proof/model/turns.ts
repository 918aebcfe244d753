import type { Input } from '../../../domain/facts/input.ts';
import { heldTurns } from './held-turns.ts';
import type { Append } from './run.ts';
import { type Game, may, type Move, type Mover, spent, take } from './turn.ts';
import type { World } from './world.ts';

/** One input to the run, and each way in which the ledger may take what the run decides. */
export function turns(
  game: Game,
  by: Mover,
  label: string,
  world: World,
  input: Input,
  prepared: (world: World) => World = (same) => same,
): Move[] {
  const turn = (mover: Mover, append: Append): Move => ({
    by: mover,
    label: append === 'accepted' ? label : `${label} (append ${append})`,
    make: () => {
      const now = prepared(world);
      return take(game, append === 'accepted' ? now : spent(now), input, append);
    },
  });
  const moves = [turn(by, 'accepted')];
  if (may(game, world, 'conflict')) {
    moves.push(turn('fault', 'committed by a twin'), turn('fault', 'refused'));
  }
  if (may(game, world, 'over_budget')) moves.push(turn('fault', 'over budget'));
  moves.push(...heldTurns({ game, label, world, input, prepared }));
  return moves;
}

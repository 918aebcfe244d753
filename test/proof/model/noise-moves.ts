import { type Game, may, type Move, spent } from './turn.ts';
import { turns } from './turns.ts';
import type { World } from './world.ts';

/**
 * What reaches a run and must not move money: an unverified callback, a cancellation in the
 * console.
 */
export function noiseMoves(game: Game, world: World): Move[] {
  const { attempts } = world.ledger;
  const moves: Move[] = [];
  if (may(game, world, 'hint')) {
    for (const { number, channelNumber } of attempts) {
      const input = { type: 'hint', channelNumber } as const;
      const label = `an unverified callback names ${number}`;
      moves.push(...turns(game, 'fault', label, world, input, spent));
    }
  }
  if (may(game, world, 'cancelled') && world.run !== null) {
    const input = { type: 'cancellation', id: `cancellation ${world.left.faults}` } as const;
    moves.push(...turns(game, 'fault', 'the workflow is cancelled', world, input, spent));
  }
  return moves;
}

import { arrivals, landings, servings } from './call-moves.ts';
import { callbackMoves, channelMoves } from './channel-moves.ts';
import { clockMoves, deathMoves, wakings } from './clock-moves.ts';
import { noiseMoves } from './noise-moves.ts';
import { retryMoves } from './held-moves.ts';
import { merchantMoves, personMoves, shopperMoves } from './people-moves.ts';
import { staleRunMoves } from './stale-run-moves.ts';
import type { Game, Move } from './turn.ts';
import type { World } from './world.ts';

/** Everything that can happen next. */
export function movesOf(game: Game, world: World): Move[] {
  const outgoing = world.calls.find((one) => one.answer === null);
  if (outgoing !== undefined) {
    return [...servings(game, world, outgoing), ...deathMoves(game, world)];
  }
  return [
    ...arrivals(game, world),
    ...landings(world),
    ...callbackMoves(game, world),
    ...channelMoves(game, world),
    ...wakings(game, world),
    ...retryMoves(game, world),
    ...clockMoves(game, world),
    ...deathMoves(game, world),
    ...staleRunMoves(game, world),
    ...noiseMoves(game, world),
    ...personMoves(game, world),
    ...merchantMoves(game, world),
    ...shopperMoves(game, world),
  ];
}

import { type Game, may, type Move, spent, staleTurn } from './turn.ts';
import { turns } from './turns.ts';
import type { World } from './world.ts';

/**
 * The run's process freezes with answers on their way to it, and the engine starts another run
 * from the ledger. When the frozen process wakes up, it still takes those answers and appends.
 */
function partings(game: Game, world: World): Move[] {
  const { run, isBehind, calls } = world;
  const answers = calls.flatMap((one) => (one.answer === null ? [] : [one.answer]));
  if (!may(game, world, 'stale_run')) return [];
  if (run === null || world.stale !== null || answers.length === 0) return [];
  const parted = (now: World): World => ({
    ...spent(now),
    // A run is not given up in the moment it asked.
    nowMs: now.nowMs + 1,
    run: null,
    isBehind: false,
    calls: [],
    stale: { state: run, isBehind, answers },
  });
  const label = 'the run freezes, and another takes its place';
  return turns(game, 'fault', label, world, { type: 'clock' }, parted);
}

function awakenings(game: Game, world: World): Move[] {
  const { stale } = world;
  if (stale === null) return [];
  return stale.answers.map((answer): Move => {
    const name = 'refundNumber' in answer ? answer.refundNumber : answer.number;
    const label = `the stale run takes ${answer.type} ${name} (${answer.answer.kind})`;
    return { by: 'channel', label, make: () => staleTurn(game, world, stale, answer) };
  });
}

/** A stale run takes an answer and appends. */
export function staleRunMoves(game: Game, world: World): Move[] {
  return [...partings(game, world), ...awakenings(game, world)];
}

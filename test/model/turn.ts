import { hasSucceeded } from '../../domain/attempt.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Input } from '../../domain/input.ts';
import { type Append, type Rules, take } from './run.ts';
import type { FaultName, Setting, World } from './world.ts';

/** Whose move it is. Without the shopper and the merchant, and without faults, an order must come to rest. */
export type Mover = 'shopper' | 'merchant' | 'fault' | 'time' | 'channel' | 'person' | 'run';

export type Move = Readonly<{ by: Mover; label: string; world: World }>;

/** The functions under test, and the setting they are tested in. */
export type Game = Readonly<{ rules: Rules; setting: Setting }>;

/** This fault may happen here. */
export function may(game: Game, world: World, fault: FaultName): boolean {
  return world.left.faults > 0 && game.setting.faults.includes(fault);
}

/** The world with one fault less to come. */
export function spent(world: World): World {
  return { ...world, left: { ...world.left, faults: world.left.faults - 1 } };
}

function described(fact: Fact): string {
  return 'number' in fact && fact.number !== null ? `${fact.type} ${fact.number}` : fact.type;
}

function asksCompensation(fact: Fact): boolean {
  return fact.type === 'refund_requested' && fact.kind === 'compensation';
}

/**
 * A call takes time: what the run learns after the channel served a call comes
 * at least 1 ms after the call was started. Without this a query asked before a
 * piece of news would pass for one asked because of it.
 */
function afterCalls(world: World, input: Input): World {
  const askedAtMs = [
    'askedAtMs' in input ? input.askedAtMs : -1,
    ...world.calls.filter((one) => one.answer !== null).map((one) => one.askedAtMs),
  ];
  return askedAtMs.includes(world.nowMs) ? { ...world, nowMs: world.nowMs + 1 } : world;
}

/**
 * News of a success that the ledger has changes nothing any more ("success is
 * never undone"), whenever it comes: it is taken at once.
 */
function withoutOldNews(world: World): World {
  const isOld = ({ number, news }: World['mail'][number]): boolean =>
    news.kind === 'payment' &&
    world.ledger.attempts.some((one) => one.number === number && hasSucceeded(one));
  return world.mail.some(isOld)
    ? { ...world, mail: world.mail.filter((one) => !isOld(one)) }
    : world;
}

/** One input to the run, and each way the ledger may take what it decides. */
export function turns(game: Game, by: Mover, label: string, world: World, input: Input): Move[] {
  const turn = (mover: Mover, now: World, append: Append): [Move, readonly Fact[]] => {
    const { world: next, facts } = take(game.rules, afterCalls(now, input), input, append);
    const note = append === 'accepted' ? '' : ` (append ${append})`;
    const text = facts.map(described).join(', ') || 'nothing';
    return [{ by: mover, label: `${label}${note} -> ${text}`, world: withoutOldNews(next) }, facts];
  };
  const [plain, facts] = turn(by, world, 'accepted');
  const moves = [plain];
  if (may(game, world, 'conflict')) {
    moves.push(turn('fault', spent(world), 'committed by a twin')[0]);
    moves.push(turn('fault', spent(world), 'refused')[0]);
  }
  if (facts.some(asksCompensation) && may(game, world, 'over_budget')) {
    moves.push(turn('fault', spent(world), 'over budget')[0]);
  }
  return moves;
}

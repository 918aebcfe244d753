import { hasSucceeded } from '../../../domain/order/attempt.ts';
import type { Fact } from '../../../domain/facts/fact.ts';
import type { Held } from '../../../domain/held/held.ts';
import type { Input, TaskAnswer } from '../../../domain/facts/input.ts';
import { heldBy } from '../../../domain/held/order-hold.ts';
import { namesTaken } from '../../../domain/held/refused-inputs.ts';
import type { Append, Decider, Decision, Rules, View } from './run.ts';
import { withCallsStarted } from './start.ts';
import type { FaultName, Setting, StaleRun, World } from './world.ts';

/**
 * Who makes a move. An order must come to rest without moves of shopper and merchant, and without
 * faults.
 */
export type Mover = 'shopper' | 'merchant' | 'fault' | 'time' | 'channel' | 'person' | 'run';

/** The movers by which alone every order must come to rest (quiet-end). */
export const calm: ReadonlySet<Mover> = new Set(['time', 'channel', 'person', 'run']);

/** What a move led to, and what the run decided, or the channel answered. */
export type Outcome = Readonly<{ world: World; said: readonly Fact[] | string }>;

/** One thing that can happen next. Its label is unique among the moves of a world. */
export type Move = Readonly<{
  by: Mover;
  label: string;
  /** Null: on a closer look it makes no difference here. */
  make: () => Outcome | null;
}>;

/** The functions under test, and the setting they are tested in. */
export type Game = Readonly<{ rules: Rules; decide: Decider; setting: Setting }>;

/** A move of which no run learns at once. */
export function quietly(by: Mover, label: string, make: () => World): Move {
  return { by, label, make: () => ({ world: make(), said: '' }) };
}

/** Whether this fault may happen here. */
export function may(game: Game, world: World, fault: FaultName): boolean {
  return world.left.faults > 0 && game.setting.faults.includes(fault);
}

/** The world with one fault fewer to come. */
export function spent(world: World): World {
  return { ...world, left: { ...world.left, faults: world.left.faults - 1 } };
}

function asksCompensation(fact: Fact): boolean {
  return fact.type === 'refund_requested' && fact.kind === 'compensation';
}

/**
 * A call takes time: what the run learns after the channel served a call comes at least 1 ms
 * after the call was started. Without this, a query asked before some news would pass for one
 * that was asked because of the news.
 */
function afterCalls(world: World, input: Input): World {
  const { nowMs } = world;
  const isAtOnce =
    ('askedAtMs' in input && input.askedAtMs === nowMs) ||
    world.calls.some((one) => one.answer !== null && one.askedAtMs === nowMs);
  return isAtOnce ? { ...world, nowMs: nowMs + 1 } : world;
}

/**
 * News of a success that the ledger already has changes nothing ("a success is never undone"),
 * whenever it comes. So it is taken at once.
 */
function withoutOldNews(world: World): World {
  const isOld = ({ number, news }: World['mail'][number]): boolean =>
    news.kind === 'payment' &&
    world.ledger.attempts.some((one) => one.number === number && hasSucceeded(one));
  const old = world.mail.filter(isOld);
  if (old.length === 0) return world;
  const isOver = (what: string): boolean => old.some((one) => what === `callback:${one.id}`);
  return {
    ...world,
    mail: world.mail.filter((one) => !old.includes(one)),
    holds: world.holds.filter((one) => !isOver(one.what)),
  };
}

/** Whether the decision asks for a compensation: only then can the append be over budget. */
function isHeld(game: Game, view: View, input: Input, nowMs: number): boolean {
  return game.decide(view, input, nowMs, 'accepted').facts.some(asksCompensation);
}

/** Once a hold has ended, what it had stopped is decided right after. */
function freed(game: Game, first: Decision, held: Held, nowMs: number): Decision {
  const then = game.decide({ ...first, held }, { type: 'clock' }, nowMs, 'accepted');
  return {
    ...then,
    nonsense: first.nonsense ?? then.nonsense,
    isRecorded: first.isRecorded || then.isRecorded,
    facts: [...first.facts, ...then.facts],
  };
}

/** One turn of the run. */
export function take(game: Game, given: World, input: Input, append: Append): Outcome | null {
  const world = afterCalls(given, input);
  const { ledger, nowMs, stale } = world;
  const run = world.run ?? game.rules.resume(ledger);
  // A run that has just started has read the ledger.
  const held = heldBy(world.holds);
  const view = { run, ledger, isBehind: world.run !== null && world.isBehind, held };
  // The append of a run that is behind is refused anyhow, and a twin of it would know no more.
  if (view.isBehind && (append === 'committed by a twin' || append === 'refused')) return null;
  if (append === 'over budget' && !isHeld(game, view, input, nowMs)) return null;
  const names = world.holds.length === 0 ? [] : namesTaken(run, input);
  const holds = world.holds.filter((one) => !names.includes(one.what));
  const first = game.decide(view, input, nowMs, append);
  const made =
    holds.length === world.holds.length ? first : freed(game, first, heldBy(holds), nowMs);
  const next: World = {
    ...world,
    holds,
    run: made.run,
    isBehind: made.isBehind,
    ledger: made.ledger,
    nonsense: made.nonsense,
    stale: stale !== null && made.isRecorded ? { ...stale, isBehind: true } : stale,
  };
  return { world: withoutOldNews(withCallsStarted(game.rules, next)), said: made.facts };
}

/** A run that was given up takes an answer; the other run does not know of what it appends. */
export function staleTurn(game: Game, world: World, stale: StaleRun, answer: TaskAnswer): Outcome {
  const answers = stale.answers.filter((one) => one !== answer);
  const now = afterCalls(world, answer);
  const held = heldBy(now.holds);
  const view = { run: stale.state, ledger: now.ledger, isBehind: stale.isBehind, held };
  const made = game.decide(view, answer, now.nowMs, 'accepted');
  const left = { state: made.run, isBehind: made.isBehind, answers };
  const next: World = {
    ...now,
    ledger: made.ledger,
    nonsense: made.nonsense,
    isBehind: now.run !== null && (now.isBehind || made.isRecorded),
    stale: answers.length === 0 ? null : left,
  };
  return { world: withoutOldNews(next), said: made.facts };
}

import { clockMoments } from '../../../domain/agenda/agenda.ts';
import { payableUntilMs } from './channel.ts';
import { isQuestion } from './call-moves.ts';
import { isAtRest } from './quiescence.ts';
import { type Game, may, type Move, quietly, spent } from './turn.ts';
import { turns } from './turns.ts';
import type { World } from './world.ts';

/** A request that its caller gave up is executed within this time, or never; ms. */
const landsWithinMs = 600;
/** A refund under way settles within this time; ms. */
const settlesWithinMs = 400;

function mustHappenByMs(world: World): number {
  return Math.min(
    ...world.late.map((one) => one.askedAtMs + landsWithinMs),
    ...world.payments.flatMap((payment) =>
      payment.refunds
        .filter((one) => one.standing === 'processing')
        .map((one) => one.askedAtMs + settlesWithinMs),
    ),
  );
}

/** When accounts that cool down may be asked again, as long as clicks are left; absolute ms. */
function pausesEndMs({ ledger, left }: World): number[] {
  const { maxRefusals, coolingMs } = ledger.policy;
  const refusals = ledger.attempts.flatMap((one) => one.refusedAtMs ?? []);
  const isFelt = left.clicks.length > 0 && refusals.length >= maxRefusals;
  return isFelt ? refusals.map((atMs) => atMs + coolingMs) : [];
}

/** The next moment at which anything can change, absolute ms; null: there is none. */
function nextMomentMs(game: Game, world: World): number | null {
  const state = world.run ?? game.rules.resume(world.ledger);
  // A withheld consequence stays due in the past, and would hide later moments.
  const beyond = world.holds.length === 0 ? [] : clockMoments(state).map((one) => one.dueAtMs);
  const ours = isAtRest(game.rules, world)
    ? []
    : [...game.rules.agenda(state).map((one) => one.dueAtMs), ...beyond];
  const theirs = world.payments.flatMap((one) => [one.expiresAtMs, payableUntilMs(one)]);
  const ahead = [...ours, ...theirs, ...pausesEndMs(world)].filter((ms) => ms > world.nowMs);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** Moves the clock to the next due moment of the agenda or of a channel. */
export function clockMoves(game: Game, world: World): Move[] {
  const isSlow = world.calls.length > 0 || world.mail.length > 0 || world.stale !== null;
  if (isSlow && !may(game, world, 'slow')) return [];
  const nowMs = nextMomentMs(game, world);
  if (nowMs === null || nowMs > mustHappenByMs(world)) return [];
  const by = isSlow ? 'fault' : 'time';
  const label = `the clock shows ${nowMs}`;
  const later = (now: World): World => ({ ...(isSlow ? spent(now) : now), nowMs });
  if (world.run === null) return [quietly(by, label, () => later(world))];
  return turns(game, by, label, world, { type: 'clock' }, later);
}

/** The run dies: answers to it are lost, and what it remembered is forgotten. */
export function deathMoves(game: Game, world: World): Move[] {
  if (world.run === null || !may(game, world, 'death')) return [];
  const make = (): World => {
    // The calls that it just sent may reach the channel all the same, soon or not at all.
    const sent = world.calls.filter((one) => one.answer === null && !isQuestion(one));
    const late = [...world.late, ...sent];
    return { ...spent(world), run: null, isBehind: false, calls: [], late };
  };
  return [quietly('fault', 'the run dies', make)];
}

/** The watchdog finds an overdue order and starts its run from the ledger. */
export function wakings(game: Game, world: World): Move[] {
  if (world.run !== null) return [];
  const first = game.rules.agenda(game.rules.resume(world.ledger))[0];
  if (first === undefined || first.dueAtMs > world.nowMs) return [];
  return turns(game, 'run', 'the watchdog wakes it', world, { type: 'clock' });
}

import { serveRefund } from './channel.ts';
import { answered, execute, refusal, unknown } from './serve.ts';
import { type Game, may, type Move, spent, turns } from './turn.ts';
import { type Call, paymentOf, type World, withPayment } from './world.ts';

function named(call: Call): string {
  const { task } = call;
  return `${task.kind} ${'refundNumber' in task ? task.refundNumber : task.number}`;
}

/** Asks only: executed or not, it changes nothing at the channel. */
export function isQuestion(call: Call): boolean {
  return call.task.kind === 'query' || call.task.kind === 'query_refund';
}

function silenced(world: World, call: Call): Move[] {
  const label = `${named(call)}: the channel is silent`;
  return [{ by: 'channel', label, world: answered(world, call, unknown) }];
}

/** A declined capture gives the shopper the choice again. */
function declined(world: World, call: Call): World {
  const payment = paymentOf(world, call.number);
  if (call.task.kind !== 'capture' || payment?.status !== 'approved') return world;
  return withPayment(world, { ...payment, status: 'unpaid' });
}

function refundFault(world: World, call: Call, standing: 'failed' | 'abnormal'): World {
  if (call.task.kind !== 'refund') return world;
  const { refundNumber } = call.task;
  const payment = paymentOf(world, call.number);
  const { payment: after, answer } = serveRefund(
    payment,
    refundNumber,
    call.refundMinor,
    standing,
    world.nowMs,
  );
  return answered(withPayment(world, after), call, answer);
}

function refundFaults(game: Game, world: World, call: Call): Move[] {
  const moves: Move[] = [];
  const fault = (label: string, next: World): void => {
    moves.push({ by: 'fault', label: `${named(call)}: ${label}`, world: next });
  };
  const now = spent(world);
  const code = { code: 'later', message: 'short balance' };
  if (may(game, world, 'refund_fails')) fault('fails', refundFault(now, call, 'failed'));
  if (may(game, world, 'refund_abnormal')) fault('is abnormal', refundFault(now, call, 'abnormal'));
  if (may(game, world, 'refund_later')) {
    fault('short balance', answered(now, call, { kind: 'later', ...code }));
  }
  if (may(game, world, 'switched_off')) {
    fault('switched off', answered(now, call, { kind: 'held', hold: 'switch_off' }));
  }
  return moves;
}

/**
 * What the channel makes of the call that goes out now. It is served the moment
 * it is started: whatever the shopper does in between he could as well have
 * done just before, since the run learns of neither.
 */
export function servings(game: Game, world: World, call: Call): Move[] {
  if (world.silent.includes(call.number)) return silenced(world, call);
  const done = execute(world, call);
  const moves: Move[] = [
    {
      by: 'channel',
      label: `${named(call)}: ${done.answer.kind}`,
      world: answered(done.world, call, done.answer),
    },
  ];
  const fault = (label: string, next: World): void => {
    moves.push({ by: 'fault', label: `${named(call)}: ${label}`, world: next });
  };
  const now = spent(world);
  if (may(game, world, 'outage')) {
    const silent = [...world.silent, call.number].sort();
    fault('silent from now on', { ...answered(now, call, unknown), silent });
  }
  if (may(game, world, 'unanswered')) {
    // Executed or not, before its caller gives up or after: `late` leaves all of it open.
    const late = isQuestion(call) ? now.late : [...now.late, call];
    fault('no answer', { ...answered(now, call, unknown), late });
  }
  if (isQuestion(call)) return moves;
  if (may(game, world, 'refused')) {
    fault('refused', answered(declined(now, call), call, refusal));
  }
  if (call.task.kind === 'refund') moves.push(...refundFaults(game, world, call));
  return moves;
}

/** Answers reach the run in any order. */
export function arrivals(game: Game, world: World): Move[] {
  return world.calls.flatMap((call) => {
    if (call.answer === null || world.run === null) return [];
    const without = { ...world, calls: world.calls.filter((one) => one !== call) };
    const label = `answer to ${named(call)} (${call.answer.answer.kind})`;
    return turns(game, 'channel', label, without, call.answer);
  });
}

/** A request whose caller was told nothing is executed after all, or never. */
export function landings(world: World): Move[] {
  return world.late.flatMap((call): Move[] => {
    const without = { ...world, late: world.late.filter((one) => one !== call) };
    const landed = execute(without, call).world;
    return [
      { by: 'channel', label: `${named(call)} lands`, world: landed },
      { by: 'channel', label: `${named(call)} is lost`, world: without },
    ];
  });
}

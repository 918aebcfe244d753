import { serveRefund } from './channel.ts';
import { answered, execute, refusal, unknown } from './serve.ts';
import { type Game, may, type Move, type Outcome, quietly, spent } from './turn.ts';
import { turns } from './turns.ts';
import { type Call, paymentOf, type World, withPayment } from './world.ts';

function named(call: Call): string {
  const { task } = call;
  return `${task.kind} ${'refundNumber' in task ? task.refundNumber : task.number}`;
}

/** Whether the call only asks: executed or not, it changes nothing at the channel. */
export function isQuestion(call: Call): boolean {
  return call.task.kind === 'query' || call.task.kind === 'query_refund';
}

/** A declined capture lets the shopper choose again. */
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
  const fault = (label: string, make: (now: World) => World): void => {
    moves.push(quietly('fault', `${named(call)}: ${label}`, () => make(spent(world))));
  };
  const code = { code: 'short_balance' } as const;
  if (may(game, world, 'refund_fails')) fault('fails', (now) => refundFault(now, call, 'failed'));
  if (may(game, world, 'refund_abnormal')) {
    fault('is abnormal', (now) => refundFault(now, call, 'abnormal'));
  }
  if (may(game, world, 'refund_later')) {
    fault('short balance', (now) => answered(now, call, { kind: 'later', ...code }));
  }
  if (may(game, world, 'refund_not_taken')) {
    const busy = { kind: 'retry', code: 'busy', why: 'busy' } as const;
    fault('not taken', (now) => answered(now, call, busy));
  }
  if (may(game, world, 'less_left')) {
    fault('less is left', (now) => answered(now, call, { ...refusal, lessIsLeft: true }));
  }
  if (may(game, world, 'switched_off')) {
    fault('switched off', (now) => answered(now, call, { kind: 'held', hold: 'switch_off' }));
  }
  return moves;
}

function served(world: World, call: Call): Outcome {
  const done = execute(world, call);
  return { world: answered(done.world, call, done.answer), said: done.answer.kind };
}

/**
 * The ways in which the channel may serve the call that goes out now. It is served at the
 * moment it is started: whatever the shopper does in between could as well have been done
 * just before, since the run learns of neither.
 */
export function servings(game: Game, world: World, call: Call): Move[] {
  const name = named(call);
  if (world.silent.includes(call.number)) {
    return [
      quietly('channel', `${name}: the channel is silent`, () => answered(world, call, unknown)),
    ];
  }
  const moves: Move[] = [
    { by: 'channel', label: `${name} is served`, make: () => served(world, call) },
  ];
  const fault = (label: string, make: (now: World) => World): void => {
    moves.push(quietly('fault', `${name}: ${label}`, () => make(spent(world))));
  };
  // Evidence held of a silent channel would wait for a person, whom the model does not have.
  const isHeld = world.holds.some((one) => one.numbers.includes(call.number));
  if (may(game, world, 'outage') && !isHeld) {
    fault('silent from now on', (now) => ({
      ...answered(now, call, unknown),
      silent: [...now.silent, call.number].sort(),
    }));
  }
  if (may(game, world, 'unanswered')) {
    // `late` leaves open whether, and when, the call is executed.
    fault('no answer', (now) => ({
      ...answered(now, call, unknown),
      late: isQuestion(call) ? now.late : [...now.late, call],
    }));
  }
  if (isQuestion(call)) return moves;
  if (may(game, world, 'refused')) {
    fault('refused', (now) => answered(declined(now, call), call, refusal));
  }
  if (call.task.kind === 'create' && may(game, world, 'create_refused')) {
    fault('not opened', (now) => answered(now, call, refusal));
  }
  if (call.task.kind === 'refund') moves.push(...refundFaults(game, world, call));
  return moves;
}

/** The answers that may reach the run next, in any order. */
export function arrivals(game: Game, world: World): Move[] {
  return world.calls.flatMap((call) => {
    const { answer } = call;
    if (answer === null || world.run === null) return [];
    const label = `answer to ${named(call)} (${answer.answer.kind})`;
    return turns(game, 'channel', label, world, answer, (now) => ({
      ...now,
      calls: now.calls.filter((one) => one !== call),
    }));
  });
}

/** A request whose caller got no answer is executed after all, or never. */
export function landings(world: World): Move[] {
  return world.late.flatMap((call): Move[] => {
    const without = { ...world, late: world.late.filter((one) => one !== call) };
    const name = `${named(call)} of ${call.askedAtMs}`;
    return [
      quietly('channel', `${name} lands`, () => execute(without, call).world),
      quietly('channel', `${name} is lost`, () => without),
    ];
  });
}

import { isHeldBack } from '../../../domain/held/held.ts';
import { heldBy } from '../../../domain/held/order-hold.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { Rules } from './run.ts';
import type { Call, CallTask, World } from './world.ts';

function callOf(task: CallTask, run: OrderState, nowMs: number): Call {
  if (!('refundNumber' in task)) {
    return { task, number: task.number, refundMinor: 0, askedAtMs: nowMs, answer: null };
  }
  const refund = run.refunds.find((one) => one.number === task.refundNumber);
  return {
    task,
    number: refund?.attempt ?? '',
    refundMinor: refund?.amountMinor ?? 0,
    askedAtMs: nowMs,
    answer: null,
  };
}

/** As the workflow does after each input, starts the calls that are due and not running. */
export function withCallsStarted(by: Rules, world: World): World {
  const { run, nowMs } = world;
  if (run === null) return world;
  const held = heldBy(world.holds);
  const tasks = by.agenda(run);
  const due = tasks.filter(
    (task): task is CallTask =>
      task.kind !== 'clock' &&
      task.dueAtMs <= nowMs &&
      !isHeldBack(held, task) &&
      !world.calls.some((one) => one.task.lane === task.lane),
  );
  // Nothing is owed and nothing is under way, so the workflow ends, and its memory with it.
  if (tasks.length === 0 && world.calls.length === 0) {
    return { ...world, run: null, isBehind: false };
  }
  if (due.length === 0) return world;
  const calls = [...world.calls, ...due.map((task) => callOf(task, run, nowMs))];
  return { ...world, calls: calls.sort((x, y) => (x.task.lane < y.task.lane ? -1 : 1)) };
}

import { agenda } from '../../domain/agenda.ts';
import { decide } from '../../domain/decide.ts';
import { evolve, resume } from '../../domain/evolve.ts';
import { type Fact, isRecorded } from '../../domain/fact.ts';
import type { Input } from '../../domain/input.ts';
import type { OrderState } from '../../domain/order.ts';
import type { Call, CallTask, World } from './world.ts';

/** The functions under test. The check passes the very ones; its own test passes broken ones. */
export type Rules = Readonly<{
  decide: typeof decide;
  evolve: typeof evolve;
  resume: typeof resume;
  agenda: typeof agenda;
  isRecorded: typeof isRecorded;
}>;

export const rules: Rules = { decide, evolve, resume, agenda, isRecorded };

function remembering<K extends object, V>(ask: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = ask(key);
    known.set(key, { value });
    return value;
  };
}

/** The same functions, asked once per state: they are pure, and the check asks often. */
export function askedOnce(by: Rules): Rules {
  return { ...by, agenda: remembering(by.agenda), resume: remembering(by.resume) };
}

/** What the ledger does with the append of a decision. */
export type Append = 'accepted' | 'committed by a twin' | 'refused' | 'over budget';

export type Taken = Readonly<{ world: World; facts: readonly Fact[] }>;

function evolveAll(by: Rules, state: OrderState, facts: readonly Fact[]): OrderState {
  return facts.reduce((now, fact) => by.evolve(now, fact), state);
}

function record(by: Rules, ledger: OrderState, facts: readonly Fact[]): OrderState {
  return evolveAll(by, ledger, facts.filter(by.isRecorded));
}

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

/** As the workflow does after each input: what is due and not running is started. */
function start(by: Rules, world: World): World {
  const { run, nowMs } = world;
  if (run === null) return world;
  const tasks = by.agenda(run);
  const calls = [...world.calls];
  for (const task of tasks) {
    if (task.kind === 'clock' || task.dueAtMs > nowMs) continue;
    if (calls.some((one) => one.task.lane === task.lane)) continue;
    calls.push(callOf(task, run, nowMs));
  }
  calls.sort((x, y) => (x.task.lane < y.task.lane ? -1 : 1));
  // Nothing owed and nothing under way: the workflow ends, and forgets.
  return { ...world, calls, run: tasks.length === 0 && calls.length === 0 ? null : run };
}

/**
 * One turn of the workflow's loop: decide, append, evolve, start what is due.
 *
 * @param append how the ledger takes it; after a conflict the run folds the
 *   ledger again and decides the same input anew
 */
export function take(by: Rules, world: World, input: Input, append: Append = 'accepted'): Taken {
  const { nowMs } = world;
  let { ledger } = world;
  let run = world.run ?? by.resume(ledger);
  const dropped: Fact[] = [];
  if (append === 'committed by a twin' || append === 'refused') {
    const first = by.decide(run, input, { nowMs, hold: null });
    if (append === 'committed by a twin') ledger = record(by, ledger, first);
    if (append === 'committed by a twin') dropped.push(...first);
    run = by.resume(ledger);
  }
  const hold = append === 'over budget' ? 'over_budget' : null;
  const facts = by.decide(run, input, { nowMs, hold });
  const next: World = {
    ...world,
    run: evolveAll(by, run, facts),
    ledger: record(by, ledger, facts),
  };
  return { world: start(by, next), facts: [...dropped, ...facts] };
}

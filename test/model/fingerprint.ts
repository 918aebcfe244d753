import { type Attempt, hasSucceeded } from '../../domain/attempt.ts';
import type { OrderState } from '../../domain/order.ts';
import { lastAnsweredMs } from '../../domain/watch.ts';
import type { World } from './world.ts';

const unread = {
  traits: undefined,
  amount: undefined,
  channel: undefined,
  method: undefined,
  account: undefined,
  payer: undefined,
  failure: undefined,
};

const unreadAfterSuccess = {
  plannedAtMs: undefined,
  acknowledgedAtMs: undefined,
  approvedAtMs: undefined,
  succeededAtMs: undefined,
  withdrawal: undefined,
  answered: undefined,
};

/**
 * What never changes within a setting, or is only ever shown, is left out; so is
 * what no rule reads any more once an attempt has succeeded.
 */
function packAttempt(attempt: Attempt): string {
  const read = { ...attempt, ...unread };
  if (!hasSucceeded(attempt)) return JSON.stringify(read);
  const { unanswered, lastUnansweredMs } = attempt.memory;
  const memory = [lastAnsweredMs(attempt), unanswered, lastUnansweredMs];
  return JSON.stringify({
    ...read,
    ...unreadAfterSuccess,
    memory,
    capture: attempt.capture?.state,
  });
}

/** Gives equal texts equal numbers, and remembers what it packed. */
export class Fingerprints {
  readonly #numbers = new Map<string, number>();
  readonly #packed = new WeakMap<object, number>();

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #of<T extends object>(value: T, pack: (value: T) => string = JSON.stringify): number {
    const known = this.#packed.get(value);
    if (known !== undefined) return known;
    const number = this.#number(pack(value));
    this.#packed.set(value, number);
    return number;
  }

  #order(order: OrderState): number {
    const known = this.#packed.get(order);
    if (known !== undefined) return known;
    const text = [
      order.status,
      order.winner,
      order.closing?.atMs,
      order.paidAtMs,
      order.attempts.map((one) => this.#of(one, packAttempt)).join('.'),
      order.refunds.map((one) => this.#of(one)).join('.'),
      order.pendingPays.map((one) => `${one.request.id}@${one.requestedAtMs}`).join('.'),
      order.alerts.map((one) => one.id).join('.'),
      Object.keys(order.answers).sort().join('.'),
    ].join('|');
    const number = this.#number(text);
    this.#packed.set(order, number);
    return number;
  }

  /** Equal for worlds that no rule and no channel can tell apart. */
  of(world: World): string {
    const { left } = world;
    return [
      world.nowMs,
      this.#order(world.ledger),
      world.run === null ? '-' : this.#order(world.run),
      world.calls.map((one) => this.#of(one)).join('.'),
      world.late.map((one) => this.#of(one)).join('.'),
      world.payments.map((one) => this.#of(one)).join('.'),
      world.mail.map((one) => this.#of(one)).join('.'),
      world.taken.join('.'),
      world.lied.join('.'),
      world.silent.join('.'),
      left.a,
      left.b,
      left.faults,
      left.closes,
      left.refunds,
      left.persons,
    ].join(',');
  }
}

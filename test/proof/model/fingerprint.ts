import { type Attempt, hasSucceeded } from '../../../domain/order/attempt.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { lastAnsweredMs } from '../../../domain/agenda/due-times.ts';
import type { World } from './world.ts';

/** Fields that never change within a setting, or are only shown. */
const unread: ReadonlySet<string> = new Set([
  'traits',
  'amount',
  'channel',
  'method',
  'account',
  'payer',
  'failure',
]);

/** Fields that no rule reads any more once an attempt has succeeded. */
const unreadAfterSuccess: ReadonlySet<string> = new Set([
  'plannedAtMs',
  'acknowledgedAtMs',
  'takenOverAtMs',
  'approvedAtMs',
  'succeededAtMs',
  'withdrawal',
  'answered',
  'memory',
  'capture',
]);

/** Gives equal texts equal numbers, and remembers the numbers of what it has seen. */
export class Fingerprints {
  readonly #numbers = new Map<string, number>();
  readonly #orders: OrderState[] = [];
  readonly #packed = new WeakMap<object, number>();

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #of(value: object): number {
    const known = this.#packed.get(value);
    if (known !== undefined) return known;
    const number = this.#number(JSON.stringify(value));
    this.#packed.set(value, number);
    return number;
  }

  /** Every field that a rule may read, in the order `evolve` keeps them. */
  #attempt(attempt: Attempt): number {
    const known = this.#packed.get(attempt);
    if (known !== undefined) return known;
    const isPaid = hasSucceeded(attempt);
    let text = '';
    for (const [name, value] of Object.entries(attempt)) {
      if (unread.has(name) || (isPaid && unreadAfterSuccess.has(name))) continue;
      text += typeof value === 'object' && value !== null ? `#${this.#of(value)},` : `${value},`;
    }
    if (isPaid) {
      const { unanswered, lastUnansweredMs } = attempt.memory;
      text += `${lastAnsweredMs(attempt)},${unanswered},${lastUnansweredMs},${attempt.capture?.state}`;
    }
    const number = this.#number(text);
    this.#packed.set(attempt, number);
    return number;
  }

  /** The first object seen of all orders equal to this one. */
  oneOf(order: OrderState): OrderState {
    const number = this.ofOrder(order);
    const first = this.#orders[number];
    if (first !== undefined) return first;
    this.#orders[number] = order;
    return order;
  }

  ofValue(value: object): number {
    return this.#of(value);
  }

  ofOrder(order: OrderState): number {
    const known = this.#packed.get(order);
    if (known !== undefined) return known;
    const text = [
      order.status,
      order.winner,
      order.closing?.atMs,
      order.paidAtMs,
      order.attempts.map((one) => this.#attempt(one)).join('.'),
      order.refunds.map((one) => this.#of(one)).join('.'),
      order.pendingPays.map((one) => `${one.request.id}@${one.requestedAtMs}`).join('.'),
      order.alerts.map((one) => one.id).join('.'),
      Object.keys(order.answers).sort().join('.'),
    ].join('|');
    const number = this.#number(text);
    this.#packed.set(order, number);
    return number;
  }

  /** A text that is equal for worlds that no rule and no channel can tell apart. */
  of(world: World): string {
    const { left } = world;
    return [
      world.nowMs,
      this.ofOrder(world.ledger),
      world.run === null ? '-' : this.ofOrder(world.run),
      world.stale === null
        ? '-'
        : `${this.ofOrder(world.stale.state)}${world.stale.isBehind}${world.stale.answers.map((one) => this.#of(one)).join('.')}`,
      world.isBehind ? 'behind' : '',
      world.holds.map((one) => one.what).join('.'),
      world.calls.map((one) => this.#of(one)).join('.'),
      world.late.map((one) => this.#of(one)).join('.'),
      world.payments.map((one) => this.#of(one)).join('.'),
      world.mail.map((one) => this.#of(one)).join('.'),
      world.taken.join('.'),
      world.lied.join('.'),
      world.silent.join('.'),
      left.clicks.join('.'),
      left.faults,
      left.closes,
      left.refunds,
      left.persons,
    ].join(',');
  }
}

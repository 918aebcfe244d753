import { type Attempt, hasSucceeded } from '../../../domain/order/attempt.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import { lastAnsweredMs } from '../../../domain/agenda/due-times.ts';
import type { Call, World } from './world.ts';

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

/** The same of an attempt that has succeeded. */
const unreadOfPaid: ReadonlySet<string> = new Set([...unread, ...unreadAfterSuccess]);

/** Joined as `join` does it, without an array between; most lists of the model are empty. */
function listed<T>(list: readonly T[], textOf: (one: T) => number | string): string {
  let text = '';
  for (const one of list) text += text === '' ? `${textOf(one)}` : `.${textOf(one)}`;
  return text;
}

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
    const skipped = isPaid ? unreadOfPaid : unread;
    let text = '';
    let name: keyof Attempt;
    // Faster than Object.entries, which makes an array for each of forty fields.
    for (name in attempt) {
      if (skipped.has(name)) continue;
      const value = attempt[name];
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
    const known = this.#packed.get(order);
    const number = known ?? this.#number(this.#textOf(order));
    const first = this.#orders[number];
    // The copy is not remembered: nobody will ask about it again.
    if (first !== undefined) return first;
    if (known === undefined) this.#packed.set(order, number);
    this.#orders[number] = order;
    return order;
  }

  ofValue(value: object): number {
    return this.#of(value);
  }

  ofOrder(order: OrderState): number {
    const known = this.#packed.get(order);
    if (known !== undefined) return known;
    const number = this.#number(this.#textOf(order));
    this.#packed.set(order, number);
    return number;
  }

  #textOf(order: OrderState): string {
    const attempts = listed(order.attempts, (one) => this.#attempt(one));
    const refunds = listed(order.refunds, (one) => this.#of(one));
    const pays = listed(order.pendingPays, (one) => `${one.request.id}@${one.requestedAtMs}`);
    const alerts = listed(order.alerts, (one) => one.id);
    const head = `${order.status}|${order.winner}|${order.closing?.atMs}|${order.paidAtMs}`;
    return `${head}|${attempts}|${refunds}|${pays}|${alerts}|${this.#idsIn(order.answers)}`;
  }

  /** Of the ids alone: what was answered follows from the rest of the order. */
  #idsIn(answers: OrderState['answers']): number {
    const known = this.#packed.get(answers);
    if (known !== undefined) return known;
    const number = this.#number(Object.keys(answers).sort().join('.'));
    this.#packed.set(answers, number);
    return number;
  }

  /** Put together of its parts: the task is the agenda's, and known already. */
  #call(call: Call): number {
    const known = this.#packed.get(call);
    if (known !== undefined) return known;
    const { task, number: attempt, refundMinor, askedAtMs, answer } = call;
    const said = answer === null ? '-' : this.#of(answer);
    const number = this.#number(`${this.#of(task)} ${attempt} ${refundMinor} ${askedAtMs} ${said}`);
    this.#packed.set(call, number);
    return number;
  }

  #stale(stale: World['stale']): string {
    if (stale === null) return '-';
    const answers = listed(stale.answers, (one) => this.#of(one));
    return `${this.ofOrder(stale.state)}${stale.isBehind}${answers}`;
  }

  /** A text that is equal for worlds that no rule and no channel can tell apart. */
  of(world: World): string {
    const { left, run, ledger } = world;
    const ofCall = (one: Call): number => this.#call(one);
    const ofPart = (one: object): number => this.#of(one);
    const knows = `${this.ofOrder(ledger)},${run === null ? '-' : this.ofOrder(run)},${this.#stale(world.stale)},${world.isBehind ? 'behind' : ''}`;
    const holds = listed(world.holds, (one) => one.what);
    const calls = `${listed(world.calls, ofCall)},${listed(world.late, ofCall)}`;
    const channel = `${listed(world.payments, ofPart)},${listed(world.mail, ofPart)}`;
    const marks = `${world.taken.join('.')},${world.lied.join('.')},${world.silent.join('.')}`;
    const toCome = `${left.clicks.join('.')},${left.faults},${left.closes},${left.refunds},${left.persons}`;
    return `${world.nowMs},${knows},${holds},${calls},${channel},${marks},${toCome}`;
  }
}

import { type Held, nothingHeld } from '../held/held.ts';
import { agenda } from '../agenda/agenda.ts';
import type { Attempt, LateDecision } from '../order/attempt.ts';
import { decide } from '../decide/decide.ts';
import { evolve, fold, resume } from '../facts/evolve.ts';
import { type Fact, isRecorded, type RecordedFact } from '../facts/fact.ts';
import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  QueryAnswer,
  RefundAnswer,
  RefundQueryAnswer,
} from '../order/channel-answer.ts';
import type { CallbackInput, Input, Person } from '../facts/input.ts';
import { invariant } from '../invariant.ts';
import type { PaymentStanding } from '../order/channel-answer.ts';
import { money } from '../values/money.ts';
import type { OrderState, PayRequest, RequestAnswer } from '../order/order.ts';
import { defaultPolicy, type Policy } from '../order/policy.ts';
import type { ControlHold, Refund, RefundOutcome } from '../order/refund.ts';
import type { Task } from '../agenda/task.ts';
import { codeTraits, hourMs } from './channel-kinds.ts';
import { decideHeld } from './decide-held.ts';

export const startMs = Date.UTC(2026, 0, 5, 12);
export const person: Person = Object.freeze({ name: 'Lin', reason: 'seen at the channel' });
export const lost = Object.freeze({ kind: 'unknown', code: 'timeout' });
export const busy = Object.freeze({ kind: 'retry', code: 'busy' });
export const no = Object.freeze({ kind: 'refused', code: 'refused' });

type Success = Extract<PaymentStanding, { kind: 'success' }>;

/** A channel's word that 19.99 yuan were paid, with some fields changed. */
export function success(transaction: string, difference: Partial<Success> = {}): Success {
  return {
    kind: 'success',
    transaction,
    amountMinor: 1_999,
    currency: 'CNY',
    returnedMinor: 0,
    paidAtMs: null,
    ...difference,
  };
}

/** One order of 19.99 yuan, its ledger and its clock, driven input by input. */
export class World {
  state: OrderState;
  nowMs = startMs;
  /** The control by which the ledger holds every compensation; null: it holds none. */
  hold: ControlHold | null = null;
  /** What the ledger refuses of this order. */
  held: Held = nothingHeld;
  /** Everything the ledger holds. */
  readonly ledger: RecordedFact[];
  /** The facts of the last step. */
  said: readonly Fact[] = [];

  constructor(policy: Partial<Policy> = {}, deadlineMs = startMs + hourMs) {
    const created: RecordedFact = {
      type: 'order_created',
      key: { merchant: 'shop', orderId: 'A-1' },
      amount: money(1_999, 'CNY'),
      deadlineMs,
      policy: { ...defaultPolicy, ...policy },
      atMs: startMs,
    };
    this.ledger = [created];
    this.state = evolve(null, created);
  }

  /** Takes one input at the present moment. */
  give(input: Input): this {
    this.said = decideHeld(decide, this.state, input, this.nowMs, this.hold, this.held);
    this.state = this.said.reduce<OrderState>(evolve, this.state);
    this.ledger.push(...this.said.filter(isRecorded));
    return this;
  }

  /** Lets time pass; the clock decides whenever the agenda says it is due. No call is answered. */
  advance(ms: number): this {
    const untilMs = this.nowMs + ms;
    const said: Fact[] = [];
    for (;;) {
      const clock = agenda(this.state).find((one) => one.kind === 'clock');
      if (clock === undefined || clock.dueAtMs > untilMs) break;
      this.nowMs = Math.max(this.nowMs, clock.dueAtMs);
      said.push(...this.give({ type: 'clock' }).said);
      invariant(this.said.length > 0, `the clock decides when due: ${JSON.stringify(clock)}`);
    }
    this.nowMs = untilMs;
    said.push(...this.give({ type: 'clock' }).said);
    this.said = said;
    return this;
  }

  /** The run died: a new one knows only the ledger. */
  restart(): this {
    const folded = fold(this.ledger);
    invariant(folded !== null, 'the ledger holds the order');
    this.state = resume(folded);
    return this;
  }

  // Requests.

  /** A click on pay, by WeChat's code unless told otherwise; its id is `click-NUMBER`. */
  pay(number: string, difference: Partial<PayRequest> = {}): this {
    const request: PayRequest = {
      id: `click-${number}`,
      number,
      channel: 'wechat',
      method: 'qr',
      account: 'default',
      payer: null,
      traits: codeTraits,
      ...difference,
    };
    return this.give({ type: 'pay', request });
  }

  close(id = 'close'): this {
    return this.give({ type: 'close', id });
  }

  refund(
    refundId: string,
    amountMinor: number,
    id = `ask-${refundId}`,
    reasonMark: string | null = 'returned',
  ): this {
    return this.give({ type: 'refund', id, refundId, amountMinor, reasonMark });
  }

  late(number: string, decision: LateDecision, id = `late-${number}-${decision}`): this {
    return this.give({ type: 'late_decision', id, number, decision });
  }

  approve(refundNumber: string, id = `approve-${refundNumber}-${this.nowMs}`): this {
    const { outcome, by } = { outcome: null, by: person };
    return this.give({
      type: 'refund_decision',
      id,
      refundNumber,
      decision: 'approve',
      outcome,
      by,
    });
  }

  reject(refundNumber: string, id = `reject-${refundNumber}`): this {
    const decision = 'reject';
    return this.give({
      type: 'refund_decision',
      id,
      refundNumber,
      decision,
      outcome: null,
      by: person,
    });
  }

  resolve(refundNumber: string, outcome: RefundOutcome): this {
    const id = `resolve-${refundNumber}`;
    const decision = 'resolve';
    return this.give({
      type: 'refund_decision',
      id,
      refundNumber,
      decision,
      outcome,
      by: person,
    });
  }

  // Answers of the channel, each to a call made at this very moment unless told otherwise.

  created(number: string, answer: CreateAnswer, askedAtMs = this.nowMs): this {
    return this.give({ type: 'created', number, askedAtMs, answer });
  }

  offered(number: string, channelReference: string | null = null): this {
    return this.created(number, { kind: 'offered', channelReference, validUntilMs: null });
  }

  /** A click whose code is on the page. */
  open(number: string, difference: Partial<PayRequest> = {}): this {
    this.pay(number, difference);
    const reference =
      this.attempt(number).traits.lookup === 'payment_number' ? null : `ref-${number}`;
    return this.offered(number, reference);
  }

  queried(number: string, answer: QueryAnswer, askedAtMs = this.nowMs): this {
    return this.give({ type: 'queried', number, askedAtMs, answer });
  }

  says(number: string, kind: 'approved' | 'unpaid' | 'processing' | 'closed' | 'not_known'): this {
    return this.queried(number, { kind });
  }

  paid(number: string, difference: Partial<Success> = {}): this {
    return this.queried(number, success(`T-${number}`, difference));
  }

  closeAnswered(number: string, answer: CloseAnswer = { kind: 'done' }): this {
    return this.give({ type: 'close_answered', number, askedAtMs: this.nowMs, answer });
  }

  captured(
    number: string,
    answer: CaptureAnswer = success(`T-${number}`),
    askedAtMs = this.nowMs,
  ): this {
    return this.give({ type: 'captured', number, askedAtMs, answer });
  }

  refunded(refundNumber: string, answer: RefundAnswer, askedAtMs = this.nowMs): this {
    return this.give({ type: 'refunded', refundNumber, askedAtMs, answer });
  }

  refundQueried(refundNumber: string, answer: RefundQueryAnswer, askedAtMs = this.nowMs): this {
    return this.give({ type: 'refund_queried', refundNumber, askedAtMs, answer });
  }

  callback(
    id: string,
    channelNumber: string,
    news: CallbackInput['news'],
    age: 'fresh' | 'old' = 'fresh',
  ): this {
    return this.give({ type: 'callback', id, channelNumber, fresh: age === 'fresh', news });
  }

  tells(
    id: string,
    number: string,
    finding: PaymentStanding,
    age: 'fresh' | 'old' = 'fresh',
  ): this {
    return this.callback(id, number, { kind: 'payment', finding }, age);
  }

  // What there is to see.

  attempt(number: string): Attempt {
    const found = this.state.attempts.find((one) => one.number === number);
    invariant(found !== undefined, `there is an attempt ${number}`);
    return found;
  }

  refundOf(number: string): Refund {
    const found = this.state.refunds.find((one) => one.number === number);
    invariant(found !== undefined, `there is a refund ${number}`);
    return found;
  }

  answer(id: string): RequestAnswer | undefined {
    return this.state.answers[id];
  }

  /** Types of the facts of the last step. */
  get types(): string[] {
    return this.said.map((fact) => fact.type);
  }

  /** Calls due by now, as `kind number`. */
  get due(): string[] {
    return this.calls.filter((one) => one.dueAtMs <= this.nowMs).map(nameOf);
  }

  /** Calls on the agenda, due or not, as `kind number`. */
  get owed(): string[] {
    return this.calls.map(nameOf);
  }

  private get calls(): Exclude<Task, { kind: 'clock' }>[] {
    return agenda(this.state).filter((one) => one.kind !== 'clock');
  }
}

function nameOf(task: Exclude<Task, { kind: 'clock' }>): string {
  return `${task.kind} ${'number' in task ? task.number : task.refundNumber}`;
}

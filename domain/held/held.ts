import { type Attempt } from '../order/attempt.ts';
import type { Fact } from '../facts/fact.ts';
import type { Input } from '../facts/input.ts';
import { familyOf, type OrderState, type PassingRefusal } from '../order/order.ts';
import { provesNothing } from '../agenda/task-answer.ts';
import type { Task } from '../agenda/task.ts';

/** Rule 21: what the ledger refused of an order, so far as the rules must know it. */
export type Held = Readonly<{
  /** Numbers of the attempts whose evidence of money is held. */
  evidence: readonly string[];
  /** Consequences that are withheld, by `consequenceName`. */
  consequences: readonly string[];
}>;

/** Nothing is held, as with nearly every order. */
export const nothingHeld: Held = Object.freeze({ evidence: [], consequences: [] });

/** How long after the answer `order_held` the request may be repeated, in ms. */
const heldRetryMs = 30_000;

/** The answer to a request when, because something is held, nothing is done. */
export function heldAnswer(nowMs: number): PassingRefusal {
  return { kind: 'refused', code: 'order_held', untilMs: nowMs + heldRetryMs };
}

/**
 * Whether evidence of money is held: meanwhile nothing is opened, closed, captured or paid back.
 */
export function isEvidenceHeld({ evidence }: Held): boolean {
  return evidence.length > 0;
}

/** Whether evidence of this attempt's money is held: meanwhile it does not become final. */
export function isAttemptHeld({ evidence }: Held, { number }: Attempt): boolean {
  return evidence.includes(number);
}

function subjectOf(fact: Fact): string {
  if ('number' in fact && fact.number !== null) return fact.number;
  return 'input' in fact && fact.input !== null ? fact.input : '';
}

/**
 * The name of a consequence, made of its facts. When it is decided anew it has the same name,
 * whatever moment or amount the facts carry.
 */
export function consequenceName(facts: readonly Fact[]): string {
  const [first] = facts;
  return first === undefined ? '' : `${first.type}:${subjectOf(first)}`;
}

/**
 * Groups the facts that a rule added at once by what they are about, so that a refused group harms
 * no other.
 */
export function consequencesIn(facts: readonly Fact[]): readonly (readonly Fact[])[] {
  const parts: Fact[][] = [];
  for (const fact of facts) {
    const last = parts.at(-1);
    if (last?.[0] !== undefined && subjectOf(last[0]) === subjectOf(fact)) last.push(fact);
    else parts.push([fact]);
  }
  return parts;
}

/** Whether this consequence is withheld: it is not decided until it is due to be tried again. */
export function isWithheld({ consequences }: Held, facts: readonly Fact[]): boolean {
  return consequences.length > 0 && consequences.includes(consequenceName(facts));
}

/**
 * Numbers of the attempts whose money the input is evidence of.
 *
 * @returns none for an input that says nothing of money
 */
export function evidenceIn(order: OrderState, input: Input): readonly string[] {
  switch (input.type) {
    case 'callback': {
      const { news } = input;
      if (news.kind === 'payment' && news.finding.kind !== 'success') return [];
      return familyOf(order, input.channelNumber).map((one) => one.number);
    }
    case 'queried':
    case 'captured':
      return input.answer.kind === 'success' ? [input.number] : [];
    case 'refunded':
    case 'refund_queried': {
      if (provesNothing(input.answer)) return [];
      const refund = order.refunds.find((one) => one.number === input.refundNumber);
      return refund === undefined ? [] : [refund.attempt];
    }
    default:
      return [];
  }
}

/** Whether a run that knew what is held would not have decided this fact. */
export function isStoppedBy(held: Held, fact: Fact): boolean {
  if (!isEvidenceHeld(held)) return false;
  switch (fact.type) {
    case 'attempt_planned':
    case 'order_closed':
    case 'capture_requested':
    case 'refund_released':
      return true;
    case 'refund_requested':
      return fact.kind === 'compensation';
    case 'attempt_refused':
    case 'attempt_ended':
      return held.evidence.includes(fact.number);
    default:
      return false;
  }
}

/** Rule 21: whether a due call is not made while evidence of money is held. Queries go on. */
export function isHeldBack(held: Held, { kind }: Task): boolean {
  if (!isEvidenceHeld(held)) return false;
  return kind === 'create' || kind === 'capture' || kind === 'refund';
}

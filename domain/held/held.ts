import { type Attempt } from '../order/attempt.ts';
import type { Fact } from '../facts/fact.ts';
import type { Input } from '../facts/input.ts';
import { familyOf, type OrderState, type PassingRefusal } from '../order/order.ts';
import type { Task } from '../agenda/task.ts';

/** What the ledger refused of an order, so far as the rules must know. Rule 21. */
export type Held = Readonly<{
  /** Own numbers of the attempts of which evidence of money is held. */
  evidence: readonly string[];
  /** Consequences that are withheld, by `consequenceName`. */
  consequences: readonly string[];
}>;

/** Nothing is held, as with nearly every order. */
export const nothingHeld: Held = Object.freeze({ evidence: [], consequences: [] });

/** When a request that is answered `order_held` may be repeated, ms from then. */
const heldRetryMs = 30_000;

/** What a request is answered that nothing is done of while something is held. */
export function heldAnswer(nowMs: number): PassingRefusal {
  return { kind: 'refused', code: 'order_held', untilMs: nowMs + heldRetryMs };
}

/** Evidence of money is held: nothing is opened, closed, captured or paid back until it is not. */
export function isEvidenceHeld({ evidence }: Held): boolean {
  return evidence.length > 0;
}

/** While evidence of its money is held an attempt is not final. */
export function isAttemptHeld({ evidence }: Held, { number }: Attempt): boolean {
  return evidence.includes(number);
}

function subjectOf(fact: Fact): string {
  if ('number' in fact && fact.number !== null) return fact.number;
  return 'input' in fact && fact.input !== null ? fact.input : '';
}

/**
 * The name by which the facts of one consequence are known. Decided anew they have the same name,
 * whatever moment or amount they carry.
 */
export function consequenceName(facts: readonly Fact[]): string {
  const [first] = facts;
  return first === undefined ? '' : `${first.type}:${subjectOf(first)}`;
}

/**
 * Facts that a rule added at once, grouped by what they are about: one group that is refused harms
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

/** Whether the facts of this consequence are withheld until they are to be tried again. */
export function isWithheld({ consequences }: Held, facts: readonly Fact[]): boolean {
  return consequences.length > 0 && consequences.includes(consequenceName(facts));
}

/**
 * Own numbers of the attempts whose money an input bears evidence of.
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
      const { kind } = input.answer;
      if (kind === 'unknown' || kind === 'retry' || kind === 'held') return [];
      const refund = order.refunds.find((one) => one.number === input.refundNumber);
      return refund === undefined ? [] : [refund.attempt];
    }
    default:
      return [];
  }
}

/** Whether a run decides this fact only because it does not know yet what is held. */
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

/** Rule 21: what is due but not done while evidence of money is held. Queries go on. */
export function isHeldBack(held: Held, { kind }: Task): boolean {
  if (!isEvidenceHeld(held)) return false;
  return kind === 'create' || kind === 'capture' || kind === 'refund';
}

import type { Attempt } from '../order/attempt.ts';
import type { RecordedFact } from './fact.ts';
import { type Standing, standings } from './fact-standing-table.ts';
import { attemptOf, type OrderState } from '../order/order.ts';
import type { Refund } from '../order/refund.ts';

/** The attempt or refund that a fact names; or the end of a sentence that says what is wrong. */
type Named = Readonly<{ attempt: Attempt | null; refund: Refund | null }> | string;

function refundOf(order: OrderState, number: string): Refund | undefined {
  return order.refunds.find((one) => one.number === number);
}

function unknown(what: string, number: string): string {
  return `names ${what} ${number}, which this order does not have`;
}

function taken(number: string): string {
  return `takes the number ${number}, which this order already has`;
}

function knownAttempt(order: OrderState, number: string): Named {
  const attempt = attemptOf(order, number);
  return attempt === undefined ? unknown('attempt', number) : { attempt, refund: null };
}

function namedBy(order: OrderState, fact: RecordedFact, names: Standing['names']): Named {
  const nothing = { attempt: null, refund: null };
  const number = 'number' in fact ? fact.number : null;
  if (names === 'nothing' || (names === 'perhaps' && number === null)) return nothing;
  if (number === null) return 'names nothing';
  switch (names) {
    case 'perhaps':
      return (attemptOf(order, number) ?? refundOf(order, number)) === undefined
        ? unknown('payment or refund', number)
        : nothing;
    case 'attempt':
      return knownAttempt(order, number);
    case 'refund': {
      const refund = refundOf(order, number);
      return refund === undefined ? unknown('refund', number) : { attempt: null, refund };
    }
    case 'new_attempt':
      return attemptOf(order, number) === undefined ? nothing : taken(number);
    case 'second_transaction':
      if (attemptOf(order, number) !== undefined) return taken(number);
      return knownAttempt(order, 'parent' in fact ? fact.parent : number);
    case 'new_refund':
      if (refundOf(order, number) !== undefined) return taken(number);
      return knownAttempt(order, 'attempt' in fact ? fact.attempt : number);
    default:
      return names satisfies never;
  }
}

/**
 * What is wrong with the fact's numbers: amounts are whole minor units, moments are finite; or
 * null.
 */
function numbersOf(fact: RecordedFact, leastMinor: number): string | null {
  const amounts: [string, number, number][] = [];
  if ('amountMinor' in fact) amounts.push(['amountMinor', fact.amountMinor, leastMinor]);
  if ('returnedMinor' in fact) amounts.push(['returnedMinor', fact.returnedMinor, 0]);
  if ('explainedMinor' in fact) amounts.push(['explainedMinor', fact.explainedMinor, 1]);
  if ('amount' in fact) amounts.push(['amount', fact.amount.amountMinor, 0]);
  const amount = amounts.find(([, minor, least]) => !Number.isSafeInteger(minor) || minor < least);
  if (amount !== undefined) {
    const [name, minor, least] = amount;
    return `carries ${name} ${minor}, which is no whole number of minor units from ${least} on`;
  }
  for (const [name, value] of Object.entries<unknown>(fact)) {
    if (!name.endsWith('Ms') || value === null || Number.isFinite(value)) continue;
    return `carries a ${name} that is no moment`;
  }
  return null;
}

function isAmong<T>(allowed: readonly T[] | undefined, value: T): boolean {
  return allowed === undefined || allowed.includes(value);
}

function statusOf(order: OrderState, { attempt, refund }: Exclude<Named, string>, row: Standing) {
  if (!isAmong(row.order, order.status))
    return `does not stand in an order that is ${order.status}`;
  if (row.winner === 'none' && order.winner !== null) {
    return `does not stand in an order that ${order.winner} has won`;
  }
  if (row.winner === 'another' && (order.winner ?? attempt?.number) === attempt?.number) {
    return 'does not stand in an order that no other attempt has won';
  }
  if (attempt !== null) {
    const { number, status, role, create, capture } = attempt;
    const of = `does not stand while attempt ${number}`;
    if (!isAmong(row.attempt, status)) return `${of} is ${status}`;
    if (!isAmong(row.role, role)) return `${of} has the role ${role ?? 'of none'}`;
    if (!isAmong(row.create, create)) return `${of} has a create that is ${create}`;
    if (!isAmong(row.capture, capture?.state ?? null)) {
      return `${of} has a capture that is ${capture?.state ?? 'not wanted'}`;
    }
  }
  if (refund === null || isAmong(row.refund, refund.status)) return null;
  return `does not stand while refund ${refund.number} is ${refund.status}`;
}

/** What is wrong by a check that only one kind of fact needs; or null. */
function particularOf(
  order: OrderState,
  fact: RecordedFact,
  attempt: Attempt | null,
): string | null {
  switch (fact.type) {
    case 'alert_resolved':
      return order.alerts.some((one) => one.id === fact.id) ? null : unknown('alert', fact.id);
    case 'pay_requested': {
      const isWaiting = order.pendingPays.some((one) => one.request.id === fact.request.id);
      return isWaiting ? `names click ${fact.request.id}, which waits already` : null;
    }
    case 'pay_refused': {
      const isWaiting = order.pendingPays.some((one) => one.request.id === fact.input);
      return isWaiting ? null : `names click ${fact.input}, which does not wait`;
    }
    case 'late_payment_asked':
      return attempt?.late == null ? null : 'asks what was asked before';
    case 'late_payment_decided':
      if (attempt?.late == null) return 'decides what was not asked';
      return attempt.late.decision === null ? null : 'decides what was decided before';
    case 'payment_reversed':
    case 'reversal_named':
      if (attempt?.reversals.includes(fact.reference) === true) {
        return `counts the return ${fact.reference} a second time`;
      }
      return fact.type === 'reversal_named' &&
        fact.explainedMinor > (attempt?.unnamedReversedMinor ?? 0)
        ? 'explains more than went back without a name'
        : null;
    default:
      return null;
  }
}

/**
 * Rule 21: why a fact may not be appended to an order in this state, as a
 * sentence for people; null: it may. It is asked before a fact is appended and
 * never of a fact in the ledger: a fold takes those as they are.
 *
 * @param state the fold of the recorded facts before it; null: there are none
 */
export function refusalOfFact(state: OrderState | null, fact: RecordedFact): string | null {
  const row: Standing = standings[fact.type];
  const complain = (what: string | null): string | null => what && `${fact.type} ${what}`;
  const wrongNumber = numbersOf(fact, row.leastMinor ?? 0);
  if (wrongNumber !== null) return complain(wrongNumber);
  if ((state === null) !== (fact.type === 'order_created')) {
    return complain(state === null ? 'comes before the order was created' : 'comes a second time');
  }
  if (state === null) return null;
  const named = namedBy(state, fact, row.names);
  if (typeof named === 'string') return complain(named);
  return complain(statusOf(state, named, row) ?? particularOf(state, fact, named.attempt));
}

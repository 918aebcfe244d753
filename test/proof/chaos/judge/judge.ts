import type { Evidence, OrderEvidence } from '../evidence.ts';
import { booksBalance, keptMinor, keptOfWinnerMinor, noOverRefund, oneCharge } from './money.ts';
import { acknowledgedStands, inboxDrained, oneWriter } from './records.ts';
import {
  closedMeansWatched,
  noGuess,
  oneWinner,
  paidStaysPaid,
  quietEnd,
  winnerSafe,
} from './standing.ts';
import type { InvariantName, OrderCheck, Violation } from './violation.ts';

const checks: readonly (readonly [InvariantName, OrderCheck])[] = [
  ['one-winner', oneWinner],
  ['books-balance', booksBalance],
  ['no-over-refund', noOverRefund],
  ['winner-safe', winnerSafe],
  ['paid-stays-paid', paidStaysPaid],
  ['closed-means-watched', closedMeansWatched],
  ['no-guess', noGuess],
  ['one-charge', oneCharge],
  ['nothing-lost', acknowledgedStands],
  ['one-writer', oneWriter],
  ['quiet-end', quietEnd],
];

function judgeOrder(evidence: OrderEvidence): Violation[] {
  const { id: order, ledger, notes } = evidence;
  if (ledger === null) {
    // An order that was never acknowledged need not be there: nothing was promised.
    if (notes.acknowledged.length === 0) return [];
    return [{ invariant: 'nothing-lost', order, what: 'acknowledged, and not in the ledger' }];
  }
  return checks.flatMap(([invariant, check]) =>
    check(ledger, evidence).map((what) => ({ invariant, order, what })),
  );
}

/** Checks every invariant of docs/rules.md against everybody's books. @returns none if all hold */
export function judge(evidence: Evidence): Violation[] {
  return [
    ...evidence.orders.flatMap(judgeOrder),
    ...inboxDrained(evidence),
    ...evidence.unwatched.map(({ order, attempt }) => ({
      invariant: 'closed-means-watched' as const,
      order,
      what: `${attempt} could still be paid while nothing was due`,
    })),
    ...evidence.strangers.map(({ order, number }) => ({
      invariant: 'one-writer' as const,
      order,
      what: `${number} is at its channel for an order nobody made`,
    })),
    ...evidence.unanswered.map((what) => ({
      invariant: 'quiet-end' as const,
      order: 'none',
      what,
    })),
  ];
}

/**
 * How many orders were charged more than once: at first (`gross`), and after all refunds (`net`).
 */
export type Duplicates = Readonly<{ gross: number; net: number }>;

/** @returns orders, not payments */
export function countDuplicates(orders: readonly OrderEvidence[]): Duplicates {
  const charges = (one: OrderEvidence): number =>
    one.book.reduce((total, { charges: times }) => total + times, 0);
  const isChargedTwice = (one: OrderEvidence): boolean => {
    const kept = one.book.reduce((total, payment) => total + keptMinor(payment), 0);
    const due = one.ledger === null ? 0 : keptOfWinnerMinor(one.ledger);
    return charges(one) > 1 && kept > due;
  };
  return {
    gross: orders.filter((one) => charges(one) > 1).length,
    net: orders.filter(isChargedTwice).length,
  };
}

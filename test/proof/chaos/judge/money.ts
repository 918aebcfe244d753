import type { BookedPayment, LedgerOrder, LedgerRefund, OrderEvidence } from '../evidence.ts';
import type { OrderCheck } from './violation.ts';

/** What a payment still keeps by the channel's book, in minor units. */
export function keptMinor(payment: BookedPayment): number {
  return payment.captured - payment.refunded - payment.reversed;
}

function isParked(refund: LedgerRefund): boolean {
  return refund.status === 'manual' || refund.status === 'awaiting_approval' || refund.isOverdue;
}

function sum(refunds: readonly LedgerRefund[]): number {
  return refunds.reduce((total, one) => total + one.amountMinor, 0);
}

/** What the winner should still keep: the amount without what the merchant gave back. */
export function keptOfWinnerMinor(ledger: LedgerOrder): number {
  const given = ledger.refunds.filter(
    (one) => one.kind === 'merchant' && one.status === 'succeeded' && one.attempt === ledger.winner,
  );
  return ledger.winner === null ? 0 : ledger.amountMinor - sum(given);
}

function balanceOf(ledger: LedgerOrder, payment: BookedPayment): string[] {
  const attempts = ledger.attempts.filter(
    (one) => one.channel === payment.channel && one.channelNumber === payment.number,
  );
  const numbers = new Set(attempts.map(({ number }) => number));
  const isWinner = ledger.winner !== null && numbers.has(ledger.winner);
  const expected = isWinner ? keptOfWinnerMinor(ledger) : 0;
  // A parked refund waits for a person: only the channel's console tells whether it went out.
  const parked = ledger.refunds.filter((one) => numbers.has(one.attempt) && isParked(one));
  const owed = sum(parked.filter(({ kind }) => kind === 'compensation'));
  const wanted = sum(parked.filter(({ kind }) => kind === 'merchant'));
  const kept = keptMinor(payment);
  const [least, most] = [expected - wanted, expected + owed];
  const wrong: string[] = [];
  if (kept < least || kept > most) {
    wrong.push(
      `${payment.number} keeps ${kept} at ${payment.channel}, and should keep ${expected}`,
    );
  }
  const captured = attempts.reduce((total, one) => total + one.capturedMinor, 0);
  if (captured !== payment.captured) {
    wrong.push(
      `${payment.number}: the ledger has ${captured} captured, its channel ${payment.captured}`,
    );
  }
  const refunded = attempts.reduce((total, one) => total + one.refundedMinor, 0);
  if (parked.length === 0 && refunded !== payment.refunded) {
    wrong.push(
      `${payment.number}: the ledger has ${refunded} refunded, its channel ${payment.refunded}`,
    );
  }
  return wrong;
}

/**
 * At rest: the winner keeps the amount without the merchant's refunds, every other payment nothing.
 */
export const booksBalance: OrderCheck = (ledger, { book }) => {
  const wrong = book.flatMap((payment) => balanceOf(ledger, payment));
  const winner = ledger.attempts.find(({ number }) => number === ledger.winner);
  if (ledger.status === 'paid' && winner?.capturedMinor !== ledger.amountMinor) {
    wrong.push(`paid, and its winner captured ${winner?.capturedMinor ?? 'nothing'}`);
  }
  const isBooked = book.some((one) => one.number === winner?.channelNumber && one.captured > 0);
  if (winner !== undefined && !isBooked) {
    wrong.push(`paid by ${winner.number}, of which its channel knows no money`);
  }
  return wrong;
};

/** Checked by the channel's book at every moment, and by the ledger at every request. */
export const noOverRefund: OrderCheck = (ledger, { book }) => {
  const wrong = book
    .filter((one) => one.mostRefunded + one.reversed > one.captured)
    .map((one) => `${one.number} gave back ${one.mostRefunded} of ${one.captured}`);
  const live = new Map<string, { attempt: string; amountMinor: number }>();
  const captured = new Map<string, number>();
  const reversed = new Map<string, number>();
  for (const { fact, seq } of ledger.facts) {
    if (fact.type === 'payment_captured') captured.set(fact.number, fact.amountMinor);
    if (fact.type === 'payment_reversed') {
      reversed.set(fact.number, (reversed.get(fact.number) ?? 0) + fact.amountMinor);
    }
    if (fact.type === 'refund_failed') live.delete(fact.number);
    if (fact.type !== 'refund_requested' && fact.type !== 'refund_held') continue;
    live.set(fact.number, { attempt: fact.attempt, amountMinor: fact.amountMinor });
    const asked = [...live.values()]
      .filter(({ attempt }) => attempt === fact.attempt)
      .reduce((total, one) => total + one.amountMinor, 0);
    const most = (captured.get(fact.attempt) ?? 0) - (reversed.get(fact.attempt) ?? 0);
    if (asked > most) wrong.push(`fact ${seq} lifts what is asked back to ${asked} of ${most}`);
  }
  return wrong;
};

/** No payment is charged twice under one number, unless the sandbox was told to do so. */
function chargedTwice({ book, story }: OrderEvidence): string[] {
  if (story.faults.some(({ kind }) => kind === 'second_transaction')) return [];
  return book
    .filter((one) => one.charges > 1)
    .map((one) => `${one.number} was charged ${one.charges} times`);
}

/** No capture is asked while the order has a winner or another capture is in doubt. */
export const oneCharge: OrderCheck = (ledger, evidence) => {
  const wrong = chargedTwice(evidence);
  const inDoubt = new Set<string>();
  let winner: string | null = null;
  for (const { fact, seq } of ledger.facts) {
    if (fact.type === 'order_paid') winner = fact.number;
    if (fact.type === 'capture_refused') inDoubt.delete(fact.number);
    if (fact.type !== 'capture_requested') continue;
    if (winner !== null) wrong.push(`fact ${seq} captures ${fact.number} though ${winner} won`);
    inDoubt.delete(fact.number);
    const [other] = inDoubt;
    if (other !== undefined) wrong.push(`fact ${seq} captures ${fact.number} beside ${other}`);
    inDoubt.add(fact.number);
  }
  return wrong;
};

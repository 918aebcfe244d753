import type { Sighting } from '../diary.ts';
import type { LedgerAttempt, LedgerRefund } from '../evidence.ts';
import type { OrderCheck } from './violation.ts';

/** There is one winner at most, the same in facts, rows and every sighting. */
export const oneWinner: OrderCheck = (ledger, { notes }) => {
  const wins = ledger.facts.flatMap(({ fact }) =>
    fact.type === 'order_paid' ? [fact.number] : [],
  );
  const winners = ledger.attempts.filter(({ role }) => role === 'winner').map((one) => one.number);
  const seen = notes.sightings.flatMap(({ winner }) => (winner === null ? [] : [winner]));
  const all = new Set([
    ...wins,
    ...winners,
    ...seen,
    ...(ledger.winner === null ? [] : [ledger.winner]),
  ]);
  const wrong = all.size > 1 ? [`it had the winners ${[...all].join(', ')}`] : [];
  if (wins.length > 1) wrong.push(`it was won ${wins.length} times`);
  if (winners.length !== wins.length || (ledger.winner === null) !== (wins.length === 0)) {
    wrong.push('facts, order and attempts disagree about its winner');
  }
  return wrong;
};

/** The winner has no compensation, and never had one. */
export const winnerSafe: OrderCheck = (ledger) =>
  ledger.facts.flatMap(({ fact, seq }) => {
    if (fact.type !== 'refund_requested' && fact.type !== 'refund_held') return [];
    if (fact.kind !== 'compensation' || fact.attempt !== ledger.winner) return [];
    return [`fact ${seq} compensates the winner ${fact.attempt}`];
  });

function toldUnpaid(paid: Sighting, later: Sighting): string {
  return `seen paid at version ${paid.version}, and ${later.status} at version ${later.version}`;
}

/** Once "paid" was told, nothing else is told: by version, and by the clock of whoever asked. */
export const paidStaysPaid: OrderCheck = (ledger, { notes }) => {
  const wrong: string[] = [];
  const byVersion = [...notes.sightings].sort((a, b) => a.version - b.version);
  const first = byVersion.find(({ status }) => status === 'paid');
  const after = byVersion.find(
    (one) => first !== undefined && one.version > first.version && one.status !== 'paid',
  );
  if (first !== undefined && after !== undefined) wrong.push(toldUnpaid(first, after));
  if (first !== undefined && ledger.status !== 'paid') {
    wrong.push(`seen paid, and the ledger says ${ledger.status}`);
  }
  // Events tell of the past, answers and lists of the present.
  const asked = notes.sightings.filter(({ by }) => by !== 'event');
  const paid = asked.filter(({ status }) => status === 'paid');
  const earliest = paid.reduce<Sighting | null>(
    (best, one) => (best === null || one.receivedAtMs < best.receivedAtMs ? one : best),
    null,
  );
  const forgotten = asked.find(
    (one) => earliest !== null && one.status !== 'paid' && one.sentAtMs > earliest.receivedAtMs,
  );
  if (earliest !== null && forgotten !== undefined) wrong.push(toldUnpaid(earliest, forgotten));
  return wrong;
};

/** Every payment that the channel took is known to us, whatever had become of the order. */
export const closedMeansWatched: OrderCheck = (ledger, { book }) =>
  book
    .filter(({ captured }) => captured > 0)
    .filter(
      ({ number, channel }) =>
        !ledger.attempts.some(
          (one) =>
            one.channel === channel && one.channelNumber === number && one.status === 'succeeded',
        ),
    )
    .map(({ number, captured }) => `${number} took ${captured}, and the ledger never saw it`);

/** Every attempt that was given up was given up on the channel's word. */
export const noGuess: OrderCheck = (ledger, { book }) =>
  ledger.facts.flatMap(({ fact, seq }, index) => {
    if (fact.type !== 'attempt_ended') return [];
    const { number } = fact;
    const plan = ledger.facts.find(
      (one) => one.fact.type === 'attempt_planned' && one.fact.number === number,
    )?.fact;
    if (plan?.type !== 'attempt_planned') return [`fact ${seq} ends ${number}, never planned`];
    if (fact.how === 'closed') {
      return plan.traits.closedIsTrusted ? [] : [`fact ${seq} trusts a close of ${number}`];
    }
    const lastWordMs = plan.expiresAtMs + plan.traits.settlementMarginMs;
    const isAnswered = ledger.facts
      .slice(0, index)
      .some(
        ({ fact: one }) =>
          one.type === 'attempt_answered' && one.number === number && one.askedAtMs >= lastWordMs,
      );
    const paid = book.find((one) => one.number === number && one.captured > 0);
    if (paid !== undefined) return [`fact ${seq} gives ${number} up, which took ${paid.captured}`];
    return isAnswered ? [] : [`fact ${seq} gives ${number} up before a last query denied it`];
  });

function isAttemptQuiet(attempt: LedgerAttempt): boolean {
  return attempt.status === 'succeeded' || attempt.isFinal || attempt.isParked;
}

function isRefundQuiet(refund: LedgerRefund): boolean {
  const ends = ['succeeded', 'failed', 'manual', 'awaiting_approval'];
  return ends.includes(refund.status) || refund.isOverdue;
}

/**
 * The order is paid or closed, its attempts and refunds are final or parked, and only polls are
 * due.
 */
export const quietEnd: OrderCheck = (ledger) => {
  const wrong: string[] = [];
  if (ledger.status !== 'paid' && ledger.status !== 'closed') wrong.push(`it is ${ledger.status}`);
  for (const one of ledger.attempts) {
    if (!isAttemptQuiet(one)) wrong.push(`attempt ${one.number} is ${one.status}, not final`);
  }
  for (const one of ledger.refunds) {
    if (!isRefundQuiet(one)) wrong.push(`refund ${one.number} is ${one.status}`);
  }
  const isPolled = ledger.refunds.some(({ status, isOverdue }) => status === 'manual' || isOverdue);
  if (ledger.nextDueAtMs !== null && !isPolled) wrong.push('something is still due');
  return wrong;
};

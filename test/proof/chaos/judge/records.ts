import type { RecordedFact } from '../../../../domain/facts/fact.ts';
import type { Evidence, LedgerOrder } from '../evidence.ts';
import type { OrderCheck, Violation } from './violation.ts';

/** Facts are numbered 1, 2, 3… without a gap, and the order's version is the last number. */
function numbering(ledger: LedgerOrder): string[] {
  const wrong = ledger.facts
    .filter(({ seq }, index) => seq !== index + 1)
    .slice(0, 1)
    .map(({ seq }) => `fact ${seq} is out of its place`);
  const last = ledger.facts.at(-1)?.seq ?? 0;
  if (ledger.version !== last) {
    wrong.push(`the order is at version ${ledger.version}, its last fact is ${last}`);
  }
  return wrong;
}

/** Rule 19: the same input never plans, pays or refunds twice. */
function actsOnce(ledger: LedgerOrder): string[] {
  const acting: readonly RecordedFact['type'][] = ['attempt_planned', 'refund_requested'];
  const seen = new Set<string>();
  return ledger.facts.flatMap(({ fact, seq }) => {
    if (!acting.includes(fact.type) || !('input' in fact) || fact.input === null) return [];
    if (seen.has(fact.input)) return [`fact ${seq} acts on ${fact.input} again`];
    seen.add(fact.input);
    return [];
  });
}

function writtenAtMs(ledger: LedgerOrder, type: RecordedFact['type'], number: string) {
  const found = ledger.facts.find(
    ({ fact }) => fact.type === type && 'number' in fact && fact.number === number,
  );
  return found?.appendedAtMs ?? null;
}

/** Create and refund went out only after their fact was written; both times are of this machine. */
function factFirst(...[ledger, { book }]: Parameters<OrderCheck>): string[] {
  const wrong: string[] = [];
  for (const { number, knownSinceMs } of book) {
    const plannedMs = writtenAtMs(ledger, 'attempt_planned', number);
    if (plannedMs === null) wrong.push(`${number} is at its channel, and was never planned`);
    else if (knownSinceMs !== null && knownSinceMs < plannedMs) {
      wrong.push(`${number} was at its channel ${plannedMs - knownSinceMs} ms before its fact`);
    }
  }
  for (const { number, knownSinceMs } of ledger.refunds) {
    const askedMs =
      writtenAtMs(ledger, 'refund_requested', number) ??
      writtenAtMs(ledger, 'refund_released', number);
    if (knownSinceMs === null) continue;
    if (askedMs === null || knownSinceMs < askedMs) {
      wrong.push(`refund ${number} was at its channel before its fact`);
    }
  }
  return wrong;
}

/** The one writer knows the fact before its own, and acts after its own fact. */
export const oneWriter: OrderCheck = (ledger, evidence) => [
  ...numbering(ledger),
  ...actsOnce(ledger),
  ...factFirst(ledger, evidence),
];

/** What was acknowledged to the merchant is in the ledger, and one key names one thing. */
export const acknowledgedStands: OrderCheck = (ledger, { notes }) => {
  const byKey = new Map<string, string>();
  return notes.acknowledged.flatMap((one) => {
    if (one.what === 'order') {
      if (one.amountMinor === ledger.amountMinor) return [];
      return [`acknowledged over ${one.amountMinor}, kept as ${ledger.amountMinor}`];
    }
    const known = byKey.get(one.key);
    byKey.set(one.key, one.number);
    const wrong =
      known === undefined || known === one.number
        ? []
        : [`key ${one.key} was answered with ${known} and with ${one.number}`];
    const isThere =
      one.what === 'attempt'
        ? ledger.attempts.some(({ number }) => number === one.number)
        : ledger.refunds.some(
            ({ number, id, amountMinor }) =>
              number === one.number && id === one.id && amountMinor === one.amountMinor,
          );
    return isThere ? wrong : [...wrong, `${one.what} ${one.number} was acknowledged and is gone`];
  });
};

function orderOf(evidence: Evidence, number: string | null): string {
  const found = evidence.orders.find(({ book }) => book.some((one) => one.number === number));
  return found?.id ?? number ?? 'none';
}

/**
 * Every callback that we acknowledged is in the inbox, and all callbacks in the inbox were taken
 * up.
 */
export function inboxDrained(evidence: Evidence): Violation[] {
  const kept = new Set(evidence.inbox.map((row) => `${row.channel} ${row.eventId}`));
  const lost = evidence.acknowledgedCallbacks.filter(
    (one) => !kept.has(`${one.channel} ${one.eventId}`),
  );
  const waiting = evidence.inbox.filter(({ state }) => state !== 'consumed' && state !== 'ignored');
  return [
    ...lost.map((one) => ({
      invariant: 'nothing-lost' as const,
      order: orderOf(evidence, one.number),
      what: `callback ${one.eventId} of ${one.channel} was acknowledged and is not in the inbox`,
    })),
    ...waiting.map((row) => ({
      invariant: 'nothing-lost' as const,
      order: orderOf(evidence, row.number),
      what: `callback ${row.eventId} of ${row.channel} is still ${row.state}`,
    })),
  ];
}

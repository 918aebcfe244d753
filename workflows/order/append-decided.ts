import type { EvidenceNames } from '../../domain/decide/append-request.ts';
import { nextDueAtMs } from '../../domain/agenda/agenda.ts';
import { type Fact, isRecorded } from '../../domain/facts/fact.ts';
import type { Held } from '../../domain/held/held.ts';
import type { Circumstances } from '../../domain/decide/circumstances.ts';
import { type LedgerCalls, refusalOf } from './ledger-calls.ts';
import { decidedAppend, recordedOf } from '../decided/decided-append.ts';
import { advanced, evolved, type KnownOrder } from '../decided/known-order.ts';
import { loadKnownOrder } from './load-known-order.ts';

/** Decides on what is known; [] where nothing follows. */
export type Decides = (known: KnownOrder, circumstances: Circumstances) => readonly Fact[];

/** `facts`: if `taken`, as the ledger holds them; else as decided, and refused because of `why`. */
export type Outcome = Readonly<{ known: KnownOrder; facts: readonly Fact[] }> &
  (Readonly<{ kind: 'taken' }> | Readonly<{ kind: 'refused' | 'unproven'; why: string }>);

type Terms = Readonly<{
  /** Rows of evidence that the facts take up. */
  consumed: EvidenceNames;
  held: (known: KnownOrder) => Held;
  /** The order was folded just now: its digest need not be compared, which could loop. */
  isFolded: boolean;
  /**
   * More appends follow: should the run die before them, the order must be found overdue at once.
   */
  isDueAtOnce: boolean;
}>;

/**
 * Decides, appends, evolves. On a conflict the decision is dropped, the ledger is folded again and
 * the run decides anew; the ids of inputs make that harmless.
 */
export async function appendDecided(
  calls: LedgerCalls,
  start: KnownOrder,
  decides: Decides,
  { consumed, held, ...terms }: Terms,
): Promise<Outcome> {
  let [known, isFolded] = [start, terms.isFolded];
  let controls: Circumstances['holds'] = {};
  for (;;) {
    let facts: readonly Fact[] = [];
    let after: KnownOrder;
    let dueMs: number | null;
    try {
      facts = decides(known, { nowMs: Date.now(), holds: controls, held: held(known) });
      after = evolved(known, facts);
      dueMs = terms.isDueAtOnce ? Date.now() : nextDueAtMs(after.state);
    } catch (error) {
      const why = refusalOf(error);
      if (why === null) throw error;
      return { kind: 'refused', known, facts, why };
    }
    const recorded = recordedOf(facts);
    // An answer that left no fact need not be marked as taken: the next of its kind replaces it.
    if (recorded.length === 0 && consumed.callbacks.length === 0) {
      return { kind: 'taken', known: after, facts };
    }
    const append = { consumed, isFolded, nextDueAtMs: dueMs };
    const outcome = await calls.append(decidedAppend(known, recorded, append));
    if (outcome.kind === 'appended') {
      const passing = facts.filter((one) => !isRecorded(one));
      const stored = { decided: recorded, ...outcome };
      const next = advanced(known, after, passing, stored);
      return { kind: 'taken', known: next, facts: [...outcome.facts, ...passing] };
    }
    if (outcome.kind === 'held') {
      controls = { ...controls, [outcome.number]: outcome.hold };
      continue;
    }
    known = (await loadKnownOrder(calls)) ?? known;
    isFolded = true;
    if (outcome.kind === 'refused' || outcome.kind === 'unproven') {
      return { kind: outcome.kind, known, facts, why: outcome.why };
    }
  }
}

import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import { InvariantViolation } from '../../domain/invariant.ts';
import { type HoldMarks, noMarks, type OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { retryWaitMs } from '../../domain/agenda/due-times.ts';
import { answerTo } from './ledger-answer-shape.ts';
import { appendSummary, dueSummary, markSummary, readSummary } from './ledger-words.ts';
import { showHeld } from './operator-view.ts';
import { spanWords } from './task-words.ts';
import type { AppendOutcome, AppendRequest } from '../../domain/decide/append-request.ts';
import type {
  InputNames,
  LedgerActivities,
  LoadedOrder,
  NamedInputs,
} from '../messages/order-activities.ts';

/** The ledger refused; `why` is in its words. */
export type Refused = Readonly<{ kind: 'refused'; why: string }>;

/** Calls to the ledger of one order. Each waits as long as the ledger does not answer. */
export type LedgerCalls = Readonly<{
  load: () => Promise<Required<LoadedOrder>>;
  read: (names: InputNames) => Promise<NamedInputs>;
  /** A refusal is returned, not repeated: the same append would be refused for ever. */
  append: (request: Omit<AppendRequest, 'key'>) => Promise<AppendOutcome | Refused>;
  /**
   * Notes when the order is due where no facts are appended; absolute ms, null: never by itself.
   */
  noteDue: (expectedSeq: number, nextDueAtMs: number | null) => Promise<void>;
  /** Notes what is held and what no longer is; returns all that is held. */
  mark: (marks: Partial<HoldMarks>) => Promise<readonly OrderHold[]>;
}>;

const ledger = proxyLocalActivities<LedgerActivities>({
  startToCloseTimeout: '5s',
  // Short: a retrying local activity fills the history with heartbeats.
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '2s' },
});

// A ledger that is away comes back for all orders at once. What it refuses is tried more seldom,
// because only a person or a new build can mend that.
const waitsAwayMs = [1_000, 5_000, 15_000, ...Array<number>(20).fill(60_000), 300_000];
const waitsRefusedMs = [1_000, 5_000, 15_000, 60_000, 300_000, 1_800_000];

/** Our own mistakes, as activities/to-application-failure.ts names them. */
const ourMistakes = ['ledger_violation', 'invariant_violation'];

/** Why the ledger, or a rule, refuses; null where the ledger merely does not answer. */
export function refusalOf(error: unknown): string | null {
  if (error instanceof InvariantViolation) return `the rules end: ${error.message}`;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return null;
  return ourMistakes.includes(cause.type ?? '') ? cause.message : null;
}

const wholeOrder = 'order';

/**
 * @param wakes how often the run was woken so far: a wake-up tries again what was refused
 */
export function ledgerCalls(key: OrderKey, wakes: () => number): LedgerCalls {
  function note(marks: Partial<HoldMarks>): Promise<readonly OrderHold[]> {
    const all = { ...noMarks, ...marks };
    return ledger.mark.executeWithOptions({ summary: markSummary(all) }, [key, all]);
  }

  /** Waits before the next try. What the ledger refuses is shown to people, who may mend it. */
  async function holdOn(refusal: string | null, failures: number): Promise<void> {
    if (refusal === null) {
      const waitMs = retryWaitMs(waitsAwayMs, failures);
      await sleep(waitMs, {
        summary: `the ledger does not answer; next try in ${spanWords(waitMs)}`,
      });
      return;
    }
    showHeld(refusal);
    const of = { what: wholeOrder, kind: 'order', numbers: [], callback: null } as const;
    // The engine's page shows the refusal in any case. If the ledger does not take this note now,
    // it gets it with the next try.
    const held = [{ ...of, why: refusal }];
    await note({ held }).catch(() => undefined);
    const before = wakes();
    const waitMs = retryWaitMs(waitsRefusedMs, failures);
    await condition(() => wakes() > before, waitMs, {
      summary: `the ledger refuses; next try in ${spanWords(waitMs)}`,
    });
  }

  async function insist<T>(call: keyof LedgerActivities, attempt: () => Promise<T>): Promise<T> {
    let isHeld = false;
    for (let failures = 1; ; failures += 1) {
      let done: T;
      try {
        done = await attempt();
      } catch (error) {
        const refusal = refusalOf(error);
        isHeld ||= refusal !== null;
        await holdOn(refusal, failures);
        continue;
      }
      if (isHeld) await note({ gone: [wholeOrder] }).catch(() => undefined);
      return answerTo(call, done);
    }
  }

  async function mark(marks: Partial<HoldMarks>): Promise<readonly OrderHold[]> {
    return await insist('mark', () => note(marks));
  }

  return {
    mark,
    load: async () => {
      const { holds = [], ...loaded } = await insist('load', () =>
        ledger.load.executeWithOptions({ summary: 'fold the order’s facts' }, [key]),
      );
      const isRead = holds.some((one) => one.what === wholeOrder);
      return { ...loaded, holds: isRead ? await mark({ gone: [wholeOrder] }) : holds };
    },
    read: (names) =>
      insist('read', () =>
        ledger.read.executeWithOptions({ summary: readSummary(names) }, [key, names]),
      ),
    append: (request) =>
      insist<AppendOutcome | Refused>('append', async () => {
        try {
          const summary = appendSummary(request.facts);
          return await ledger.append.executeWithOptions({ summary }, [{ key, ...request }]);
        } catch (error) {
          const why = refusalOf(error);
          if (why === null) throw error;
          return { kind: 'refused', why };
        }
      }),
    noteDue: async (expectedSeq, nextDueAtMs) => {
      const consumed = { callbacks: [], answers: [] };
      const nothing = { facts: [], consumed, nextDueAtMs, digest: null };
      const summary = dueSummary(nextDueAtMs);
      await insist('append', () =>
        ledger.append.executeWithOptions({ summary }, [{ key, expectedSeq, ...nothing }]),
      );
    },
  };
}

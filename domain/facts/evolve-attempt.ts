import { type Attempt, type AttemptMemory, isCaptureUnderWay } from '../order/attempt.ts';
import type { Fact } from './fact.ts';
import { isByTotal } from '../order/reversal-reference.ts';
import { recordedTraits } from '../order/traits.ts';

const freshMemory: AttemptMemory = Object.freeze({
  askedAtMs: null,
  lastTriedMs: null,
  unanswered: 0,
  lastUnansweredMs: null,
  closeAnsweredMs: null,
  createTries: 0,
  lastCreateMs: null,
  hintedAtMs: null,
  isOfEarlierRun: false,
});

/** What holds for every new attempt, whether we made it or found it at its channel. */
const untouched = Object.freeze({
  capture: null,
  capturedMinor: 0,
  capturedCurrency: null,
  refundedMinor: 0,
  reversedMinor: 0,
  succeededAtMs: null,
  reversals: [],
  unnamedReversedMinor: 0,
  returnedUnclear: false,
  contradicted: false,
  disputed: false,
  refusedAtMs: null,
  parked: false,
  promptedAtMs: null,
  answered: null,
  confirmedAtMs: null,
  deniedAtMs: null,
  owedSinceMs: null,
  compensationEnded: false,
  late: null,
  memory: freshMemory,
}) satisfies Partial<Attempt>;

/** The attempt that a plan makes. */
export function plannedAttempt(fact: Extract<Fact, { type: 'attempt_planned' }>): Attempt {
  return {
    number: fact.number,
    channelNumber: fact.number,
    channel: fact.channel,
    method: fact.method,
    account: fact.account,
    payer: fact.payer,
    amount: fact.amount,
    traits: recordedTraits(fact.traits),
    plannedAtMs: fact.atMs,
    expiresAtMs: fact.expiresAtMs,
    status: 'opening',
    role: null,
    superseded: false,
    withdrawal: null,
    create: 'planned',
    acknowledgedAtMs: null,
    takenOverAtMs: null,
    channelReference: null,
    transaction: null,
    approvedAtMs: null,
    failure: null,
    final: false,
    ...untouched,
  };
}

/** The attempt that stands for a second channel transaction under the number of `parent`. */
export function secondTransaction(
  parent: Attempt,
  fact: Extract<Fact, { type: 'second_transaction_found' }>,
): Attempt {
  return {
    ...parent,
    number: fact.number,
    status: 'closed',
    role: null,
    superseded: true,
    final: true,
    transaction: fact.transaction,
    ...untouched,
  };
}

function remember(attempt: Attempt, memory: Partial<AttemptMemory>): Attempt {
  return { ...attempt, memory: { ...attempt.memory, ...memory } };
}

function answered(attempt: Attempt, askedAtMs: number): Attempt {
  return remember(attempt, {
    askedAtMs: Math.max(askedAtMs, attempt.memory.askedAtMs ?? askedAtMs),
    lastTriedMs: Math.max(askedAtMs, attempt.memory.lastTriedMs ?? askedAtMs),
    unanswered: 0,
    lastUnansweredMs: null,
    hintedAtMs: null,
  });
}

function settlePrompt(attempt: Attempt, askedAtMs: number): Attempt {
  const { promptedAtMs } = attempt;
  const isAnswered = promptedAtMs !== null && askedAtMs >= promptedAtMs;
  return isAnswered ? { ...attempt, promptedAtMs: null } : attempt;
}

/** The change one fact makes to the attempt it names; no choices here. */
export function evolveAttempt(attempt: Attempt, fact: Fact): Attempt {
  switch (fact.type) {
    case 'attempt_withdrawn':
      return {
        ...remember(attempt, { unanswered: 0, lastUnansweredMs: null }),
        superseded: attempt.superseded || fact.reason === 'superseded',
        withdrawal: { atMs: fact.atMs, reason: fact.reason },
      };
    case 'attempt_offered':
      return {
        ...remember(attempt, { unanswered: 0, lastUnansweredMs: null }),
        status: attempt.status === 'opening' ? 'offered' : attempt.status,
        create: 'acknowledged',
        acknowledgedAtMs: fact.atMs,
        channelReference: fact.channelReference,
      };
    case 'attempt_refused':
      return {
        ...attempt,
        status: 'failed',
        create: 'refused',
        final: true,
        refusedAtMs: fact.atMs,
        failure: { code: fact.code },
      };
    case 'create_abandoned':
      return {
        ...attempt,
        create: 'abandoned',
        failure: { code: fact.code },
      };
    case 'attempt_taken_over':
      return { ...remember(attempt, { isOfEarlierRun: false }), takenOverAtMs: fact.atMs };
    case 'attempt_approved':
      return { ...attempt, status: 'approved', approvedAtMs: fact.atMs };
    case 'capture_wanted':
      return { ...attempt, capture: { state: 'wanted', atMs: fact.atMs } };
    case 'capture_requested':
      return {
        ...remember(attempt, { isOfEarlierRun: false }),
        capture: { state: 'requested', atMs: fact.atMs },
      };
    case 'capture_refused':
      return {
        ...attempt,
        status: 'offered',
        approvedAtMs: null,
        capture: { state: 'refused', atMs: fact.atMs },
        failure: { code: fact.code },
      };
    case 'capture_unanswered':
      return {
        ...remember(attempt, {
          unanswered: attempt.memory.unanswered + 1,
          lastUnansweredMs: fact.atMs,
        }),
        capture: isCaptureUnderWay(attempt.capture)
          ? { ...attempt.capture, state: fact.state }
          : attempt.capture,
      };
    case 'attempt_answered':
      return settlePrompt(
        {
          ...answered(attempt, fact.askedAtMs),
          answered: { askedAtMs: fact.askedAtMs, finding: fact.finding },
        },
        fact.askedAtMs,
      );
    case 'attempt_ended':
      return {
        ...attempt,
        status: attempt.create === 'abandoned' ? 'failed' : 'closed',
        final: true,
        parked: false,
      };
    case 'attempt_parked':
      return { ...attempt, parked: true, promptedAtMs: null };
    case 'query_prompted':
      return { ...attempt, promptedAtMs: fact.atMs, parked: false };
    case 'payment_captured':
      return {
        ...attempt,
        status: 'succeeded',
        final: true,
        parked: false,
        transaction: fact.transaction,
        capturedMinor: fact.amountMinor,
        capturedCurrency: fact.currency,
        succeededAtMs: fact.paidAtMs ?? fact.atMs,
        capture: attempt.capture && { ...attempt.capture, state: 'done' },
      };
    case 'order_paid':
      return { ...attempt, role: 'winner', owedSinceMs: null };
    case 'duplicate_found':
      return { ...attempt, role: 'duplicate', owedSinceMs: fact.atMs };
    case 'mismatch_found':
      return { ...attempt, role: 'mismatch', owedSinceMs: fact.atMs };
    case 'late_payment_found':
      return { ...attempt, role: 'late', owedSinceMs: fact.atMs };
    case 'late_payment_asked':
      return {
        ...attempt,
        owedSinceMs: null,
        late: { answerByMs: fact.answerByMs, decision: null, decidedAtMs: null },
      };
    case 'late_payment_decided':
      return {
        ...attempt,
        owedSinceMs: fact.decision === 'refund' ? fact.atMs : null,
        late: attempt.late && {
          ...attempt.late,
          decision: fact.decision,
          decidedAtMs: fact.atMs,
        },
      };
    case 'payment_reversed': {
      const isTotal = isByTotal(attempt.transaction, fact.reference);
      return {
        ...attempt,
        reversedMinor: attempt.reversedMinor + fact.amountMinor,
        reversals: [...attempt.reversals, fact.reference],
        unnamedReversedMinor: attempt.unnamedReversedMinor + (isTotal ? fact.amountMinor : 0),
        // The total says how much went back, so that is clear again.
        returnedUnclear: attempt.returnedUnclear && !isTotal,
      };
    }
    case 'reversal_named':
      return {
        ...attempt,
        reversals: [...attempt.reversals, fact.reference],
        unnamedReversedMinor: attempt.unnamedReversedMinor - fact.explainedMinor,
      };
    case 'payment_returned_unclear':
      return { ...attempt, returnedUnclear: true };
    case 'payment_contradicted':
      return { ...attempt, contradicted: true };
    case 'dispute_opened':
      return { ...attempt, disputed: true };
    case 'dispute_ended':
      return { ...attempt, disputed: false };
    case 'payment_confirmed':
      return settlePrompt(
        { ...answered(attempt, fact.askedAtMs), confirmedAtMs: fact.askedAtMs, deniedAtMs: null },
        fact.askedAtMs,
      );
    case 'payment_denied':
      return settlePrompt(
        { ...answered(attempt, fact.askedAtMs), deniedAtMs: fact.askedAtMs },
        fact.askedAtMs,
      );
    case 'poll_answered':
      return answered(attempt, fact.askedAtMs);
    case 'poll_hinted':
      return remember(attempt, { hintedAtMs: fact.atMs });
    case 'query_renewed':
      return remember(attempt, {
        hintedAtMs: fact.atMs,
        unanswered: 0,
        lastUnansweredMs: null,
      });
    case 'call_unanswered':
      return remember(attempt, {
        lastTriedMs: fact.askedAtMs,
        unanswered: attempt.memory.unanswered + 1,
        lastUnansweredMs: fact.atMs,
        hintedAtMs: null,
      });
    case 'close_answered':
      return remember(attempt, {
        closeAnsweredMs: fact.atMs,
        unanswered: 0,
        lastUnansweredMs: null,
      });
    case 'create_unanswered':
      return {
        ...remember(attempt, {
          createTries: attempt.memory.createTries + 1,
          lastCreateMs: fact.atMs,
        }),
        create: fact.sent && attempt.create === 'planned' ? 'unknown' : attempt.create,
      };
    default:
      return attempt;
  }
}

/**
 * The attempt as a new run must see it: a call whose fact is in the ledger may have been made by
 * a run that died, so its outcome is unknown.
 */
export function resumedAttempt(attempt: Attempt): Attempt {
  const { capture } = attempt;
  const isCreateInDoubt = attempt.create === 'planned';
  const isCaptureInDoubt = capture?.state === 'requested' || capture?.state === 'pending';
  return {
    ...attempt,
    create: isCreateInDoubt ? 'unknown' : attempt.create,
    capture: isCaptureInDoubt ? { ...capture, state: 'unknown' } : capture,
    memory: { ...attempt.memory, isOfEarlierRun: isCreateInDoubt || isCaptureInDoubt },
  };
}

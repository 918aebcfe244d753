import type { PaymentStanding } from './channel-answer.ts';
import type { Money } from '../values/money.ts';
import type { ChannelTraits } from './traits.ts';

export const attemptStatuses = [
  'opening',
  'offered',
  'approved',
  'succeeded',
  'failed',
  'closed',
] as const;
export type AttemptStatus = (typeof attemptStatuses)[number];

export const attemptRoles = ['winner', 'duplicate', 'late', 'mismatch'] as const;
export type AttemptRole = (typeof attemptRoles)[number];

/** Why an attempt is no longer wanted, and since when it should be closed and asked about. */
export type Withdrawal = Readonly<{
  atMs: number;
  reason: 'superseded' | 'closing' | 'paid' | 'expired' | 'capturing';
}>;

/** Where create stands by the facts alone: that it was sent and not answered, only its run remembers. */
export const knownCreates = ['planned', 'acknowledged', 'refused', 'abandoned'] as const;
export type KnownCreate = (typeof knownCreates)[number];

/**
 * Where capture stands by the facts alone: they know that it may have been sent, and not what was
 * answered.
 */
export const knownCaptures = ['wanted', 'requested', 'refused', 'done'] as const;
export type KnownCapture = (typeof knownCaptures)[number];

/**
 * Where a capture stands. `wanted`: the other attempts are being closed first.
 * `requested`: its fact is in the ledger, the call may go out. `unknown`: asked,
 * no answer. `pending`: the channel says it is on its way.
 */
export type Capture = Readonly<{
  state: KnownCapture | 'unknown' | 'pending';
  atMs: number;
}>;

/**
 * Whether a capture was asked, or is about to be, and how it ended is not known. Only a run
 * remembers which of the three states it is in, so nothing else may depend on that: the facts in
 * the ledger may have been decided by other rules.
 */
export function isCaptureUnderWay(capture: Capture | null): capture is Capture {
  const state = capture?.state;
  return state === 'requested' || state === 'unknown' || state === 'pending';
}

/** Rule 8: what a merchant may say of a late payment. */
export const lateDecisions = ['accept', 'refund'] as const;
export type LateDecision = (typeof lateDecisions)[number];

/** Rule 8: the merchant's part in a late payment. */
export type LateAsk = Readonly<{
  answerByMs: number;
  decision: LateDecision | null;
  decidedAtMs: number | null;
}>;

/** What this run learned and may forget: after a restart the channel is asked again. */
export type AttemptMemory = Readonly<{
  /** When the newest answered query was asked. */
  askedAtMs: number | null;
  /** When the newest query, answered or not, was asked. */
  lastTriedMs: number | null;
  /** Calls in a row without an answer, of any kind. */
  unanswered: number;
  lastUnansweredMs: number | null;
  /** When the newest close or void was answered, or given up for now. */
  closeAnsweredMs: number | null;
  /** Creates that brought no offer. */
  createTries: number;
  lastCreateMs: number | null;
  /**
   * When an unverified callback came, which brings a poll forward; null: none since the last poll.
   */
  hintedAtMs: number | null;
  /** An earlier run made the call whose outcome is unknown, and may still get its answer. */
  isOfEarlierRun: boolean;
}>;

/** One try to pay an order on one channel account (支付流水). */
export type Attempt = Readonly<{
  /** Payment number; a second channel transaction under it is NUMBER-2. */
  number: string;
  /** The payment number at the channel; differs from `number` only for a second transaction. */
  channelNumber: string;
  channel: string;
  method: string;
  account: string;
  payer: string | null;
  amount: Money;
  traits: ChannelTraits;
  plannedAtMs: number;
  /** What create tells the channel as expiry; absolute. */
  expiresAtMs: number;
  status: AttemptStatus;
  role: AttemptRole | null;
  superseded: boolean;
  withdrawal: Withdrawal | null;
  /**
   * `planned`: in the ledger, not yet sent in this run. `unknown`: sent, or possibly sent by an
   * earlier run. `abandoned`: never sent again, for a repeat was refused or its time is over; an
   * earlier one may still stand.
   */
  create: KnownCreate | 'unknown';
  acknowledgedAtMs: number | null;
  /**
   * Since when the newest run makes the calls: the refusal of a call made before that no longer
   * counts. Null: no run took the attempt over.
   */
  takenOverAtMs: number | null;
  channelReference: string | null;
  transaction: string | null;
  approvedAtMs: number | null;
  capture: Capture | null;
  capturedMinor: number;
  capturedCurrency: string | null;
  refundedMinor: number;
  reversedMinor: number;
  succeededAtMs: number | null;
  /** References of the reversals counted, the channel's own or by total; each counts once. */
  reversals: readonly string[];
  /** The part of `reversedMinor` that a query saw in its total and no callback has named yet. */
  unnamedReversedMinor: number;
  /** The channel says that some of it went back, but not how much. */
  returnedUnclear: boolean;
  /** The channel said one amount, and then another. */
  contradicted: boolean;
  disputed: boolean;
  failure: Readonly<{ code: string }> | null;
  /** When its channel refused to open it, for good. */
  refusedAtMs: number | null;
  final: boolean;
  parked: boolean;
  /** A query asked at or after this moment must be answered; null: none. */
  promptedAtMs: number | null;
  /** The newest recorded answer that was no success; null: there is none. */
  answered: Readonly<{ askedAtMs: number; finding: PaymentStanding['kind'] }> | null;
  /** When the newest recorded query was asked that found the success again, as rule 10 wants. */
  confirmedAtMs: number | null;
  /** When the newest recorded query was asked that did not find the success again. */
  deniedAtMs: number | null;
  /** Since when the money is to go back; the query before the refund must be asked after it. */
  owedSinceMs: number | null;
  /** A person recorded that the compensation ended; it is not asked again. */
  compensationEnded: boolean;
  late: LateAsk | null;
  memory: AttemptMemory;
}>;

/** Money of this attempt that is still with us, in minor units. */
export function keptMinor(attempt: Attempt): number {
  return attempt.capturedMinor - attempt.refundedMinor - attempt.reversedMinor;
}

export function knownCreate({ create }: Attempt): KnownCreate {
  return create === 'unknown' ? 'planned' : create;
}

export function knownCapture({ capture }: Attempt): KnownCapture | null {
  const state = capture?.state ?? null;
  return state === 'unknown' || state === 'pending' ? 'requested' : state;
}

/** The channel took its money, whatever became of it since. */
export function hasSucceeded(attempt: Pick<Attempt, 'status'>): boolean {
  return attempt.status === 'succeeded';
}

/** Rule 1: it may still be paid, parked or not: it is neither succeeded nor final. */
export function isPayable(attempt: Pick<Attempt, 'status' | 'final'>): boolean {
  return !hasSucceeded(attempt) && !attempt.final;
}

/** Payable and not parked: asked about by the schedule. */
export function isWatched(attempt: Pick<Attempt, 'status' | 'final' | 'parked'>): boolean {
  return isPayable(attempt) && !attempt.parked;
}

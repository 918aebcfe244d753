import type { RecordedFact } from '../../../domain/facts/fact.ts';
import type { OrderNotes } from './diary.ts';
import type { AcknowledgedCallback } from './sandbox-journal.ts';
import type { Story } from './stories.ts';

/** One payment in the sandbox's money book: the truth. Minor units. */
export type BookedPayment = Readonly<{
  channel: string;
  number: string;
  order: string;
  captured: number;
  refunded: number;
  reversed: number;
  charges: number;
  /** The most that had gone back at any time. */
  mostRefunded: number;
  /** When the channel first heard of it, ms; null: it never did. */
  knownSinceMs: number | null;
}>;

export type LedgerAttempt = Readonly<{
  number: string;
  channel: string;
  channelNumber: string;
  status: string;
  role: string | null;
  isFinal: boolean;
  isParked: boolean;
  capturedMinor: number;
  refundedMinor: number;
}>;

export type LedgerRefund = Readonly<{
  number: string;
  id: string;
  kind: 'merchant' | 'compensation';
  attempt: string;
  amountMinor: number;
  status: string;
  /** Whether it is shown to a person, and polled on. */
  isOverdue: boolean;
  /** When the channel took it, ms; null: it never did. */
  knownSinceMs: number | null;
}>;

/** A fact with its seq, and the moment at which it was written. */
export type LedgerFact = Readonly<{ seq: number; appendedAtMs: number; fact: RecordedFact }>;

/** An order as the ledger has it. */
export type LedgerOrder = Readonly<{
  status: string;
  winner: string | null;
  amountMinor: number;
  version: number;
  nextDueAtMs: number | null;
  attempts: readonly LedgerAttempt[];
  refunds: readonly LedgerRefund[];
  facts: readonly LedgerFact[];
}>;

/** All that is known of one order, from everybody's books. */
export type OrderEvidence = Readonly<{
  id: string;
  story: Story;
  notes: OrderNotes;
  book: readonly BookedPayment[];
  ledger: LedgerOrder | null;
}>;

export type InboxRow = Readonly<{
  channel: string;
  eventId: string;
  number: string | null;
  state: string;
}>;

/** A closed or paid order that was seen during the run with a payable attempt and nothing due. */
export type Unwatched = Readonly<{ order: string; attempt: string; atMs: number }>;

/** Everything the judge gets, as plain data: it asks no server. */
export type Evidence = Readonly<{
  orders: readonly OrderEvidence[];
  inbox: readonly InboxRow[];
  acknowledgedCallbacks: readonly AcknowledgedCallback[];
  unwatched: readonly Unwatched[];
  /** Payments at the channels that belong to none of our orders. */
  strangers: readonly BookedPayment[];
  /** Requests that nobody answered for minutes. */
  unanswered: readonly string[];
}>;

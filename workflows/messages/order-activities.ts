import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { NoAnswer } from '../../domain/order/channel-answer.ts';
import type {
  AppendOutcome,
  AppendRequest,
  EvidenceNames,
} from '../../domain/decide/append-request.ts';
import type {
  CallbackInput,
  RequestInput,
  TaskAnswer,
  UnreadCallback,
} from '../../domain/facts/input.ts';
import type { HoldMarks, OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { HeldAnswer } from '../../domain/agenda/task-answer.ts';

/** Rows of the ledger that inputs stand in; nothing that came through the engine is believed. */
export type InputNames = EvidenceNames &
  Readonly<{
    /** Ids of requests that the API stored. */
    requests: readonly string[];
  }>;

/** Inputs as their rows hold them: of this order, and evidence only while no append has taken it. */
export type NamedInputs = Readonly<{
  callbacks: readonly CallbackInput[];
  /** Absent in histories of versions that read all callbacks or none. */
  unread?: readonly UnreadCallback[];
  answers: readonly TaskAnswer[];
  requests: readonly RequestInput[];
}>;

/** An order as the ledger holds it, and what of it the ledger refuses. */
export type LoadedOrder = Readonly<{
  facts: readonly RecordedFact[];
  seq: number;
  /** Absent in histories of versions that held nothing. */
  holds?: readonly OrderHold[];
}>;

/** What the workflow needs of the ledger; local activities. */
export type LedgerActivities = Readonly<{
  load: (key: OrderKey) => Promise<LoadedOrder>;
  /** Rule 21: needs no append to succeed. Answers with all that is held then. */
  mark: (key: OrderKey, marks: HoldMarks) => Promise<readonly OrderHold[]>;
  append: (request: AppendRequest) => Promise<AppendOutcome>;
  /** Reads named inputs. A name that is unknown, of another order or already taken brings none. */
  read: (key: OrderKey, names: InputNames) => Promise<NamedInputs>;
}>;

/**
 * Names a call to the activity that makes it. What is asked, of whom and for how much the
 * ledger's rows say, which the activity reads right before.
 */
export type ChannelCall = Readonly<{
  key: OrderKey;
  /** Our own number of the attempt, or of the refund. */
  number: string;
  /** When the run asks, by its own clock: it names this call's answer. */
  askedAtMs: number;
  /** When the order is due after this call, for the watchdog. */
  nextDueAtMs: number | null;
}>;

/**
 * What a call brought. `stored`: the channel answered, and its answer stands in the ledger. Only
 * what proves nothing comes by value. `not_in_ledger`: nothing was sent, for no row allows it.
 */
export type ChannelReply =
  | NoAnswer
  | HeldAnswer
  | Readonly<{ kind: 'stored' }>
  | Readonly<{ kind: 'not_in_ledger'; why: string }>;

type MakeCall = (call: ChannelCall) => Promise<ChannelReply>;

/** Calls to a channel, on its own task queue. None throws for what the channel or network does. */
export type ChannelActivities = Readonly<{
  create: MakeCall;
  query: MakeCall;
  close: MakeCall;
  voidApproval: MakeCall;
  capture: MakeCall;
  refund: MakeCall;
  queryRefund: MakeCall;
}>;

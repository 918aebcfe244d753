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

/** Inputs of this order as their rows hold them; evidence only until an append has taken it. */
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
  /** Absent in histories of versions that did not know holds. */
  holds?: readonly OrderHold[];
}>;

/** What the workflow needs of the ledger; local activities. */
export type LedgerActivities = Readonly<{
  load: (key: OrderKey) => Promise<LoadedOrder>;
  /** Rule 21: notes what is held, without an append. Returns all that is held after that. */
  mark: (key: OrderKey, marks: HoldMarks) => Promise<readonly OrderHold[]>;
  append: (request: AppendRequest) => Promise<AppendOutcome>;
  /**
   * Reads named inputs. A name that is unknown, of another order or already taken brings no input.
   */
  read: (key: OrderKey, names: InputNames) => Promise<NamedInputs>;
}>;

/**
 * Names a call for the activity that makes it. The activity reads in the ledger, right before the
 * call, what is asked, of which account and for how much.
 */
export type ChannelCall = Readonly<{
  key: OrderKey;
  /** Our own number of the attempt, or of the refund. */
  number: string;
  /** When the run asks, by its own clock: it names this call's answer. */
  askedAtMs: number;
  /** When the order is due after this call, for the watchdog; absolute ms, null: not noted. */
  nextDueAtMs: number | null;
}>;

/**
 * What a call brought. `stored`: the channel's answer stands in the ledger. Only an answer that
 * proves nothing comes by value. `not_in_ledger`: nothing was sent, because no row allows the call.
 */
export type ChannelReply =
  | NoAnswer
  | HeldAnswer
  | Readonly<{ kind: 'stored' }>
  | Readonly<{ kind: 'not_in_ledger'; why: string }>;

type MakeCall = (call: ChannelCall) => Promise<ChannelReply>;

/**
 * Calls to a channel, on its own task queue. A failure of channel or network is an answer, not
 * thrown.
 */
export type ChannelActivities = Readonly<{
  create: MakeCall;
  query: MakeCall;
  close: MakeCall;
  voidApproval: MakeCall;
  capture: MakeCall;
  refund: MakeCall;
  queryRefund: MakeCall;
}>;

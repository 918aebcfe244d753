import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { NoAnswer } from '../../domain/order/channel-answer.ts';
import type { ControlHold } from '../../domain/decide/circumstances.ts';
import type { CallbackInput, RequestInput, TaskAnswer } from '../../domain/facts/input.ts';
import type { HoldMarks, OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { CallName } from '../../domain/agenda/task.ts';
import type { HeldAnswer } from '../../domain/agenda/task-answer.ts';

/**
 * Names of the ledger's rows that hold inputs; no content that came through the engine is believed.
 */
export type InputNames = Readonly<{
  /** Ids of rows of the inbox. */
  callbacks: readonly string[];
  /** Calls whose answers their activities stored. */
  answers: readonly CallName[];
  /** Ids of requests that the API stored. */
  requests: readonly string[];
}>;

/** Inputs of this order as their rows hold them; evidence only until an append has taken it. */
export type NamedInputs = Readonly<{
  callbacks: readonly CallbackInput[];
  /**
   * Callbacks that this build can't read; absent in histories of versions that read all or none.
   */
  unread?: readonly Readonly<{ id: string; channelNumber: string }>[];
  answers: readonly TaskAnswer[];
  requests: readonly RequestInput[];
}>;

/** One append: all its facts go in, or none. */
export type AppendRequest = Readonly<{
  key: OrderKey;
  /** The last seq the run knows. */
  expectedSeq: number;
  facts: readonly RecordedFact[];
  /** Rows of evidence that this append takes up, whether a fact came of them or not. */
  consumed: Pick<InputNames, 'callbacks' | 'answers'>;
  nextDueAtMs: number | null;
  /** Digest of the order as the run sees it before these facts; null: not compared. */
  digest: string | null;
}>;

export type AppendOutcome =
  /** `facts`: as the ledger holds them; a replay may have decided others. */
  | Readonly<{ kind: 'appended'; seq: number; facts: readonly RecordedFact[] }>
  /** The run's digest is not that of the ledger: fold again and decide anew. */
  | Readonly<{ kind: 'differs' }>
  /** Somebody else appended since: fold again and decide anew. */
  | Readonly<{ kind: 'conflict' }>
  /** None of the rows named is evidence for a fact: read the rows again and decide anew. */
  | Readonly<{ kind: 'unproven'; why: string }>
  /**
   * The controls hold the compensation of this number: decide anew, with that compensation held.
   */
  | Readonly<{ kind: 'held'; hold: ControlHold; number: string }>;

/** An order as the ledger holds it, and what the ledger refuses of it. */
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

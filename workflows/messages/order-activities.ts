import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { NoAnswer } from '../../domain/order/channel-answer.ts';
import type { ControlHold } from '../../domain/decide/circumstances.ts';
import type { CallbackInput, RequestInput, TaskAnswer } from '../../domain/facts/input.ts';
import type { HoldMarks, OrderHold } from '../../domain/held/order-hold.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { CallName } from '../../domain/agenda/task.ts';
import type { HeldAnswer } from '../../domain/agenda/task-answer.ts';

/** Rows of the ledger that inputs stand in; nothing that came through the engine is believed. */
export type InputNames = Readonly<{
  /** Ids of rows of the inbox. */
  callbacks: readonly string[];
  /** Calls whose answers their activities stored. */
  answers: readonly CallName[];
  /** Ids of requests that the API stored. */
  requests: readonly string[];
}>;

/** Inputs as their rows hold them: of this order, and evidence only while no append has taken it. */
export type NamedInputs = Readonly<{
  callbacks: readonly CallbackInput[];
  /** Callbacks that this build can't read; absent in histories of versions that read all or none. */
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
  /** Rows of evidence these facts came from, with or without a fact. */
  consumed: Pick<InputNames, 'callbacks' | 'answers'>;
  nextDueAtMs: number | null;
  /** Digest of the order as the run sees it before these facts; null: not compared. */
  digest: string | null;
}>;

export type AppendOutcome =
  /** `facts`: as the ledger holds them, whatever was decided. */
  | Readonly<{ kind: 'appended'; seq: number; facts: readonly RecordedFact[] }>
  /** What the run knows is not what the ledger holds: fold again and decide anew. */
  | Readonly<{ kind: 'differs' }>
  /** Somebody else appended since: fold again and decide anew. */
  | Readonly<{ kind: 'conflict' }>
  /** A fact rests on no row named: read them again and decide anew. */
  | Readonly<{ kind: 'unproven'; why: string }>
  /** The controls hold back the compensation of this number: decide anew, with that one as held. */
  | Readonly<{ kind: 'held'; hold: ControlHold; number: string }>;

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

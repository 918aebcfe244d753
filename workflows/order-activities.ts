import type { RecordedFact } from '../domain/fact.ts';
import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  QueryAnswer,
  RefundAnswer,
  RefundQueryAnswer,
} from '../domain/finding.ts';
import type { CallbackInput, ControlHold } from '../domain/input.ts';
import type { Money } from '../domain/money.ts';
import type { OrderKey } from '../domain/order-key.ts';

/** One append: all its facts go in, or none. */
export type AppendRequest = Readonly<{
  key: OrderKey;
  /** The last seq the run knows. */
  expectedSeq: number;
  facts: readonly RecordedFact[];
  /** Inbox rows these facts came from, with or without a fact. */
  consumedCallbacks: readonly string[];
  nextDueAtMs: number | null;
  /** Of the order as the run sees it before these facts; null: not compared. */
  digest: string | null;
}>;

export type AppendOutcome =
  /** `facts`: as the ledger holds them, whatever was decided. */
  | Readonly<{ kind: 'appended'; seq: number; facts: readonly RecordedFact[] }>
  /** The run's picture is not the ledger's: fold again and decide anew. */
  | Readonly<{ kind: 'differs' }>
  /** Somebody else appended since: fold again and decide anew. */
  | Readonly<{ kind: 'conflict' }>
  /** The compensation of this number did not get its share of the controls: decide anew, that one held. */
  | Readonly<{ kind: 'held'; hold: ControlHold; number: string }>;

/** What the workflow needs of the ledger; local activities. */
export type LedgerActivities = Readonly<{
  load: (key: OrderKey) => Promise<Readonly<{ facts: RecordedFact[]; seq: number }>>;
  append: (request: AppendRequest) => Promise<AppendOutcome>;
  /**
   * Reads callbacks in the inbox by their ids: those of this order that no append has taken. An
   * id that is unknown, of another order or already taken brings none.
   */
  readCallbacks: (key: OrderKey, ids: readonly string[]) => Promise<CallbackInput[]>;
}>;

/** Names a payment to the activity that calls its channel. Nothing personal. */
export type PaymentCall = Readonly<{
  key: OrderKey;
  /** The payment number at the channel. */
  number: string;
  channel: string;
  account: string;
  method: string;
  channelReference: string | null;
  transaction: string | null;
  /** What was captured, or is to be. */
  amount: Money;
  plannedAtMs: number;
  expiresAtMs: number;
  /** When the order is due after this call, for the watchdog. */
  nextDueAtMs: number | null;
}>;

export type RefundCall = Readonly<{
  payment: PaymentCall;
  refundNumber: string;
  kind: 'merchant' | 'compensation';
  /** A person approved it: the switch does not stop it. */
  approved: boolean;
  amountMinor: number;
  reason: string;
}>;

/** Calls to a channel, on its own task queue. None throws for what the channel or network does. */
export type ChannelActivities = Readonly<{
  create: (call: PaymentCall) => Promise<CreateAnswer>;
  query: (call: PaymentCall) => Promise<QueryAnswer>;
  close: (call: PaymentCall) => Promise<CloseAnswer>;
  voidApproval: (call: PaymentCall) => Promise<CloseAnswer>;
  capture: (call: PaymentCall) => Promise<CaptureAnswer>;
  refund: (call: RefundCall) => Promise<RefundAnswer>;
  queryRefund: (call: RefundCall) => Promise<RefundQueryAnswer>;
}>;

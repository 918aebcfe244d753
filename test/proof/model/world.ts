import type { CallbackInput, TaskAnswer } from '../../../domain/facts/input.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { OrderHold } from '../../../domain/held/order-hold.ts';
import { defaultPolicy, type Policy } from '../../../domain/order/policy.ts';
import type { Task } from '../../../domain/agenda/task.ts';
import { fold } from '../../../domain/facts/evolve.ts';
import { invariant } from '../../../domain/invariant.ts';
import { amountMinor, type Payment } from './channel.ts';
import type { KindName } from './kinds.ts';

/** What may go wrong; each costs one of `maxFaults`. */
export const faultNames = [
  /** A call brings no answer: it is executed now, later, or never. */
  'unanswered',
  /** The channel refuses what it could have done. */
  'refused',
  /** The channel refuses to open the payment. */
  'create_refused',
  /** The clock moves on while an answer or a callback travels. */
  'slow',
  'callback_lost',
  'callback_again',
  'callback_stale',
  /** The workflow ends without warning and is found later. */
  'death',
  /**
   * An append meets a newer ledger: a twin of the run committed the same, or the append is refused.
   */
  'conflict',
  'refund_fails',
  'refund_abnormal',
  'refund_later',
  /** The channel surely did not execute a refund, for now: it is busy, or was not reached. */
  'refund_not_taken',
  /** The channel refuses a refund because less is left, though nothing went back. */
  'less_left',
  /** A refund that was reported as done turns out to have failed. */
  'refund_undone',
  /** The ledger refuses a compensation, because the budget is used up. */
  'over_budget',
  /** One of our switches stops a refund right before the call. */
  'switched_off',
  'reversal',
  'dispute',
  /** A correctly signed callback tells of a success that the channel's books don't have. */
  'callback_lies',
  'wrong_amount',
  /** One channel account stops answering for ever. */
  'outage',
  /** A run is given up and another is started, and the old one appends all the same. */
  'stale_run',
  /** An unverified callback comes; it may only bring a poll forward. */
  'hint',
  /** Somebody cancels the workflow in the engine's console. */
  'cancelled',
  /** The ledger refuses evidence of money, and takes it when it is tried again. */
  'held',
  /** The ledger refuses a consequence of the rules, until it is tried again. */
  'withheld',
] as const;

export type FaultName = (typeof faultNames)[number];

/** One configuration of the check: which channels, and how much of everything. */
export type Setting = Readonly<{
  name: string;
  /** The buttons of the page; each is a method on an account of its own. */
  buttons: readonly KindName[];
  /** The clicks to come, by the indexes of their buttons. */
  clicks: readonly number[];
  /** Whether clicks come in the order listed, or in any. */
  inOrder: boolean;
  /** Clicks, and the merchant's close, come only before this moment; absolute ms. */
  clicksUntilMs: number;
  /**
   * Whether codes are also scanned without being paid, after which the channel knows and can close
   * them.
   */
  scans: boolean;
  faults: readonly FaultName[];
  maxFaults: number;
  closes: number;
  /** Amounts that the merchant refunds once the order is paid, in this order; in minor units. */
  refunds: readonly number[];
  persons: number;
  deadlineMs: number;
  policy: Policy;
}>;

/**
 * Short schedules: the same rules with few moments. A call takes 1 ms, so 100 ms suffice for many
 * calls.
 */
export const smallPolicy: Policy = {
  ...defaultPolicy,
  attemptLifeMs: 100000,
  supersedeBoundMs: 200,
  createRepeatsMs: [100],
  pollScheduleMs: [300],
  pollEveryMs: 1000000,
  longPollEveryMs: 1000000,
  longValidityMs: 10000000,
  retriesMs: [100, 1200],
  lastQueryPatienceMs: 1500,
  captureBoundMs: 500,
  closingSilenceMs: 1000,
  lateAnswerMs: 1500,
  refundPollScheduleMs: [300],
  abnormalPollMs: 2000,
  refundRetriesMs: [500],
  maxRefundNumbers: 2,
  confirmPatienceMs: 1500,
  refundPatienceMs: 20000,
  offerUnrefundable: true,
};

export const plainSetting: Setting = {
  name: 'plain',
  buttons: ['closable', 'closable'],
  clicks: [0, 1],
  inOrder: false,
  clicksUntilMs: Infinity,
  scans: true,
  faults: [],
  maxFaults: 0,
  closes: 0,
  refunds: [],
  persons: 0,
  deadlineMs: 2000,
  policy: smallPolicy,
};

export type CallTask = Exclude<Task, { kind: 'clock' }>;

/** A call on its way: first the channel serves it, then its answer comes back. */
export type Call = Readonly<{
  task: CallTask;
  /** The attempt whose payment the call is about. */
  number: string;
  refundMinor: number;
  askedAtMs: number;
  answer: TaskAnswer | null;
}>;

/**
 * A run that was given up and still appends: it takes the answers to its calls, and starts no call,
 * because the engine takes no commands from it.
 */
export type StaleRun = Readonly<{
  state: OrderState;
  /** Whether the other run has appended since this run last read the ledger. */
  isBehind: boolean;
  answers: readonly TaskAnswer[];
}>;

export type Mail = Readonly<{ id: string; number: string; news: CallbackInput['news'] }>;

/** The state of the model: our side, the channels' side, and what is on its way between them. */
export type World = Readonly<{
  nowMs: number;
  /** The fold of the recorded facts. */
  ledger: OrderState;
  /** What the run believes, passing facts included; null: no workflow runs. */
  run: OrderState | null;
  /** Why the ledger would not have taken a fact, as a sentence; null: it took all. */
  nonsense: string | null;
  /** What the ledger refuses. */
  holds: readonly OrderHold[];
  /**
   * Whether a stale run has appended since the run last read the ledger: its next append is
   * refused.
   */
  isBehind: boolean;
  stale: StaleRun | null;
  calls: readonly Call[];
  /** Requests whose callers were told "unknown"; they may still be executed. */
  late: readonly Call[];
  payments: readonly Payment[];
  /** Callbacks that the inbox holds and no append has taken. */
  mail: readonly Mail[];
  /** Callbacks of a success that an append has taken: `number fresh` or `number stale`. */
  taken: readonly string[];
  /** Attempts for which a callback told a success that never happened. */
  lied: readonly string[];
  /** Attempts whose channel has stopped answering. */
  silent: readonly string[];
  left: Readonly<{
    clicks: readonly number[];
    faults: number;
    closes: number;
    refunds: number;
    persons: number;
  }>;
}>;

/** The world in which the order has just been created and nobody has clicked. */
export function beginning(setting: Setting): World {
  const ledger = fold([
    {
      type: 'order_created',
      key: { merchant: 'm', orderId: 'o' },
      amount: { amountMinor, currency: 'CNY' },
      deadlineMs: setting.deadlineMs,
      policy: setting.policy,
      atMs: 0,
    },
  ]);
  invariant(ledger !== null, 'a created order has a state');
  return {
    nowMs: 0,
    ledger,
    run: null,
    nonsense: null,
    holds: [],
    isBehind: false,
    stale: null,
    calls: [],
    late: [],
    payments: [],
    mail: [],
    taken: [],
    lied: [],
    silent: [],
    left: {
      clicks: setting.clicks,
      faults: setting.maxFaults,
      closes: setting.closes,
      refunds: setting.refunds.length,
      persons: setting.persons,
    },
  };
}

/** The payment of this number in the channel's books; null if the channel knows none. */
export function paymentOf(world: World, number: string): Payment | null {
  return world.payments.find((one) => one.number === number) ?? null;
}

/** The world with one payment replaced, or added. */
export function withPayment(world: World, payment: Payment | null): World {
  if (payment === null) return world;
  const others = world.payments.filter((one) => one.number !== payment.number);
  const payments = [...others, payment].sort((x, y) => (x.number < y.number ? -1 : 1));
  return { ...world, payments };
}

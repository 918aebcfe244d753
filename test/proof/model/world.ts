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
  /** The same, when the payment is opened. */
  'create_refused',
  /** The clock moves on while an answer or a callback travels. */
  'slow',
  'callback_lost',
  'callback_again',
  'callback_stale',
  /** The workflow ends without warning and is found later. */
  'death',
  /** An append meets a newer ledger: committed by a twin, or not at all. */
  'conflict',
  'refund_fails',
  'refund_abnormal',
  'refund_later',
  /** A refund is surely not executed, for now: its channel is busy, or not reached. */
  'refund_not_taken',
  /** A refund is refused as more than is left, though nothing went back. */
  'less_left',
  /** A refund reported done is found failed afterwards. */
  'refund_undone',
  /** The ledger refuses a compensation its share of the budget. */
  'over_budget',
  /** One of our switches stops a refund right before the call. */
  'switched_off',
  'reversal',
  'dispute',
  /** A callback, duly signed, tells of a success that the channel's books don't know. */
  'callback_lies',
  'wrong_amount',
  /** One channel account stops answering for ever. */
  'outage',
  /** A run is given up for lost and another started, and the old one appends all the same. */
  'stale_run',
  /** An unverified callback: it may bring a poll forward, no more. */
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
  /** The buttons of the page: each a method on an account of its own. */
  buttons: readonly KindName[];
  /** Each click to come, by the place of its button. */
  clicks: readonly number[];
  /** Clicks come in the order listed; else in any. */
  inOrder: boolean;
  /** Shopper clicks and merchant closes come before this moment only; absolute ms. */
  clicksUntilMs: number;
  /** Codes are also scanned without being paid: from then on the channel knows and can close them. */
  scans: boolean;
  faults: readonly FaultName[];
  maxFaults: number;
  closes: number;
  /** What the merchant asks back once the order is paid, in minor units, in this order. */
  refunds: readonly number[];
  persons: number;
  deadlineMs: number;
  policy: Policy;
}>;

/** Short schedules: the same rules, few moments. A call takes 1 ms, so 100 ms hold whole conversations. */
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

/** A call on its way: first the channel serves it, then its answer travels. */
export type Call = Readonly<{
  task: CallTask;
  /** The attempt whose payment it touches. */
  number: string;
  refundMinor: number;
  askedAtMs: number;
  answer: TaskAnswer | null;
}>;

/**
 * A run that was given up for lost and still appends: it takes what it had asked
 * for, and starts no call, for the engine takes no orders from it.
 */
export type StaleRun = Readonly<{
  state: OrderState;
  /** The other run has appended since this one last read the ledger. */
  isBehind: boolean;
  answers: readonly TaskAnswer[];
}>;

export type Mail = Readonly<{ id: string; number: string; news: CallbackInput['news'] }>;

/** Everything there is: our side, the channels' side, and what travels between. */
export type World = Readonly<{
  nowMs: number;
  /** The recorded facts, folded. */
  ledger: OrderState;
  /** What the run believes, passing facts included; null: no workflow runs. */
  run: OrderState | null;
  /** A fact that the ledger would not have taken, in a sentence; null: none yet. */
  nonsense: string | null;
  /** What the ledger refuses. */
  holds: readonly OrderHold[];
  /** A stale run has appended since the run last read the ledger: its next append is refused. */
  isBehind: boolean;
  stale: StaleRun | null;
  calls: readonly Call[];
  /** Requests whose callers have been told "unknown", perhaps still to be executed. */
  late: readonly Call[];
  payments: readonly Payment[];
  /** Callbacks that the inbox holds and no append has taken. */
  mail: readonly Mail[];
  /** Callbacks of a success that an append has taken: `number fresh` or `number stale`. */
  taken: readonly string[];
  /** Attempts of which a callback told a success that never was. */
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

/** The order just created, nobody has clicked. */
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

/** The payment under that number in the channel's books; null where it knows none. */
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

import type { Router } from 'express';
import type { Clock } from './clock.ts';
import type { FaultTable } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Later, TaskRunner } from './later.ts';
import type { MoneyBook } from './money-book.ts';
import type { RequestLog } from './request-log.ts';

/** What every simulated channel shares. */
export type SandboxContext = Readonly<{
  dataDir: string;
  /** Names of the merchant accounts that each channel issues. */
  accounts: readonly string[];
  journal: Journal;
  clock: Clock;
  later: Later;
  money: MoneyBook;
  faults: Faults;
  requests: RequestLog;
  /** Where a browser reaches the sandbox; known once it listens. */
  publicUrl: () => string;
}>;

/** Names a payment for a control; `account` only when one number exists in several accounts. */
export type PaymentName = Readonly<{
  number: string;
  account?: string | undefined;
  /** A signed link or order string, for channels that hear of a payment only when it is opened. */
  url?: string | undefined;
  order_string?: string | undefined;
}>;

/** What a control tells about the payment it touched. */
export type ControlAnswer = Readonly<Record<string, string | number>>;

/** What the shopper sees on the phone. */
export type PhoneView = Readonly<{
  channelTitle: string;
  number: string;
  description: string;
  /** Ready to read, e.g. "¥19.99". */
  amount: string;
  state: 'payable' | 'paying' | 'paid' | 'unpayable';
  /** Why it is in that state, in words. */
  reason: string;
  /** A step of its own before paying, such as "Log in"; the button uses `scan`. */
  scanLabel?: string;
  /** Where the page leads back to, where the channel knows it. */
  backUrl?: string | undefined;
}>;

/**
 * A channel of the sandbox: its wire, and what shoppers and staff do behind it.
 * The controls throw ControlError: 404 for an unknown number, 409 when it is impossible now.
 */
export type SimulatedChannel = Readonly<{
  name: string;
  faultTable: FaultTable;
  /** Codes by which it refuses for good: what the fault `refuse` may name. */
  refusals: readonly string[];
  /** The channel's part of credentials.json. */
  credentials: () => unknown;
  /** The wire endpoints, mounted under /name. */
  router: Router;
  runTask: TaskRunner;
  pay: (payment: PaymentName) => ControlAnswer;
  scan: (payment: PaymentName) => ControlAnswer;
  approve: (payment: PaymentName) => ControlAnswer;
  decline: (payment: PaymentName) => ControlAnswer;
  /** The time in which the channel allows refunds ends, where it has such a state. */
  finish?: (payment: PaymentName) => ControlAnswer;
  /** @param amount minor units; without it, all that is left */
  consoleRefund: (payment: PaymentName, amount?: number) => ControlAnswer;
  /** @param amount minor units; without it, all that is left */
  dispute: (payment: PaymentName, amount?: number) => ControlAnswer;
  rotatePlatformKey: () => Promise<ControlAnswer>;
  phone: (number: string) => PhoneView | undefined;
  /** The payment number behind a scanned code, if it is one of ours. */
  numberOfCode: (code: string) => string | undefined;
}>;

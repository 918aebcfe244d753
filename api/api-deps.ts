import type { CallerLimits } from '../config/limit-settings.ts';
import type { LimitedLog } from '../config/log/limited-log.ts';
import type { Faults } from '../domain/fault-point.ts';
import type { Policy } from '../domain/order/policy.ts';
import type { Database } from '../ledger/database/database.ts';
import type { AccountWatch } from '../ledger/people/account-watch.ts';
import type { KeyedHash } from '../ledger/keys/keyed-hash.ts';
import type { EarlyPolls } from './callbacks/early-polls.ts';
import type { Heartbeats } from './cashier/heartbeats.ts';
import type { OrderStreams } from './cashier/order-streams.ts';
import type { PageAssets } from './cashier/page-addresses.ts';
import type { RefusedCallbacks } from './callbacks/refused-callbacks.ts';
import type { ServedDocs } from './docs/served-docs.ts';
import type { CallerGate } from './limits/caller-gate.ts';
import type { Admission, AdmissionSettings } from './admission/admission.ts';
import type { ClickQueue } from './payments/click-queue.ts';
import type { CommittedChanges } from './waiting/committed-changes.ts';
import type { ReachedPeers } from './ops/reached-peers.ts';
import type { HeldAnswers } from './waiting/held-answers.ts';
import type { HeldLooks } from './waiting/held-looks.ts';
import type { AddressRules } from '../notices/forbidden-address.ts';
import type { ChannelDirectory } from '../channels/channel-directory.ts';
import type { Engine } from './engine/engine.ts';
import type { Pools } from './work-pools.ts';

/** Everything that the API works with. */
export type ApiDeps = Readonly<{
  /** The connections of the kind of work that is being done. */
  database: Database;
  engine: Engine;
  channels: ChannelDirectory;
  changes: CommittedChanges;
  /** Writes what answers to this process's own calls tell of channel accounts. */
  accountWatch: AccountWatch;
  /** The policy of the installation, scaled by `timeScale`. */
  policy: Policy;
  /** 1 is real time; merchants' own policies and channels' traits are still to be scaled by it. */
  timeScale: number;
  /** Hashes payers, and requests that hold personal or free text, under the privacy key. */
  keyedHash: KeyedHash;
  limits: CallerLimits;
  /** Addresses and CIDRs of the proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Where people and channels reach us, without a slash at the end. */
  publicUrl: string;
  /** Where notices may go, as the worker that sends them reads it. */
  noticeRules: AddressRules;
  /**
   * The only log of whatever serves a call: a stranger, or an outage, causes its lines as often as
   * they like.
   */
  rareLog: LimitedLog;
  /** How much merchants may ask of the engine at a time. */
  admissionLimits: AdmissionSettings;
  /** Aborts when the process is told to stop, so that waiting callers are answered. */
  stopping: AbortSignal;
  /** Inert in production. */
  faults: Faults;
}>;

/** What an app is made of: the connections of each kind of work. */
export type AppDeps = Omit<ApiDeps, 'database'> & Readonly<{ pools: Pools }>;

/** The same, with what all routes of one process share. */
export type RouteDeps = ApiDeps &
  Readonly<{
    gate: CallerGate;
    heldAnswers: HeldAnswers;
    heldLooks: HeldLooks;
    askPeers: () => Promise<ReachedPeers>;
    clicks: ClickQueue;
    earlyPolls: EarlyPolls;
    refusedCallbacks: RefusedCallbacks;
    orderStreams: OrderStreams;
    heartbeats: Heartbeats;
    pageAssets: PageAssets;
    admission: Admission;
    /** The OpenAPI document of this installation, as JSON. */
    contract: () => string;
    docs: ServedDocs;
  }>;

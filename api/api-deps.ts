import type { Logger } from 'pino';
import type { Faults } from '../domain/fault-point.ts';
import type { Policy } from '../domain/order/policy.ts';
import type { Database } from '../ledger/database/database.ts';
import type { KeyedHash } from '../ledger/keys/keyed-hash.ts';
import type { CommittedChanges } from './waiting/committed-changes.ts';
import type { ChannelDirectory } from '../channels/channel-directory.ts';
import type { Engine } from './engine/engine.ts';

/** All the API works with. */
export type ApiDeps = Readonly<{
  database: Database;
  engine: Engine;
  channels: ChannelDirectory;
  changes: CommittedChanges;
  /** The installation's, on its clock. */
  policy: Policy;
  /** 1 is real time; for merchants' own policies and channels' traits. */
  timeScale: number;
  /** Under the installation's privacy key: of payers, and of requests that hold personal or free text. */
  keyedHash: KeyedHash;
  /** Where people and channels reach us, without a slash at its end. */
  publicUrl: string;
  log: Logger;
  /** Aborts when the process is told to stop: whoever waits is answered. */
  stopping: AbortSignal;
  /** Inert in production. */
  faults: Faults;
}>;

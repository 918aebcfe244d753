import { z } from 'zod';

/** The most connections to PostgreSQL that one process holds. */
export type Connections = Readonly<{
  /** Of an API, besides the one that listens. */
  api: number;
  /** Of a worker, for what orders load and append, so that none of it waits for channel calls. */
  appends: number;
  /** Of a worker, for what channel calls read and write. */
  calls: number;
}>;

/** The most calls that are made to one channel. */
export type CallLimits = Readonly<{
  /** In one worker process. */
  callsAtOnce: number;
  /** By all workers together; null: without a limit. */
  callsPerSecond: number | null;
}>;

const connections = z.number().int().min(1).max(1_000).default(10);

export const connectionsSchema = z
  .strictObject({ api: connections, appends: connections, calls: connections })
  .prefault({});

/** Fields of a channel in the configuration, besides its accounts. */
export const callLimitFields = {
  calls_at_once: z.number().int().min(1).max(10_000).default(100),
  calls_per_second: z.number().min(0.1).max(100_000).nullable().default(null),
};

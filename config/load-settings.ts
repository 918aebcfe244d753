import { z } from 'zod';

/** Connections to PostgreSQL that one process holds at the most. */
export type Connections = Readonly<{
  /** An API, besides the one that listens. */
  api: number;
  /** A worker, for what orders load and append: none of it waits behind calls. */
  appends: number;
  /** A worker, for what calls of channels read and write. */
  calls: number;
}>;

/** What one channel is asked at the most. */
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

/** Fields of a channel, beside its accounts. */
export const callLimitFields = {
  calls_at_once: z.number().int().min(1).max(10_000).default(100),
  calls_per_second: z.number().min(0.1).max(100_000).nullable().default(null),
};

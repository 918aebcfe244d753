import { z } from 'zod';

/**
 * The most connections to PostgreSQL that one process holds. Those of an API, besides the one that
 * listens and the one that asks for readiness, are four pools, so that no kind of work takes the
 * connections of another.
 */
export type Connections = Readonly<{
  /** Of an API, for callbacks of channels and for handing them over to their orders. */
  callbacks: number;
  /** Of an API, for what operators decide, and for what callers used. */
  decisions: number;
  /** Of an API, for what merchants read. */
  reads: number;
  /** Of an API, for what merchants ask to be done. */
  writes: number;
  /** Of a worker, for what orders load and append, so that none of it waits for channel calls. */
  appends: number;
  /** Of a worker, for what channel calls read and write. */
  calls: number;
  /** Of a worker, for notices, so that no receiver delays an order. */
  notices: number;
}>;

/** The most calls that are made to one channel. */
export type CallLimits = Readonly<{
  /** In one worker process. */
  callsAtOnce: number;
  /** By all workers together; null: without a limit. */
  callsPerSecond: number | null;
}>;

type ApiPools = Pick<Connections, 'callbacks' | 'decisions' | 'reads' | 'writes'>;

/** All connections of an API by default, besides the one that listens and the one of readiness. */
const ofApi = 16;

/** Each pool gets one at least, so `all` is 4 or more. */
function sharedOut(all: number): ApiPools {
  const share = (part: number): number => Math.max(1, Math.round(all * part));
  const [decisions, callbacks, reads] = [share(1 / 8), share(1 / 4), share(1 / 4)];
  return { callbacks, decisions, reads, writes: all - callbacks - decisions - reads };
}

const count = z.number().int().min(1).max(1_000);
const usual = sharedOut(ofApi);

/** `connections` of the configuration file. */
export const connectionFields = {
  callbacks: count.default(usual.callbacks),
  decisions: count.default(usual.decisions),
  reads: count.default(usual.reads),
  writes: count.default(usual.writes),
  appends: count.default(10),
  calls: count.default(10),
  notices: count.default(4),
};

const allOfApi = z
  .number()
  .int()
  .min(4, 'must be 4 or more: callbacks, decisions, reads and writes have connections of their own')
  .max(1_000)
  .optional();

const poolNames = ['callbacks', 'decisions', 'reads', 'writes'] as const;

/**
 * `api`, the sum of an API's pools, is what configurations named before there were pools: it is
 * shared out among them.
 */
export const connectionsSchema = z
  .record(z.string(), z.unknown())
  .superRefine((given, context) => {
    const named = poolNames.filter((name) => name in given);
    if (!('api' in given) || named.length === 0) return;
    const message = `is the sum of ${poolNames.join(', ')}: set it, or those, not both`;
    context.addIssue({ code: 'custom', path: ['api'], message });
  })
  .pipe(z.strictObject({ api: allOfApi, ...connectionFields }))
  .transform(({ api, ...given }): Connections =>
    api === undefined ? given : { ...given, ...sharedOut(api) },
  )
  .prefault({});

/** Fields of a channel in the configuration, besides its accounts. */
export const callLimitFields = {
  calls_at_once: z.number().int().min(1).max(10_000).default(100),
  calls_per_second: z.number().min(0.1).max(100_000).nullable().default(null),
};

/**
 * How much merchants ask of the engine at a time through one API: payments, refunds, closings, late
 * decisions. It adapts between these.
 */
export type AdmissionLimits = Readonly<{ floor: number; ceiling: number; targetMs: number }>;

/** `admission` of the configuration file. */
export const admissionFields = {
  floor: z.number().int().min(1).max(1_000).default(2),
  ceiling: z.number().int().min(1).max(10_000).default(100),
  target_ms: z.number().int().min(10).max(4_000).default(500),
};

export const admissionSchema = z
  .strictObject(admissionFields)
  .refine(({ floor, ceiling }) => floor <= ceiling, {
    path: ['floor'],
    error: 'must be no more than admission.ceiling',
  })
  .transform(({ floor, ceiling, target_ms }): AdmissionLimits => ({
    floor,
    ceiling,
    targetMs: target_ms,
  }))
  .prefault({});

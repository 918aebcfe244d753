import { z } from 'zod';

/** How often a caller may call: so many calls a second, and so many at once after a pause. */
export type Rate = Readonly<{ perSecond: number; burst: number }>;

/** The most that callers of the API may ask for. Rates are shared by all processes. */
export type CallerLimits = Readonly<{
  /** Of one API key. */
  perKey: Rate;
  /** Of a merchant's key for its own switches (`PUT /v1/controls`), which no other call uses up. */
  perSwitch: Rate;
  /** Of one order's token on the cashier page. */
  perToken: Rate;
  /** Of one address (IPv6: of one /64) on cashier pages, of whatever orders. Carriers share theirs. */
  perShopperAddress: Rate;
  /** Of one address (IPv6: of one /64) that calls without a key, or with one that is not in force. */
  perAddress: Rate;
  /** Connections to one process. */
  connections: number;
  /** Callers of one process whose answers are held (`?wait=`). */
  waiting: number;
  /** The same, with one key. */
  waitingPerKey: number;
  /** Open cashier pages that one process pushes to; those beyond ask by themselves. */
  streams: number;
  /** The same, of one order. */
  streamsPerOrder: number;
  /** The same, of one address (IPv6: of one /64). */
  streamsPerAddress: number;
}>;

const perSecond = z.number().min(0.1).max(100_000);
const burst = z.number().int().min(1).max(1_000_000);

function rate(perSecondByDefault: number, burstByDefault: number) {
  return z
    .strictObject({
      per_second: perSecond.default(perSecondByDefault),
      burst: burst.default(burstByDefault),
    })
    .prefault({});
}

const count = z.number().int().min(1).max(100_000);

/** As they are written in the configuration file. */
export const limitFields = {
  per_key: rate(200, 400),
  per_switch: rate(1, 60),
  per_token: rate(10, 50),
  per_shopper_address: rate(200, 1_000),
  per_address: rate(20, 100),
  connections: count.default(12_000),
  waiting: count.default(1_000),
  waiting_per_key: count.default(200),
  streams: count.default(5_000),
  streams_per_order: count.default(20),
  streams_per_address: count.default(1_000),
};

function rateOf(written: Readonly<{ per_second: number; burst: number }>): Rate {
  return { perSecond: written.per_second, burst: written.burst };
}

/**
 * Of the connections, at least half are for calls that are not held: else those who wait would keep
 * out channels.
 */
const mostHeld = 0.5;

export const limitsSchema = z
  .strictObject(limitFields)
  .refine(({ waiting, connections }) => waiting <= connections * mostHeld, {
    path: ['waiting'],
    error: 'must be at most half of limits.connections: others must get in, too',
  })
  .transform((written): CallerLimits => ({
    perKey: rateOf(written.per_key),
    perSwitch: rateOf(written.per_switch),
    perToken: rateOf(written.per_token),
    perShopperAddress: rateOf(written.per_shopper_address),
    perAddress: rateOf(written.per_address),
    connections: written.connections,
    waiting: written.waiting,
    waitingPerKey: written.waiting_per_key,
    // A page beyond them asks by itself, so nothing is refused by it.
    streams: Math.max(
      0,
      Math.min(written.streams, written.connections * mostHeld - written.waiting),
    ),
    streamsPerOrder: written.streams_per_order,
    streamsPerAddress: written.streams_per_address,
  }))
  .prefault({});

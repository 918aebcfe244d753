import { z } from 'zod';
import { callLimitFields, type CallLimits } from './load-settings.ts';

/** Names of channels, of accounts and of merchants. */
const nameSchema = z.string().regex(/^[a-z0-9_-]{1,32}$/, 'must be 1–32 of a–z, 0–9, _ and -');

/** An account's settings as configured; its channel checks them when it opens the account. */
export type AccountSettings = Readonly<Record<string, unknown>>;

/** A channel of the configuration. */
export type ChannelSettings = CallLimits &
  Readonly<{
    accounts: Readonly<Record<string, AccountSettings>>;
    /** By account: the merchants who may be paid on it. An account that is not here is unbound. */
    merchants: Readonly<Record<string, readonly string[]>>;
  }>;

/** `merchants` is ours; every other field is the channel's own, and its schema is strict. */
const accountSchema = z.looseObject({
  merchants: z
    .array(nameSchema)
    .max(10_000)
    .refine((all) => new Set(all).size === all.length, 'must name a merchant once only')
    .optional(),
});

function channelOf({
  accounts,
  calls_at_once,
  calls_per_second,
}: Readonly<{
  accounts: Readonly<Record<string, z.output<typeof accountSchema>>>;
  calls_at_once: number;
  calls_per_second: number | null;
}>): ChannelSettings {
  const named = Object.entries(accounts).map(([name, { merchants, ...settings }]) => ({
    name,
    merchants,
    settings,
  }));
  return {
    accounts: Object.fromEntries(named.map(({ name, settings }) => [name, settings])),
    merchants: Object.fromEntries(
      named.flatMap(({ name, merchants }) => (merchants === undefined ? [] : [[name, merchants]])),
    ),
    callsAtOnce: calls_at_once,
    callsPerSecond: calls_per_second,
  };
}

/** Field `channels` of the configuration file. */
export const channelsSchema = z
  .record(
    nameSchema,
    z
      .strictObject({ accounts: z.record(nameSchema, accountSchema), ...callLimitFields })
      .transform(channelOf),
  )
  .default({});

import type { Channel, ChannelAccount } from './channel.ts';
import { ConfigurationError } from './errors.ts';

/** A configured account of a channel, opened. */
export type OfferedAccount = Readonly<{ channel: Channel; name: string; account: ChannelAccount }>;

type ConfiguredChannels = Readonly<
  Record<string, Readonly<{ accounts: Readonly<Record<string, unknown>> }>>
>;

/** The channel accounts of this installation. */
export type ChannelDirectory = Readonly<{
  accounts: readonly OfferedAccount[];
  find: (channel: string, account: string) => OfferedAccount | undefined;
  ofChannel: (channel: string) => readonly OfferedAccount[];
}>;

/**
 * Opens every configured account, once, at start.
 *
 * @throws ConfigurationError for an unknown channel or a wrong setting
 */
export function openChannels(
  known: readonly Channel[],
  configured: ConfiguredChannels,
  readSecret: (reference: unknown) => string,
): ChannelDirectory {
  const accounts = Object.entries(configured).flatMap(([name, settings]) => {
    const channel = known.find((one) => one.name === name);
    if (channel === undefined) {
      throw new ConfigurationError(
        `channels.${name}`,
        `there is no such channel; there are ${known.map((one) => one.name).join(', ')}`,
      );
    }
    return Object.entries(settings.accounts).map(([account, values]) =>
      Object.freeze({ channel, name: account, account: channel.open(values, readSecret) }),
    );
  });
  return Object.freeze({
    accounts,
    find: (channel: string, account: string) =>
      accounts.find((one) => one.channel.name === channel && one.name === account),
    ofChannel: (channel: string) => accounts.filter((one) => one.channel.name === channel),
  });
}

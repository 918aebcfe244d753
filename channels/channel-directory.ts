import type { Channel, ChannelAccount } from './channel.ts';
import { type AccountEars, deaf } from './account-ears.ts';
import { ConfigurationError } from './errors.ts';

/** A configured account of a channel, opened. */
export type OfferedAccount = Readonly<{
  channel: Channel;
  name: string;
  account: ChannelAccount;
  /** The merchants that it is bound to; null: it is bound to nobody in particular. */
  merchants: readonly string[] | null;
}>;

type ConfiguredChannels = Readonly<
  Record<
    string,
    Readonly<{
      accounts: Readonly<Record<string, unknown>>;
      /** By account: the merchants that it is bound to. */
      merchants?: Readonly<Record<string, readonly string[]>>;
    }>
  >
>;

/** The channel accounts of this installation. */
export type ChannelDirectory = Readonly<{
  accounts: readonly OfferedAccount[];
  /** Whoever may use it: callbacks, polls and refunds of what was begun on it need it (rule 16). */
  find: (channel: string, account: string) => OfferedAccount | undefined;
  /**
   * The accounts on which a merchant's orders may be paid: while no account is bound, all of them;
   * once one is, those alone that are bound to the merchant.
   */
  offeredTo: (merchant: string) => readonly OfferedAccount[];
}>;

/** The channel of that name, if an account of it is configured. */
export function channelNamed({ accounts }: ChannelDirectory, name: string): Channel | undefined {
  return accounts.find(({ channel }) => channel.name === name)?.channel;
}

/** What people call a channel; one that is configured no more by its own name. */
export function channelTitle(directory: ChannelDirectory, name: string): string {
  return channelNamed(directory, name)?.title ?? name;
}

function offeredAmong(
  accounts: readonly OfferedAccount[],
): (merchant: string) => readonly OfferedAccount[] {
  if (accounts.every((one) => one.merchants === null)) return () => accounts;
  return (merchant) => accounts.filter((one) => one.merchants?.includes(merchant) === true);
}

/**
 * Opens every configured account, once, at start.
 *
 * @param earsOf who hears what the answers to an account tell of it, and of our clock
 * @throws ConfigurationError for an unknown channel or a wrong setting
 */
export function openChannels(
  known: readonly Channel[],
  configured: ConfiguredChannels,
  readSecret: (reference: unknown) => string,
  earsOf: (channel: string, account: string) => AccountEars = () => deaf,
): ChannelDirectory {
  const accounts = Object.entries(configured).flatMap(([name, settings]) => {
    const channel = known.find((one) => one.name === name);
    if (channel === undefined) {
      throw new ConfigurationError(
        `channels.${name}`,
        `there is no such channel; there are ${known.map((one) => one.name).join(', ')}`,
      );
    }
    const bound = new Map(Object.entries(settings.merchants ?? {}));
    return Object.entries(settings.accounts).map(([account, values]) =>
      Object.freeze({
        channel,
        name: account,
        account: channel.open(values, readSecret, earsOf(name, account)),
        merchants: bound.get(account) ?? null,
      }),
    );
  });
  return Object.freeze({
    accounts,
    find: (channel: string, account: string) =>
      accounts.find((one) => one.channel.name === channel && one.name === account),
    offeredTo: offeredAmong(accounts),
  });
}

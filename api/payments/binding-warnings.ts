import type { ChannelDirectory } from '../../channels/channel-directory.ts';
import type { Db } from '../../ledger/database/database.ts';
import { listMerchants } from '../../ledger/keys/merchants.ts';

/** Something odd about an account's binding, for the log. */
export type BindingWarning = Readonly<{
  channel: string;
  account: string;
  /** A merchant who is not there; null: the account is offered to nobody. */
  merchant: string | null;
}>;

/**
 * What looks like a mistake in the bindings of accounts to merchants. The configuration is read
 * without the ledger, so a merchant's name is held against it afterwards; such a binding harms
 * nothing, and counts once that merchant is made.
 */
export async function bindingWarnings(
  db: Db,
  { accounts }: ChannelDirectory,
): Promise<BindingWarning[]> {
  if (accounts.every((one) => one.merchants === null)) return [];
  const known = new Set((await listMerchants(db)).map(({ id }) => id));
  return accounts.flatMap(
    ({ channel: { name: channel }, name: account, merchants }): BindingWarning[] => {
      const bound = merchants ?? [];
      if (bound.length === 0) return [{ channel, account, merchant: null }];
      const strangers = bound.filter((merchant) => !known.has(merchant));
      return strangers.map((merchant) => ({ channel, account, merchant }));
    },
  );
}

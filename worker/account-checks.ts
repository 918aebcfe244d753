import type { ChannelDirectory } from '../channels/channel-directory.ts';
import type { Db } from '../ledger/database/database.ts';
import { accountsAtRest, takeCheck } from '../ledger/people/account-health.ts';

/** A check is given up after this time; the channel's own limit ends it before. */
const checkWithinMs = 15_000;

/** Asks the channel of each account of which it is due, or, at the start, of all. */
export async function checkAccounts(
  db: Db,
  { accounts }: ChannelDirectory,
  why: 'due' | 'start',
): Promise<void> {
  const atRest = why === 'start' ? [] : await accountsAtRest(db);
  const due = accounts.filter(
    ({ channel, name }) =>
      !atRest.some((one) => one.channel === channel.name && one.account === name),
  );
  await Promise.all(
    due.map(async ({ channel, name, account }) => {
      if (await takeCheck(db, { channel: channel.name, account: name }, why)) {
        await account.check(AbortSignal.timeout(checkWithinMs));
      }
    }),
  );
}

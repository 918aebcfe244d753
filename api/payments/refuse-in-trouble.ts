import type { ChannelDirectory } from '../../channels/channel-directory.ts';
import { pausedMethods } from '../../channels/paused-methods.ts';
import type { Db } from '../../ledger/database/database.ts';
import { accountState } from '../../ledger/people/account-health.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { ResolvedOffer } from './resolve-offer.ts';

/** A check of the account is at most a minute away. */
const againAfterS = 60;

/**
 * Refuses a click on a method that is offered without an answer of the channel, while the account's
 * answers can't be believed: the shopper could pay where we could not hear of it. What is open stays
 * watched and payable.
 *
 * This decides where a click may lead, and nothing of money: a click that passes at the moment of
 * the change begins a payment like those before it, under the same rules.
 *
 * @throws ProblemError `account_in_trouble`
 * @see docs/rules.md rule 20
 */
export async function refuseInTrouble(
  db: Db,
  channels: ChannelDirectory,
  { channel: channelName, method, account }: Pick<ResolvedOffer, 'channel' | 'method' | 'account'>,
): Promise<void> {
  const channel = channels.find(channelName, account)?.channel;
  if (channel?.isOfferedUnasked(method) !== true) return;
  const state = await accountState(db, { channel: channelName, account });
  if (!pausedMethods(channel, state === 'distrusted').includes(method)) return;
  throw new ProblemError(
    'account_in_trouble',
    'The channel’s answers to this account can’t be verified, so a payment by this method could not be seen; nothing was done. Payments begun before can still be made and are watched. Choose another method or channel, or repeat the request later; an operator is told.',
    { headers: { 'retry-after': String(againAfterS) } },
  );
}

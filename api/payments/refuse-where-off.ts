import type { Db } from '../../ledger/database/database.ts';
import {
  channelsOffFor,
  type OwnedChannelOff,
  switchOn,
} from '../../ledger/people/channels-off.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { ResolvedOffer } from './resolve-offer.ts';

function pointerOf({ method, account }: OwnedChannelOff): string {
  if (method !== null) return '/method';
  return account === null ? '/channel' : '/account';
}

/**
 * Refuses a click on what an operator or the merchant has switched off, read anew for each click,
 * so that a switch acts in every process at once. A payment that is open is not handed out again
 * either: no click leads there. It stays watched and payable for whoever has its code.
 *
 * This decides where a click may lead, and nothing of money: a click that passes at the moment of
 * the switch begins a payment like those before it, under the same rules.
 *
 * @throws ProblemError `channel_not_offered`
 */
export async function refuseWhereOff(
  db: Db,
  merchant: string,
  offer: Pick<ResolvedOffer, 'channel' | 'method' | 'account'>,
): Promise<void> {
  const off = switchOn(await channelsOffFor(db, merchant, offer.channel), offer);
  if (off === null) return;
  const by =
    off.owner === null ? 'by the operator of this installation' : 'by you, see PUT /v1/controls';
  throw new ProblemError(
    'channel_not_offered',
    `This is switched off for new payments, ${by}; nothing was done. Payments begun before can still be made. Choose another channel or method.`,
    { errors: [{ pointer: pointerOf(off), detail: 'is switched off' }] },
  );
}

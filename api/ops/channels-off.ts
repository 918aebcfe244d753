import { z } from 'zod';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { findMerchant } from '../../ledger/keys/merchants.ts';
import type { ChannelOff } from '../../ledger/people/channels-off.ts';
import type { ApiDeps } from '../api-deps.ts';
import { merchantId } from '../http/text-forms.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { ProblemError, type ProblemPointer } from '../problems/problem-error.ts';

const channel = z
  .string()
  .regex(/^[a-z0-9_-]{1,32}$/, 'must be the name of a channel')
  .meta({ description: 'The channel.', example: exampleChannel.channel });
const method = z
  .string()
  .regex(/^[a-z0-9_]{1,32}$/, 'must be the name of a method')
  .nullable()
  .meta({ description: 'Null: every method of it.', example: exampleChannel.method });
const account = z
  .string()
  .regex(/^[a-z0-9_-]{1,32}$/, 'must be the name of an account')
  .nullable()
  .meta({ description: 'Null: every account of it.', example: null });
const merchant = merchantId
  .nullable()
  .meta({ description: 'For whose orders; null: for those of every merchant.', example: null });

const offRequest = z
  .strictObject({
    channel,
    method: method.optional(),
    account: account.optional(),
    merchant: merchant.optional().meta({
      description:
        'For whose orders; null or absent: for those of every merchant, and with a merchant’s key for its own.',
      example: null,
    }),
  })
  .meta({ id: 'ChannelOffRequest', description: 'What is to be switched off.' });

type OffRequest = z.output<typeof offRequest>;

/** Field `channels_off` of a request. */
export const channelsOffRequest = z
  .array(offRequest)
  .max(1_000, 'must be 1000 entries at most')
  .meta({
    description:
      'Channels, or parts of them, on which no new payment is begun. Replaces all that the caller has switched off; left out by an ops key: those stay.',
  });

/** The same as it is told. */
export const channelsOffObject = z
  .array(
    z
      .object({ channel, method, account, merchant })
      .meta({ id: 'ChannelOff', description: 'No new payment is begun on it.' }),
  )
  .meta({ description: 'What the caller has switched off for new payments.' });

function unknownPart(
  offered: readonly OfferedAccount[],
  one: OffRequest,
  at: string,
): ProblemPointer | null {
  const ofChannel = offered.filter(({ channel: { name } }) => name === one.channel);
  const [first] = ofChannel;
  if (first === undefined) return { pointer: `${at}/channel`, detail: 'is not offered here' };
  if (one.method != null && !Object.hasOwn(first.channel.methods, one.method)) {
    return { pointer: `${at}/method`, detail: 'is not a method of this channel' };
  }
  if (one.account != null && !ofChannel.some(({ name }) => name === one.account)) {
    return { pointer: `${at}/account`, detail: 'is not an account of this channel' };
  }
  return null;
}

async function wrongMerchant(
  { database }: ApiDeps,
  owner: string | null,
  one: OffRequest,
  at: string,
): Promise<ProblemPointer | null> {
  if (one.merchant == null || one.merchant === owner) return null;
  const pointer = `${at}/merchant`;
  if (owner !== null) return { pointer, detail: 'must be your own, or absent' };
  const isThere = (await findMerchant(database, one.merchant)) !== null;
  return isThere ? null : { pointer, detail: 'is no merchant' };
}

/** Compared as they are stored: to a merchant, its own name and no name are the same. */
function refuseTwice(off: readonly ChannelOff[]): void {
  const names = off.map((one) => [one.channel, one.method, one.account, one.merchant].join(' '));
  const second = names.findIndex((name, index) => names.indexOf(name) < index);
  if (second < 0) return;
  throw new ProblemError('invalid_request', 'A switch is named twice; none was changed.', {
    errors: [{ pointer: `/channels_off/${second}`, detail: 'is named once already' }],
  });
}

/**
 * What a caller wants switched off. A name that is not offered here is refused: a switch that is
 * misspelt would switch nothing off.
 *
 * @param owner the merchant whose switches they are; null: the operator
 * @throws ProblemError `invalid_request`
 */
export async function channelsOffOf(
  deps: ApiDeps,
  owner: string | null,
  asked: readonly OffRequest[],
): Promise<ChannelOff[]> {
  const offered = owner === null ? deps.channels.accounts : deps.channels.offeredTo(owner);
  for (const [index, one] of asked.entries()) {
    const at = `/channels_off/${index}`;
    const wrong = unknownPart(offered, one, at) ?? (await wrongMerchant(deps, owner, one, at));
    if (wrong !== null) {
      throw new ProblemError(
        'invalid_request',
        'A switch names what is not here; none was changed.',
        { errors: [wrong] },
      );
    }
  }
  const off = asked.map((one) => ({
    channel: one.channel,
    method: one.method ?? null,
    account: one.account ?? null,
    merchant: owner ?? one.merchant ?? null,
  }));
  refuseTwice(off);
  return off;
}

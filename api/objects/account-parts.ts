import { z } from 'zod';
import type { ChannelDirectory, OfferedAccount } from '../../channels/channel-directory.ts';
import { exampleChannel } from './example-channel.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { PathPart } from '../http/path-part.ts';

function accountNotFound(): ProblemError {
  return new ProblemError(
    'account_not_found',
    'This installation has no such channel account; nothing was done.',
  );
}

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);

/** Parts of a path that name a channel account. */
export const accountParts = {
  channel: {
    form: name.meta({ description: 'The channel.', example: exampleChannel.channel }),
    unknown: accountNotFound,
  },
  account: {
    form: name.meta({ description: 'Our account at the channel.', example: 'default' }),
    unknown: accountNotFound,
  },
} as const satisfies Record<string, PathPart>;

/** @throws ProblemError `account_not_found` */
export function namedAccount(
  channels: ChannelDirectory,
  { channel, account }: Readonly<{ channel: string; account: string }>,
): OfferedAccount {
  const known = channels.find(channel, account);
  if (known === undefined) throw accountNotFound();
  return known;
}

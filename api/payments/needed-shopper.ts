import { type ChannelDirectory, channelNamed } from '../../channels/channel-directory.ts';
import type { Shopper } from '../../domain/order/shopper.ts';
import type { AttemptRequest } from './attempt-request.ts';

/**
 * The shopper's data that the method needs, and that so may be kept; null when it needs none.
 *
 * @param request a request that `resolveOffer` accepted
 */
export function neededShopper(
  directory: ChannelDirectory,
  request: AttemptRequest,
): Shopper | null {
  const needed = channelNamed(directory, request.channel)?.needs(request.method) ?? [];
  const told = request.shopper ?? {};
  const kept = needed.filter((field) => told[field] !== undefined);
  if (kept.length === 0) return null;
  return Object.fromEntries(kept.map((field) => [field, told[field]]));
}

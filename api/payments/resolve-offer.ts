import type { Shopper } from '../../domain/order/shopper.ts';
import { scaleTraits } from '../../domain/order/policy.ts';
import type { PayRequest } from '../../domain/order/order.ts';
import type { AttemptRequest } from './attempt-request.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * What a click asks for, resolved by the configuration: a pay request without its id and number.
 */
export type ResolvedOffer = Omit<PayRequest, 'id' | 'number'>;

function notOffered(pointer: string, detail: string): ProblemError {
  return new ProblemError(
    'channel_not_offered',
    'This channel, method or account is not offered here; nothing was asked of any channel. GET /v1/channels lists what is.',
    { errors: [{ pointer, detail }] },
  );
}

function chosenAccount(
  offered: readonly OfferedAccount[],
  request: AttemptRequest,
): OfferedAccount {
  const accounts = offered.filter(({ channel }) => channel.name === request.channel);
  if (accounts.length === 0) {
    throw notOffered('/channel', 'is not configured, or none of its accounts is bound to you');
  }
  const wanted = request.account ?? (accounts.length === 1 ? accounts[0]?.name : 'default');
  const found = accounts.find((one) => one.name === wanted);
  if (found !== undefined) return found;
  const yours = accounts.map((one) => one.name).join(', ');
  const detail =
    request.account === undefined
      ? `name one, there are several: ${yours}`
      : `is not an account of it that you may use; those are: ${yours}`;
  throw notOffered('/account', detail);
}

function checkShopper(needed: readonly (keyof Shopper)[], shopper: Shopper): void {
  const missing = needed.filter((field) => shopper[field] === undefined);
  if (missing.length === 0) return;
  throw new ProblemError(
    'shopper_field_missing',
    'The method needs to know more of the shopper; nothing was asked of the channel.',
    { errors: missing.map((field) => ({ pointer: `/shopper/${field}`, detail: 'is needed' })) },
  );
}

/**
 * Resolves account, traits and payer, so that the rules have nothing to choose. Where the click names
 * no account, the only one that its merchant may use is meant, or of several the one called
 * `default`.
 *
 * @param offered the accounts that the order's merchant may use
 * @param timeScale 1 is real time; see `scaleTraits`
 * @param markOf makes the mark that stands for a payer on a channel
 * @throws ProblemError `channel_not_offered`, `shopper_field_missing`
 */
export function resolveOffer(
  offered: readonly OfferedAccount[],
  request: AttemptRequest,
  timeScale: number,
  markOf: (channel: string, payer: string) => string,
): ResolvedOffer {
  const { channel, name } = chosenAccount(offered, request);
  const traits = Object.hasOwn(channel.methods, request.method)
    ? channel.methods[request.method]
    : undefined;
  if (traits === undefined) throw notOffered('/method', 'is not a method of this channel');
  const shopper = request.shopper ?? {};
  checkShopper(channel.needs(request.method), shopper);
  const payer = channel.payerOf(request.method, shopper);
  return {
    channel: channel.name,
    method: request.method,
    account: name,
    payer: payer === null ? null : markOf(channel.name, payer),
    traits: timeScale === 1 ? traits : scaleTraits(traits, timeScale),
  };
}

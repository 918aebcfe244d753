import type { Channel, ChannelAccount } from '../channel.ts';
import type { Surface } from '../surface.ts';
import { type AccountEars, deaf } from '../account-ears.ts';
import { createTransport, defaultTransportLimits } from '../transport.ts';
import type { TransportLimits } from '../transport.ts';
import { alipayMethods } from './alipay-traits.ts';
import { createAskAlipay } from './ask.ts';
import { acknowledged, notTaken, readCallback } from './callback.ts';
import { checkAccount } from './check-account.ts';
import { closeTrade } from './close.ts';
import { createTrade } from './create.ts';
import { queryTrade } from './query.ts';
import { askRefund, queryRefund } from './refund.ts';
import { readAlipaySettings } from './settings.ts';
import type { AlipaySettings } from './settings.ts';

/** How every call is made; `now` is milliseconds since 1970. */
export type AlipayPolicy = Readonly<{ limits: TransportLimits; now: () => number }>;

const defaultPolicy: AlipayPolicy = Object.freeze({
  limits: defaultTransportLimits,
  now: () => Date.now(),
});

/** @see docs/channels/alipay.md */
const surfaces: Readonly<Record<string, readonly Surface[]>> = Object.freeze({
  qr: ['desktop'],
  page: ['desktop'],
  wap: ['phone', 'alipay'],
});

/** Alipay's open platform, v1.0 gateway, under this policy. @see docs/channels/alipay.md */
export function createAlipayChannel(policy: AlipayPolicy): Channel {
  return Object.freeze({
    name: 'alipay',
    title: 'Alipay',
    methods: alipayMethods,
    // Only for `qr` is Alipay asked; the others are orders that we sign and the browser takes there.
    isOfferedUnasked: (method: string) => method !== 'qr',
    shownOn: (method: string) => surfaces[method] ?? [],
    needs: () => [],
    // Whoever holds the code, page or order may pay it.
    payerOf: () => null,
    acknowledged,
    refused: () => notTaken,
    open: (settings: unknown, readSecret: (reference: unknown) => string, ears?: AccountEars) =>
      openAccount(readAlipaySettings(settings, readSecret), policy, ears),
  });
}

/** Alipay as it runs in production. */
export const alipay: Channel = createAlipayChannel(defaultPolicy);

function openAccount(
  settings: AlipaySettings,
  { limits, now }: AlipayPolicy,
  ears: AccountEars = deaf,
): ChannelAccount {
  const ask = createAskAlipay(settings, createTransport(limits, ears.onClock), {
    now,
    onNews: ears.onNews,
  });
  return Object.freeze({
    create: (request, signal) => createTrade(request, { ask, settings, now }, signal),
    query: (payment, signal) => queryTrade(payment, ask, signal),
    close: (payment, signal) => closeTrade(payment, ask, signal),
    refund: (request, signal) => askRefund(request, ask, signal),
    queryRefund: (request, signal) => queryRefund(request, ask, signal),
    readCallback: (callback) => Promise.resolve(readCallback(callback, settings)),
    check: (signal) => checkAccount(ask, signal),
  } satisfies ChannelAccount);
}

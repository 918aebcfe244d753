import type { Shopper } from '../../domain/order/shopper.ts';
import type { Channel, ChannelAccount } from '../channel.ts';
import type { Surface } from '../surface.ts';
import { type AccountEars, deaf } from '../account-ears.ts';
import { createTransport, defaultTransportLimits } from '../transport.ts';
import type { TransportLimits } from '../transport.ts';
import { createAskWechat } from './ask.ts';
import { acknowledged, readCallback, refusedWith } from './callback.ts';
import { checkAccount } from './check-account.ts';
import { closeTrade } from './close.ts';
import { createTrade } from './create.ts';
import { createPlatformKeys } from './platform-keys.ts';
import { queryTrade } from './query.ts';
import { askRefund, queryRefund } from './refund.ts';
import { readWechatSettings } from './settings.ts';
import type { WechatSettings } from './settings.ts';
import { createSendSigned } from './signed-call.ts';
import { wechatMethods } from './wechat-traits.ts';

/** How every call is made; `now` is milliseconds since 1970. */
export type WechatPolicy = Readonly<{ limits: TransportLimits; now: () => number }>;

const defaultPolicy: WechatPolicy = Object.freeze({
  limits: defaultTransportLimits,
  now: () => Date.now(),
});

const neededShopper: Readonly<Record<string, readonly (keyof Shopper)[]>> = Object.freeze({
  jsapi: ['openid'],
  h5: ['ip'],
});

/** H5 is refused inside of WeChat itself. @see docs/channels/wechat.md */
const surfaces: Readonly<Record<string, readonly Surface[]>> = Object.freeze({
  qr: ['desktop'],
  h5: ['phone'],
  jsapi: ['wechat'],
});

/** By what WeChat knows who pays; an H5 link opens from the address alone that it was made for. */
const boundTo: Readonly<Record<string, 'openid' | 'ip'>> = Object.freeze({
  jsapi: 'openid',
  h5: 'ip',
});

/** WeChat Pay APIv3 under this policy. @see docs/channels/wechat.md */
export function createWechatChannel(policy: WechatPolicy): Channel {
  return Object.freeze({
    name: 'wechat',
    title: 'WeChat Pay',
    methods: Object.freeze(
      Object.fromEntries(
        Object.entries(wechatMethods).map(([method, { traits }]) => [method, traits]),
      ),
    ),
    // WeChat answers each create before anything can be paid.
    isOfferedUnasked: () => false,
    shownOn: (method: string) => surfaces[method] ?? [],
    needs: (method: string) => neededShopper[method] ?? [],
    payerOf: (method: string, shopper: Shopper) => {
      const bound = boundTo[method];
      return bound === undefined ? null : (shopper[bound] ?? null);
    },
    acknowledged,
    refused: refusedWith,
    open: (settings: unknown, readSecret: (reference: unknown) => string, ears?: AccountEars) =>
      openAccount(readWechatSettings(settings, readSecret), policy, ears),
  });
}

/** WeChat Pay as it runs in production. */
export const wechat: Channel = createWechatChannel(defaultPolicy);

function openAccount(
  settings: WechatSettings,
  { limits, now }: WechatPolicy,
  ears: AccountEars = deaf,
): ChannelAccount {
  const send = createSendSigned(settings, createTransport(limits, ears.onClock), now);
  const keys = createPlatformKeys(settings, send, now);
  const deps = { ask: createAskWechat(send, keys, now, ears.onNews), settings, now };
  return Object.freeze({
    create: (request, signal) => createTrade(request, deps, signal),
    query: (payment, signal) => queryTrade(payment, deps, signal),
    close: (payment, signal) => closeTrade(payment, deps, signal),
    refund: (request, signal) => askRefund(request, deps, signal),
    queryRefund: (request, signal) => queryRefund(request, deps, signal),
    readCallback: (callback) => readCallback(callback, { settings, keys }),
    check: (signal) => checkAccount(deps, signal),
  } satisfies ChannelAccount);
}

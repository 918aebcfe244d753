import { alipay } from './alipay/alipay-channel.ts';
import type { Channel } from './channel.ts';
import { wechat } from './wechat/wechat-channel.ts';

/** The only list of all channels. */
export const channels: readonly Channel[] = Object.freeze([wechat, alipay]);

/** @returns undefined where there is no channel of that name */
export function channelByName(name: string): Channel | undefined {
  return channels.find((channel) => channel.name === name);
}

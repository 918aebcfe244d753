import { createWechatChannel } from '../../../channels/wechat/wechat-channel.ts';
import { openChannelShop } from './channel-shop.ts';
import type { ChannelShop, ShopChannel } from './channel-shop.ts';

/** WeChat Pay with the account that the sandbox issued. */
export const wechatUnderTest: ShopChannel = Object.freeze({
  create: createWechatChannel,
  settings: ({ private_key_pem, ...issued }, baseUrl) => ({
    ...issued,
    private_key: private_key_pem,
    base_url: baseUrl,
  }),
});

/** Our WeChat account, and a sandbox that it calls; there refunds end within 30 ms. */
export function openWechatShop(): Promise<ChannelShop> {
  return openChannelShop(wechatUnderTest);
}

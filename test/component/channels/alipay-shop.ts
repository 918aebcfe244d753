import { createAlipayChannel } from '../../../channels/alipay/alipay-channel.ts';
import { openChannelShop } from './channel-shop.ts';
import type { ChannelShop, ShopChannel } from './channel-shop.ts';

/** Alipay in key mode with the app that the sandbox issued. */
export const alipayUnderTest: ShopChannel = Object.freeze({
  create: createAlipayChannel,
  settings: (issued, baseUrl) => ({
    mode: 'key',
    app_id: issued['app_id'],
    seller_id: issued['seller_id'],
    private_key: issued['private_key_pem'],
    alipay_public_key: issued['alipay_public_key_pem'],
    base_url: baseUrl,
  }),
});

/** The same app in certificate mode. */
export const alipayByCertificate: ShopChannel = Object.freeze({
  create: createAlipayChannel,
  settings: (issued, baseUrl) => ({
    mode: 'certificate',
    app_id: issued['app_id'],
    seller_id: issued['seller_id'],
    private_key: issued['private_key_pem'],
    app_certificate: issued['app_cert_pem'],
    alipay_certificate: issued['alipay_cert_pem'],
    alipay_root_certificate: issued['alipay_root_cert_pem'],
    base_url: baseUrl,
  }),
});

/** Our Alipay account, and a sandbox that it calls. */
export function openAlipayShop(): Promise<ChannelShop> {
  return openChannelShop(alipayUnderTest);
}

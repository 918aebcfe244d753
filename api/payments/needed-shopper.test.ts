import { expect, test } from 'vitest';
import { openChannels } from '../../channels/channel-directory.ts';
import { channels } from '../../channels/registry.ts';
import type { AttemptRequest } from './attempt-request.ts';
import { neededShopper } from './needed-shopper.ts';

const opened = channels.map((channel) => ({ ...channel, open: () => ({}) as never }));
const accounts = { accounts: { default: {} } };
const directory = openChannels(opened, { wechat: accounts, alipay: accounts }, String);

const told = {
  ip: '203.0.113.7',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  name: '张伟',
  email: 'wei@example.com',
  tax_id: '1',
  address: '1 Road',
};

function kept(channel: string, method: string, shopper: AttemptRequest['shopper'] = told) {
  return neededShopper(directory, { channel, method, shopper });
}

test('Of the shopper’s data only what the method sends is kept', () => {
  expect(kept('wechat', 'jsapi')).toEqual({ openid: told.openid });
  expect(kept('wechat', 'h5')).toEqual({ ip: told.ip });
});

test('Where the method sends nothing of it, nothing is kept', () => {
  expect(kept('wechat', 'qr')).toBeNull();
  expect(kept('alipay', 'page')).toBeNull();
  expect(kept('wechat', 'qr', undefined)).toBeNull();
});

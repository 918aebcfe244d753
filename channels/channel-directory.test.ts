import { expect, test } from 'vitest';
import { openChannels } from './channel-directory.ts';
import { channels } from './registry.ts';

const known = channels.map((channel) => ({ ...channel, open: () => ({}) as never }));

function directory(merchants: Readonly<Record<string, readonly string[]>>) {
  const configured = {
    wechat: { accounts: { north: {}, south: {} }, merchants },
    alipay: { accounts: { constructor: {} } },
  };
  return openChannels(known, configured, String);
}

function offered(merchants: Readonly<Record<string, readonly string[]>>, merchant: string) {
  return directory(merchants)
    .offeredTo(merchant)
    .map(({ channel, name }) => `${channel.name}/${name}`);
}

test('while no account is bound, every merchant is offered all of them', () => {
  expect(offered({}, 'shop')).toEqual(['wechat/north', 'wechat/south', 'alipay/constructor']);
});

test('once one account of the installation is bound, a merchant is offered its own alone', () => {
  const bound = { north: ['shop'] };
  expect(offered(bound, 'shop')).toEqual(['wechat/north']);
  expect(offered(bound, 'other')).toEqual([]);
  expect(offered({ north: ['shop', 'other'], south: ['other'] }, 'other')).toEqual([
    'wechat/north',
    'wechat/south',
  ]);
});

test('an account bound to nobody is offered to nobody, and makes the others need a binding', () => {
  expect(offered({ south: [] }, 'shop')).toEqual([]);
});

test('rule 16: an account that is offered to nobody is found for what was begun on it', () => {
  expect(directory({ south: [] }).find('wechat', 'south')?.name).toBe('south');
  expect(directory({ south: [] }).find('alipay', 'constructor')?.merchants).toBeNull();
});

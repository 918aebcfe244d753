import { expect, test } from 'vitest';
import { plainHttpFields } from './plain-http.ts';

const plain = {
  publicUrl: 'http://pay.example',
  channels: { wechat: { accounts: { default: { base_url: 'HTTP://proxy.example' } } } },
};
const safe = {
  publicUrl: 'https://pay.example',
  channels: { wechat: { accounts: { default: { base_url: 'https://api.example', mchid: '1' } } } },
};

function refusedIn(env: Readonly<Record<string, string>>, settings: typeof plain): string[] {
  return plainHttpFields(env, settings).map(({ field }) => field);
}

test('in production no address goes without TLS, ours or a channel’s', () => {
  const env = { NODE_ENV: 'production' };
  expect(refusedIn(env, plain)).toEqual([
    'public_url',
    'channels.wechat.accounts.default.base_url',
  ]);
  expect(plainHttpFields(env, safe)).toEqual([]);
});

test('elsewhere, and in a trial that says so, any address may be used', () => {
  expect(refusedIn({}, plain)).toEqual([]);
  expect(refusedIn({ NODE_ENV: 'production', PAIDONCE_PLAIN_HTTP: 'allowed' }, plain)).toEqual([]);
});

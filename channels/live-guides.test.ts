import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { alipay } from './alipay/alipay-channel.ts';
import { wechat } from './wechat/wechat-channel.ts';

/** What the live guides of docs/channels/ tell a merchant to write is taken as it stands there. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function readSecret(reference: unknown): string {
  const { file } = z.object({ file: z.string() }).parse(reference);
  if (file.endsWith('api_v3_key')) return 'k'.repeat(32);
  return file.includes('pub') ? publicKey : privateKey;
}

const configured = z.object({
  channels: z.record(
    z.string(),
    z.object({ accounts: z.object({ default: z.record(z.string(), z.unknown()) }) }),
  ),
});

const guides = ['wechat-live', 'wechat-live.zh-CN', 'alipay-live', 'alipay-live.zh-CN'];

test.each(guides)('the settings of %s open an account', (name) => {
  const text = readFileSync(`docs/channels/${name}.md`, 'utf8');
  const json = /```json\n([\s\S]+?)```/.exec(text)?.[1] ?? '';
  const channel = name.startsWith('wechat') ? wechat : alipay;
  const settings = configured.parse(JSON.parse(json)).channels[channel.name]?.accounts.default;
  expect(channel.open(settings, readSecret)).toBeDefined();
});

test('both languages name the same settings and codes', () => {
  const named = (name: string): string[] => {
    const text = readFileSync(`docs/channels/${name}.md`, 'utf8');
    const table = text.split('\n').filter((line) => line.startsWith('| '));
    return [...new Set([...table.join('\n').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''))];
  };
  for (const channel of ['wechat', 'alipay']) {
    expect(named(`${channel}-live.zh-CN`).toSorted()).toEqual(named(`${channel}-live`).toSorted());
  }
});

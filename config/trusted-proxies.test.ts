import { expect, test } from 'vitest';
import { trustedProxiesSchema } from './trusted-proxies.ts';

test('no proxy is trusted unless it is named', () => {
  expect(trustedProxiesSchema.parse(undefined)).toEqual([]);
  expect(trustedProxiesSchema.parse('')).toEqual([]);
});

test('addresses and networks are named, separated by commas', () => {
  const named = trustedProxiesSchema.parse(' 10.0.0.0/8, 192.0.2.7,fd00::/8 ,::1');
  expect(named).toEqual(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1']);
});

test.each([
  ['loopback', 'neither an address nor a CIDR'],
  ['10.0.0.0/33', 'no length of a network'],
  ['10.0.0.0/', 'no length of a network'],
  ['10.0.0.0/255.0.0.0', 'no length of a network'],
  ['10.0.0.0/8/8', 'neither an address nor a CIDR'],
  ['0.0.0.0/0', 'every caller choose its own address'],
  ['::/0', 'every caller choose its own address'],
])('what names no proxy is refused: %s', (text, why) => {
  const refused = trustedProxiesSchema.safeParse(`10.0.0.1,${text}`);
  expect(refused.error?.issues.map(({ message }) => message)).toEqual([
    expect.stringContaining(why),
  ]);
});

import { describe, expect, test } from 'vitest';
import { addressRules } from './forbidden-address.ts';

const closed = addressRules('none');

describe('an address that is not public is forbidden', () => {
  test.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200'],
    ...['100.127.255.255', '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.0.1'],
    ...['169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.1'],
    ...['192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.19.255.255'],
    ...['198.51.100.1', '203.0.113.255', '224.0.0.1', '239.255.255.255', '240.0.0.1'],
    ...['255.255.255.255'],
  ])('IPv4 %s', (address) => {
    expect(closed.isForbidden(address)).toBe(true);
  });

  test.each([
    ...['::', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:8.8.8.8'],
    ...['::ffff:0:127.0.0.1', '::127.0.0.1', '::8.8.8.8', '64:ff9b::127.0.0.1', '64:ff9b::808:808'],
    ...['64:ff9b:1::1', '100::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:2::1'],
    ...['2001:10::1', '2001:20::1', '2001:db8::1', '2001:0db8:0000::0001', '2002:7f00:1::'],
    ...['2002:808:808::1', '3fff::1', '4000::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fdff::1'],
    ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'ff02::1', 'ff0e::1', '2600::1%eth0'],
  ])('IPv6 %s', (address) => {
    expect(closed.isForbidden(address)).toBe(true);
  });

  test.each([
    '',
    'localhost',
    'example.com',
    '127.1',
    '0177.0.0.1',
    '1.2.3.4.5',
    '[::1]',
    '8.8.8.8 ',
  ])('and what is no address: “%s”', (text) => {
    expect(closed.isForbidden(text)).toBe(true);
    expect(addressRules('loopback').isForbidden(text)).toBe(true);
  });
});

test.each([
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
  ...[
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '223.255.255.255',
  ],
  ...['2001:4860:4860::8888', '2600::1', '2a00:1450:4001::1', '2400:3200::1', '2620:fe::fe'],
])('a public address is one that notices may go to, but not without TLS: %s', (address) => {
  expect(closed.isForbidden(address)).toBe(false);
  expect(closed.isOpened(address)).toBe(false);
});

test('npm start opens this machine alone', () => {
  const rules = addressRules('loopback');
  for (const address of ['127.0.0.1', '127.9.9.9', '::1']) {
    expect([rules.isForbidden(address), rules.isOpened(address)]).toEqual([false, true]);
  }
  for (const address of ['10.0.0.1', '169.254.169.254', '0.0.0.0', '::', 'fe80::1', '::2']) {
    expect([rules.isForbidden(address), rules.isOpened(address)]).toEqual([true, false]);
  }
});

test('a configuration opens networks, and nothing beside them', () => {
  const rules = addressRules(['10.1.0.0/16', '192.168.7.7/32', 'fd12:3456::/32']);
  for (const address of ['10.1.2.3', '192.168.7.7', 'fd12:3456::9']) {
    expect([rules.isForbidden(address), rules.isOpened(address)]).toEqual([false, true]);
  }
  for (const address of ['10.2.0.1', '192.168.7.8', 'fd12:3457::9', '127.0.0.1', '::1']) {
    expect([rules.isForbidden(address), rules.isOpened(address)]).toEqual([true, false]);
  }
});

test.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  'fd00::/129',
  'shop/8',
  '/8',
  '',
])('what is no network opens nothing: “%s”', (entry) => {
  expect(() => addressRules([entry])).toThrow(RangeError);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { callerAddress } from './caller-address.ts';

/** An app that answers with the address it takes its caller to have. */
async function listening(trusted: readonly string[], host = '127.0.0.1'): Promise<string> {
  const app = express().set('trust proxy', [...trusted]);
  app.get('/', (request, response) => {
    response.send(callerAddress(request));
  });
  const server = createServer(app).listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function seen(url: string, forwarded: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'x-forwarded-for': forwarded } });
  return answer.text();
}

test('what anybody says of his own address is not believed', async () => {
  const url = await listening([]);
  expect(await seen(url, '203.0.113.9')).toBe('127.0.0.1');
  const elsewhere = await listening(['10.0.0.0/8']);
  expect(await seen(elsewhere, '203.0.113.9')).toBe('127.0.0.1');
});

test('an address in front of the one that a trusted proxy told is made up', async () => {
  const url = await listening(['127.0.0.0/8']);
  expect(await seen(url, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
});

test('a chain of trusted proxies is followed to the first that is not', async () => {
  const url = await listening(['127.0.0.1', '10.0.0.0/8']);
  expect(await seen(url, '198.51.100.1, 203.0.113.9, 10.1.2.3, 10.9.9.9')).toBe('203.0.113.9');
  expect(await seen(url, '10.1.2.3')).toBe('10.1.2.3');
});

test.each([
  ['garbage', '127.0.0.1'],
  ['', '127.0.0.1'],
  ['203.0.113.9:4711', '127.0.0.1'],
  ['203.0.113.9, <script>', '127.0.0.1'],
  ['203.0.113.9, _hidden, 10.0.0.1', '10.0.0.1'],
  ['203.0.113.999', '127.0.0.1'],
  ['a'.repeat(8_000), '127.0.0.1'],
])('of what is no address the next nearer one counts: %s', async (forwarded, address) => {
  const url = await listening(['127.0.0.1', '10.0.0.0/8']);
  expect(await seen(url, forwarded)).toBe(address);
});

test.each([
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:CB00:7109', '203.0.113.9'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
])('an address has one form: %s', async (forwarded, address) => {
  expect(await seen(await listening(['127.0.0.1']), forwarded)).toBe(address);
});

test('a proxy that connects by IPv4 to a server of both is known by its IPv4 address', async () => {
  const both = await listening(['127.0.0.1'], '::');
  expect(await seen(both, '203.0.113.9')).toBe('203.0.113.9');
  const none = await listening([], '::');
  expect(await seen(none, '203.0.113.9')).toBe('127.0.0.1');
});

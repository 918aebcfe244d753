import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endIfForbidden } from './checked-lookup.ts';
import { endpointOf } from './endpoint.ts';
import { addressRules } from './forbidden-address.ts';
import { listenHttp, listenRaw } from './listening.fixture.ts';
import { NoticeRefused } from './notice-error.ts';
import type { ResolveName } from './resolve-name.ts';
import { createNoticeSender, type NoticeSenderSettings } from './send-notice.ts';

/*
 * Where notices never go (SSRF). A real server stands on the loopback addresses and counts; and every
 * socket of this process is watched, so that a connection to another machine would be seen, too.
 */
// On all addresses, that 127.0.0.2, ::1 and 0.0.0.0 lead here as well.
const trap = await listenHttp((_request, response) => response.end(), { host: '::' });
const connected: Socket[] = [];

const watch = (message: unknown): void => {
  const { socket } = message as { socket: Socket };
  socket.once('connect', () => connected.push(socket));
};

afterAll(() => trap.stop());
beforeEach(() => {
  connected.length = 0;
  subscribe('net.client.socket', watch);
});
afterEach(() => {
  unsubscribe('net.client.socket', watch);
});

async function codeFor(url: string, settings: Partial<NoticeSenderSettings> = {}): Promise<string> {
  const sender = createNoticeSender({ allow: 'none', timeoutMs: 10_000, ...settings });
  const { signal } = new AbortController();
  const answer = await sender.send({ url, headers: {}, body: '{}', signal });
  sender.close();
  return answer.kind === 'answered' ? `answered ${answer.status}` : answer.error.code;
}

function expectNobodyCame(): void {
  expect([trap.connections(), connected.length]).toEqual([0, 0]);
}

const addresses = [
  ...['127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '0177.0.0.1', '0x7f.0.0.1', '0x7f.1'],
  ...['2130706433', '0x7f000001', '017700000001', '127.0.0.1.', '１２７.０.０.１', '127。0。0。1'],
  ...['0.0.0.0', '0', '10.0.0.1', '012.0.0.1', '100.64.0.1', '100.100.100.200', '168.63.129.16'],
  ...['169.254.169.254', '169.254.170.2', '0xA9FEA9FE', '2852039166', '169.254.43518'],
  ...['0251.0376.0251.0376', '172.16.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1'],
  ...['192.168.0.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[::ffff:169.254.169.254]', '[::ffff:8.8.8.8]', '[::127.0.0.1]'],
  ...[
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::7f00:1]',
  ],
  ...['[2001::1]', '[2001:db8::1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::]', '[3fff::1]'],
  ...['[100::1]', '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[ff02::1]'],
];

describe('a notice never goes to a private, local or reserved address', () => {
  test.each(addresses)('written as an address: %s', async (host) => {
    expect(await codeFor(`https://${host}:${trap.port}/hook`)).toBe('address_forbidden');
    expect(await codeFor(`http://${host}:${trap.port}/hook`)).toBe('address_forbidden');
    expectNobodyCame();
  });

  test.each(['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', 'ｌocalhost'])(
    'by a name of this machine, whatever DNS says: %s',
    async (host) => {
      expect(await codeFor(`https://${host}:${trap.port}/hook`)).toBe('address_forbidden');
      expectNobodyCame();
    },
  );

  test.each<[string, readonly string[]]>([
    ['loopback.example', ['127.0.0.1']],
    ['loopback.example.', ['127.0.0.1']],
    ['ipv6.example', ['::1']],
    ['any.example', ['0.0.0.0', '::']],
    ['metadata.google.internal', ['169.254.169.254']],
    ['mapped.example', ['::ffff:127.0.0.1', '::ffff:7f00:1']],
    ['private.example', ['10.0.0.1', '172.16.0.1', '192.168.0.1', 'fc00::1']],
    ['zone.example', ['fe80::1%lo']],
    ['nat64.example', ['64:ff9b::127.0.0.1']],
    ['no-address.example', ['127.1', 'localhost', '']],
  ])('by a name that DNS leads there: %s', async (host, found) => {
    const lookup: ResolveName = () => Promise.resolve(found);
    expect(await codeFor(`https://${host}:${trap.port}/`, { lookup })).toBe('address_forbidden');
    expect(await codeFor(`http://${host}:${trap.port}/`, { lookup })).toBe('address_forbidden');
    expectNobodyCame();
  });
});

test('a name is looked up once a try, and that answer is what is connected to (rebinding)', async () => {
  const received: string[] = [];
  const good = await listenHttp((request, response) => {
    received.push(`${request.headers.host}`);
    response.end();
  });
  const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.2']];
  const lookup: ResolveName = () => Promise.resolve(answers.shift() ?? []);
  const settings = { allow: ['127.0.0.1/32'], lookup };
  const url = `http://rebind.example:${good.port}/`;
  expect(await codeFor(url, settings)).toBe('answered 200');
  expect(answers).toHaveLength(2);
  expect(await codeFor(url, settings)).toBe('address_forbidden');
  expect([good.connections(), received]).toEqual([1, [`rebind.example:${good.port}`]]);
  good.stop();
});

test('of a name with several addresses those that are allowed are used, and no other', async () => {
  const good = await listenHttp((_request, response) => response.end());
  const found = ['10.0.0.1', '169.254.169.254', '127.0.0.2', '127.0.0.1', '::1'];
  const lookup: ResolveName = () => Promise.resolve(found);
  const url = `http://several.example:${good.port}/`;
  expect(await codeFor(url, { allow: ['127.0.0.1/32'], lookup })).toBe('answered 200');
  expect([good.connections(), connected.length]).toEqual([1, 1]);
  good.stop();
});

test('a connection that leads elsewhere than was checked ends before its first byte', async () => {
  const bytes: Buffer[] = [];
  const server = await listenRaw((socket) => {
    socket.once('data', (some) => {
      bytes.push(some);
      socket.destroy();
    });
  });
  const socket = connect({ host: '127.0.0.1', port: server.port });
  socket.write('POST / HTTP/1.1\r\n\r\n');
  const errors: Error[] = [];
  socket.once('error', (error) => errors.push(error));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  endIfForbidden(socket, endpointOf('https://public.example/'), addressRules('none'));
  await ended;
  expect(errors[0]).toBeInstanceOf(NoticeRefused);
  await server.allGone();
  expect(Buffer.concat(bytes).toString()).toBe('');
  server.stop();
});

test('a redirect to a private address is an answer, and is not followed', async () => {
  const location = `http://127.0.0.2:${trap.port}/latest/meta-data/`;
  for (const status of [301, 302, 303, 307, 308]) {
    const moved = await listenHttp((_request, response) => {
      response.writeHead(status, { location }).end();
    });
    const url = `http://127.0.0.1:${moved.port}/`;
    expect(await codeFor(url, { allow: ['127.0.0.1/32'] })).toBe(`answered ${status}`);
    moved.stop();
  }
  expect(trap.connections()).toBe(0);
});

test('what goes without TLS goes only where the configuration opens the address', async () => {
  const lookup: ResolveName = () => Promise.resolve(['93.184.216.34', '2600::1']);
  expect(await codeFor('http://93.184.216.34/')).toBe('https_required');
  expect(await codeFor('http://public.example/', { lookup })).toBe('https_required');
  expect(await codeFor('http://public.example/', { lookup, allow: 'loopback' })).toBe(
    'https_required',
  );
  expectNobodyCame();
});

test.each([
  ...['', 'shop.example/hook', '/hook', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'gopher://x/'],
  ...['javascript:alert(1)', 'data:,x', 'unix:/var/run/docker.sock', 'http://', 'http://[::1/'],
  ...['https://user:pass@shop.example/', 'https://user@shop.example/', 'http://:pass@127.0.0.1/'],
  ...['http://[fe80::1%25lo]/', 'http://[::ffff:127.0.0.1%25lo]/', 'https://1.2.3.4.5/'],
  ...['https://256.1.1.1/', 'https://a b/', 'https://shop.example:99999/'],
])('an address that is none of ours goes nowhere: “%s”', async (url) => {
  expect(await codeFor(url, { allow: 'loopback' })).toBe('bad_address');
  expectNobodyCame();
});

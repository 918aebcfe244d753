import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../../cli/paidonce/run.ts';
import { stories } from '../../cli/paidonce/trigger/story.ts';
import { verifyNotice } from '../../client/verify-notice.ts';
import { projectFolder } from '../../dev/own-process.ts';
import type { Json } from '../kit/shop.ts';
import { type SharedPaidOnce, sharePaidOnce } from './shared-paidonce.ts';

/** The command line against a real installation. */
let paidonce: SharedPaidOnce;
let env: Readonly<Record<string, string>>;
let asOps: Readonly<Record<string, string>>;

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  const { addresses } = paidonce;
  env = {
    PAIDONCE_URL: addresses.api,
    PAIDONCE_KEY: addresses.api_key,
    PAIDONCE_SANDBOX_URL: addresses.sandbox,
  };
  asOps = { ...env, PAIDONCE_KEY: addresses.ops_key };
});
afterAll(() => paidonce.stop());

type Ended = Readonly<{ code: number; out: string; err: string; json: () => Json }>;

async function run(line: string, more: Readonly<Record<string, string>> = env): Promise<Ended> {
  const printed = { out: '', err: '' };
  const code = await runCommand(line.split(' '), {
    env: more,
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    readInput: () => Promise.resolve(''),
    signal: new AbortController().signal,
  });
  return { code, ...printed, json: () => JSON.parse(printed.out) };
}

type Take = (headers: IncomingHttpHeaders, body: Buffer) => void;

/** A shop's receiver; what `take` throws is not accepted. */
async function receive(take: Take): Promise<Readonly<{ port: number; close: () => void }>> {
  const receiver = createServer((request, response) => {
    buffer(request)
      .then((body) => take(request.headers, body))
      .then(
        () => response.writeHead(204).end(),
        () => response.writeHead(400).end(),
      );
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const bound = receiver.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return { port, close: () => receiver.close() };
}

const create = (id: string): string =>
  `orders create ${id} --amount 1999 --currency CNY --description Tickets --expires-in 900 --json`;

test('a shop makes an order, opens a payment, reads, lists and closes it', async () => {
  const made = await run(`${create('cli-1')} --metadata cart=77`);
  expect([made.code, made.json().metadata]).toEqual([0, { cart: '77' }]);
  const paid = await run('orders pay cli-1 --channel wechat --method qr');
  expect([paid.code, paid.out]).toEqual([0, expect.stringContaining('weixin://')]);
  const read = await run('orders get cli-1');
  expect(read.out).toContain('CNY 19.99');
  expect((await run('orders list --status open')).out).toMatch(/^cli-1 +open +CNY 19\.99/m);
  expect((await run('orders close cli-1 --json')).json().status).toMatch(/^clos/);
});

test('a refusal is 1, with its code on standard error; nothing on standard output', async () => {
  const unknown = await run('orders get never-made --json');
  expect([unknown.code, unknown.out]).toEqual([1, '']);
  expect(unknown.err).toContain('order_not_found');
  const wrong = await run('orders list', { ...env, PAIDONCE_KEY: 'pk_wrong' });
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('unauthenticated')]);
  await run(create('cli-2'));
  const early = await run('refunds create cli-2 --id R-1 --amount 1');
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('order_not_paid')]);
});

describe('trigger plays each story by API and sandbox alone', () => {
  test.concurrent.each(Object.keys(stories))('%s', async (name) => {
    const ended = await run(`trigger ${name} --json`);
    expect([ended.code, ended.err]).toEqual([0, expect.stringContaining('the shopper pays')]);
    expect(stories[name as keyof typeof stories].isOver(ended.json())).toBe(true);
  });
});

test('events are listed, and forwarded so that a receiver can verify them', async () => {
  const ended = await run('trigger paid --json');
  const order = String(ended.json().id);
  const listed = await run(`events list --order ${order}`);
  expect(listed.out).toContain('order.paid');
  const secret = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
  const told: string[] = [];
  const { port, close } = await receive((headers, body) => {
    told.push(verifyNotice(headers, body, secret).type);
  });
  const to = `http://127.0.0.1:${port}/hooks`;
  const heard = await run(
    `listen --forward-to ${to} --secret ${secret} --after 0 --count 1 --json`,
  );
  close();
  expect([heard.code, told]).toEqual([0, [heard.json().type]]);
  expect(heard.err).toContain('accepted: 204');
});

test('a shopper asks where the money is: the refund says so', async () => {
  const order = String((await run('trigger paid --json')).json().id);
  const asked = await run(`refunds create ${order} --id R-1 --amount 500 --json`);
  const one = await run(`refunds get ${asked.json().number}`);
  expect([one.code, one.out]).toEqual([0, expect.stringContaining('CNY 5.00')]);
  expect((await run(`refunds list --order ${order}`)).out).toContain(asked.json().number);
});

test('a notice is verified by a new secret, its tries are listed, and it is sent again', async () => {
  const told: string[] = [];
  const { port, close } = await receive((headers, body) => {
    told.push(verifyNotice(headers, body, secret).id);
  });
  const merchant = paidonce.addresses.merchant;
  const made = await run(`merchants notice-secret ${merchant} --overlap 0 --json`, asOps);
  const secret = String(made.json().secret);
  const order = `cli-${randomUUID()}`;
  await run(`${create(order)} --notify-url http://127.0.0.1:${port}/hooks`);
  await run(`orders close ${order}`);
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 30_000 });
  const [event = ''] = told;
  const again = await run(`events resend ${event} --wait 60 --json`);
  expect([again.code, again.json(), told]).toEqual([0, { events: 1 }, [event, event]]);
  expect(again.err).toContain('1 of 1 accepted');
  const tries = await run(`deliveries list --order ${order} --json`);
  expect(tries.json().data).toMatchObject([
    { event, status: 'accepted', resend: true },
    { event, status: 'accepted', resend: false },
  ]);
  close();
});

test('an operator makes a merchant and a key, reads a timeline, attention and the audit', async () => {
  const id = `cli-${Date.now()}`;
  expect((await run(`merchants create ${id} --name Shop --json`, asOps)).json().id).toBe(id);
  expect((await run(`merchants update ${id} --name Store`, asOps)).out).toContain('Store');
  const key = (await run(`keys create ${id} --label till --json`, asOps)).json();
  const theirs = { ...env, PAIDONCE_KEY: String(key.key) };
  expect((await run(create('cli-3'), theirs)).code).toBe(0);
  const story = await run(`orders timeline cli-3 --merchant ${id}`, asOps);
  expect(story.out).toContain('the merchant: Made the order: ');
  expect(story.out).toContain('Due next, at the latest:');
  expect((await run(`keys list ${id}`, asOps)).out).toContain('till');
  expect((await run(`keys revoke ${id} ${key.id}`, asOps)).code).toBe(0);
  expect((await run('audit --limit 100', asOps)).out).toContain('key_revoked');
  expect((await run('attention list', asOps)).code).toBe(0);
  expect((await run('merchants list', env)).code).toBe(1);
});

test('the doctor finds an installation well', async () => {
  const { addresses, dataFolder } = paidonce;
  const ended = await run('doctor --json', {
    ...asOps,
    DATABASE_URL: addresses.database,
    TEMPORAL_ADDRESS: addresses.temporal,
    PAIDONCE_CONFIG: join(dataFolder, 'config.json'),
    PAIDONCE_PLAIN_HTTP: 'allowed',
  });
  const bad = ended.json().findings.filter((one: { level: string }) => one.level !== 'well');
  expect([ended.code, bad.filter((one: { what: string }) => !one.what.startsWith('disk'))]).toEqual(
    [0, []],
  );
  const checked = ended.json().findings.map((one: { what: string }) => one.what);
  for (const what of [
    'migrations',
    'database role',
    'search attributes',
    'worker',
    'notices',
    'public address',
  ]) {
    expect(checked).toContain(what);
  }
});

test('`npm run paidonce` is this command, and hands its exit code on', async () => {
  const args = ['run', '-s', 'paidonce', '--', 'orders', 'get', 'never-made'];
  const run = promisify(execFile)('npm', args, {
    cwd: projectFolder,
    env: { ...process.env, ...env },
  });
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('order_not_found'),
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packClient } from '../../dev/pack-client.ts';
import { mistakesByFile, programFile, type Programs } from './compile-mistakes.ts';

/**
 * The client as a shop gets it: packed, installed from its tarball into an empty folder, imported by
 * plain Node and compiled against, without anything else of this repository.
 */
const run = promisify(execFile);
/** A compiler and npm twice, beside whatever else the machine does. */
const packingBoundMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'paidonce-shop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const tarball = await packClient(join(folder, 'packed'));
  writeFileSync(join(folder, 'package.json'), '{"name":"shop","private":true,"type":"module"}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  await run('npm', install, { cwd: folder });
}, packingBoundMs);

describe('the packed client', () => {
  test('brings no dependency, and nothing but its code, types and pages', async () => {
    const list = ['ls', '--all', '--parseable'];
    const { stdout } = await run('npm', list, { cwd: folder });
    expect(stdout.trim().split('\n')).toHaveLength(2);
    const installed = join(folder, 'node_modules/@paidonce/client/package.json');
    const told: unknown = JSON.parse(readFileSync(installed, 'utf8'));
    expect(told).not.toHaveProperty('dependencies');
    expect(told).toMatchObject({ name: '@paidonce/client', type: 'module' });
  });

  test('is imported by plain Node, and verifies and refuses notices there', async () => {
    const program = `
      import { createHmac } from 'node:crypto';
      import * as all from '@paidonce/client';
      const { createClient, isProblem, NoticeError, verifyNotice } = all;
      const secret = Buffer.alloc(32, 7).toString('base64');
      const body = '{"id":"evt_1","type":"order.paid"}';
      const time = String(Math.floor(Date.now() / 1000));
      const mac = createHmac('sha256', Buffer.from(secret, 'base64'));
      const signature = mac.update('evt_1.' + time + '.' + body).digest('base64');
      const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': time, 'webhook-signature': 'v1,' + signature };
      const event = verifyNotice(headers, body, 'whsec_' + secret);
      let refused = '';
      try { verifyNotice(headers, body + ' ', 'whsec_' + secret); } catch (error) { refused = error instanceof NoticeError ? error.code : String(error); }
      const client = createClient({ url: 'http://127.0.0.1:9', key: 'pk_1' });
      console.log(JSON.stringify([event.id, refused, isProblem(null), Object.keys(client.orders).length > 5, Object.keys(all).sort()]));
    `;
    writeFileSync(join(folder, 'receiver.js'), program);
    const { stdout } = await run(process.execPath, ['receiver.js'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual([
      'evt_1',
      'forged',
      false,
      true,
      [
        'NoticeError',
        'OutcomeUnknownError',
        'PaidOnceError',
        'ProblemError',
        'UnexpectedAnswerError',
        'UnreachableError',
        'createClient',
        'isProblem',
        'verifyNotice',
      ],
    ]);
  });
});

const use = `
import { createClient, isProblem, NoticeError, OutcomeUnknownError, type ProblemCode, verifyNotice } from '@paidonce/client';
import type { Event, Order, OrderRequest } from '@paidonce/client';
const paidonce = createClient({ url: 'https://pay.example', key: 'pk_1' });
declare const error: unknown;
declare const order: Order;
`;

/** A shop's program; the others are wrong in one way each. */
const programs: Programs = {
  right: `
export async function shop(signal: AbortSignal): Promise<string | undefined> {
  const request: OrderRequest = { id: 'A-1', amount: { currency: 'CNY', value: 1999 }, description: 'x', expires_in: 900 };
  const made = await paidonce.orders.create(request, { idempotencyKey: 'A-1', signal });
  const attempt = await paidonce.orders.pay(made.id, { channel: 'wechat', method: 'qr' });
  for await (const one of paidonce.orders.list({ status: 'paid' }, { signal })) console.log(one.id);
  for await (const page of paidonce.refunds.list().pages()) console.log(page.data.length);
  for await (const { event, cursor } of paidonce.events.follow({ after: '7', signal })) console.log(event.type, cursor);
  const paid = await paidonce.orders.until(made.id, (one) => one.status === 'paid', { signal });
  if (isProblem(error, 'order_closed')) { const code: 'order_closed' = error.code; console.log(code); }
  if (error instanceof OutcomeUnknownError) return error.idempotencyKey ?? undefined;
  if (error instanceof NoticeError && error.code === 'stale') return error.message;
  const event: Event = verifyNotice({ 'webhook-id': 'evt_1' }, new Uint8Array(), ['whsec_eA==']);
  return attempt.action?.type === 'qr' ? attempt.action.content : \`\${paid.version} \${event.id}\`;
}`,
  'a code that is not told': `export const isSo = isProblem(error, 'no_money');`,
  'a code compared that is not told': `export const code: ProblemCode = 'no_money';`,
  'an amount in words': `export const made = paidonce.orders.create({ id: 'A', description: 'x', amount: { currency: 'CNY', value: '19.99' } });`,
  'an order without an amount': `export const made = paidonce.orders.create({ id: 'A', description: 'x' });`,
  'a payment with a field too many': `export const paid = paidonce.orders.pay('A', { channel: 'wechat', method: 'qr', amount: 1 });`,
  'a standing that is not told': `export const isSo = order.status === 'lost';`,
  'a list of a standing that is not told': `export const some = paidonce.orders.list({ status: 'lost' });`,
  'a client without a key': `export const other = createClient({ url: 'https://pay.example' });`,
  'a notice without secrets': `export const event = verifyNotice({}, '');`,
  'a call that is not told': `export const gone = paidonce.orders.delete('A');`,
};

const fileOf = (name: string): string => programFile(folder, name);

describe('the types of the packed client', () => {
  let mistakes: ReadonlyMap<string, string>;
  beforeAll(() => {
    // With the types of a browser: a shop may have either.
    mistakes = mistakesByFile(folder, programs, use, {
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    });
  }, packingBoundMs);

  test('a shop’s program compiles with them, and they with nothing but the platform’s', () => {
    const wrong = Object.keys(programs).filter((name) => name !== 'right');
    const told = [...mistakes].filter(([file]) => !wrong.map(fileOf).includes(file));
    expect(told).toEqual([]);
  });

  test.each(Object.keys(programs).filter((name) => name !== 'right'))(
    'no program compiles that has %s',
    (name) => {
      expect(mistakes.get(fileOf(name))).toBeDefined();
    },
  );
});

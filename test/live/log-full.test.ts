import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secondApi } from '../kit/second-process.ts';
import { Shop } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/**
 * A log that can't be written costs its lines and nothing else: an API of the real program goes on
 * answering, whatever became of its standard error.
 */
const timeScale = 0.1;
const callbacks = 200;

let paidonce: SharedPaidOnce;
let folder: string;

beforeAll(async () => {
  paidonce = await sharePaidOnce(timeScale);
  folder = mkdtempSync(join(tmpdir(), 'paidonce-log-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await paidonce.stop();
});

/** Both ends of a pipe: one that waits for no one, and one for a process to write to. */
function openPipe(name: string): Readonly<{ ours: number; theirs: number }> {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const ours = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return { ours, theirs: openSync(path, 'w') };
}

/** Does something until the pipe is full, or empty. */
function untilStuck(step: () => number): void {
  try {
    while (step() > 0);
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' });
  }
}

function allIn(pipe: number): string {
  const parts: Buffer[] = [];
  untilStuck(() => {
    const part = Buffer.alloc(4_096);
    const length = readSync(pipe, part);
    parts.push(part.subarray(0, length));
    return length;
  });
  return Buffer.concat(parts).toString();
}

/** Sends forged callbacks, each a reason to log, and makes an order. @throws if one is not answered */
async function harass(api: string): Promise<void> {
  const shop = new Shop({ ...paidonce.addresses, api });
  // A key that this process knows is not counted with the strangers of its address.
  await shop.order();
  for (let sent = 0; sent < callbacks; sent += 1) {
    const forged = await fetch(`${api}/callbacks/alipay/default`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'notify_id=N&sign_type=RSA2&sign=eA==&out_trade_no=A1B2C3D4&trade_no=1',
      signal: AbortSignal.timeout(10_000),
    });
    // Refused, or soon refused unread: strangers of one address are limited.
    expect([401, 429]).toContain(forged.status);
  }
  const order = await shop.get(await shop.order());
  expect(order.status).toBe('open');
}

test('a log on a full disk: the API goes on answering, and ends when it is asked to', async () => {
  const full = openSync('/dev/full', 'w');
  const { process: api, url } = await secondApi(paidonce, timeScale, { stderr: full });
  await harass(url);
  expect(api.hasEnded()).toBe(false);
  await api.stop();
  closeSync(full);
});

test('a log that nobody reads any more: the API goes on answering', async () => {
  const { ours, theirs } = openPipe('closed');
  const { process: api, url } = await secondApi(paidonce, timeScale, { stderr: theirs });
  closeSync(theirs);
  closeSync(ours);
  await harass(url);
  expect(api.hasEnded()).toBe(false);
  await api.stop();
});

test('a log whose reader is too slow: the API goes on answering, and strangers get few lines of it', async () => {
  const { ours, theirs } = openPipe('slow');
  untilStuck(() => writeSync(ours, '\n'.repeat(4_096)));
  untilStuck(() => writeSync(ours, '\n'));
  const { process: api, url } = await secondApi(paidonce, timeScale, { stderr: theirs });
  await harass(url);
  allIn(ours);
  await api.stop();
  const lines = allIn(ours)
    .split('\n')
    .filter((line) => line !== '');
  const told = lines.map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
  expect(told, 'what waited is written in the end').toContain('the API listens');
  expect(told.at(-1)).toBe('stopped');
  const forged = told.filter((one) => one.startsWith('a callback was not verified'));
  expect(forged.length, `of ${callbacks}`).toBeGreaterThan(0);
  expect(forged.length, `of ${callbacks}`).toBeLessThan(30);
  closeSync(ours);
  closeSync(theirs);
});

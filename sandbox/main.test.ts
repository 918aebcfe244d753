import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Decorator } from 'wechatpay-axios-plugin';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readCredentials } from '../test/sandbox/plugin-shop.ts';

type Child = Readonly<{ url: string; process: ChildProcess }>;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(dataDir: string, timeScale = '1'): Promise<Child> {
  const env = { ...process.env, SANDBOX_DATA: dataDir, SANDBOX_TIME_SCALE: timeScale };
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
    env: { ...env, SANDBOX_PORT: '', SANDBOX_ACCOUNTS: 'default,second' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = z.tuple([z.string()]).parse(await once(lines, 'line'));
  const { listening } = z.object({ listening: z.string() }).parse(JSON.parse(line));
  return { url: listening, process: child };
}

async function kill(child: Child, signal: NodeJS.Signals): Promise<unknown> {
  child.process.kill(signal);
  const [code] = z.tuple([z.unknown(), z.unknown()]).parse(await once(child.process, 'exit'));
  return code;
}

async function control(child: Child, path: string, body?: object): Promise<unknown> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const options = body === undefined ? {} : { ...init, body: JSON.stringify(body) };
  const response = await fetch(`${child.url}/_sandbox/${path}`, options);
  return response.json();
}

function clientOf(child: Child, dataDir: string) {
  const issued = readCredentials(dataDir);
  const settings = {
    mchid: issued.mchid,
    serial: issued.serial_no,
    privateKey: issued.private_key_pem,
    certs: issued.platform_keys,
    baseURL: `${child.url}/wechat/`,
  };
  return Decorator.jsonBased(settings);
}

function nativeBody(dataDir: string, number: string, notifyUrl: string): object {
  const { appid, mchid } = readCredentials(dataDir);
  return {
    appid,
    mchid,
    description: 'Two tickets',
    out_trade_no: number,
    attach: `shop/${number}`,
    notify_url: notifyUrl,
    amount: { total: 1999, currency: 'CNY' },
  };
}

test('after kill -9 the money book, trades, faults, credentials and open callbacks are there', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = z.object({ port: z.number() }).parse(listener.address());
  const notifyUrl = `http://127.0.0.1:${port}/callbacks`;

  const first = await start(dataDir, '0.05');
  const before = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
  expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
  await clientOf(first, dataDir).post(
    'v3/pay/transactions/native',
    nativeBody(dataDir, 'KILL0001', notifyUrl),
  );
  await control(first, 'faults', { channel: 'wechat', operation: 'query', kind: 'rate_limited' });
  const refusedOnce = once(listener, 'request');
  listener.once('request', (_request, response) => response.writeHead(500).end());
  await control(first, 'pay', { channel: 'wechat', number: 'KILL0001' });
  await refusedOnce;
  const money = await control(first, 'money');
  await kill(first, 'SIGKILL');
  appendFileSync(join(dataDir, 'journal.jsonl'), '[{"area":"money","kind":"charg');

  const toldAgain = once(listener, 'request');
  listener.once('request', (_request, response) => response.writeHead(204).end());
  const second = await start(dataDir, '0.05');
  expect(await control(second, 'money')).toEqual(money);
  expect(money).toMatchObject({ captured: 1999, payments: [{ charges: 1 }] });
  expect(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).toBe(before);
  expect(await control(second, 'faults')).toMatchObject({ faults: [{ kind: 'rate_limited' }] });
  await toldAgain;
  const client = clientOf(second, dataDir);
  const path = `v3/pay/transactions/out-trade-no/KILL0001`;
  const params = { mchid: readCredentials(dataDir).mchid };
  await expect(client.get(path, { params })).rejects.toMatchObject({ response: { status: 429 } });
  expect((await client.get(path, { params })).data).toMatchObject({ trade_state: 'SUCCESS' });
  expect(await kill(second, 'SIGTERM')).toBe(0);
  listener.closeAllConnections();
  listener.close();
});

import { Connection } from '@temporalio/client';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everySearchAttribute } from '../../workflows/messages/search-attributes.ts';
import { z } from 'zod';
import { openDataFolder } from '../../dev/data-folder.ts';
import { writeSandboxConfiguration } from '../../dev/sandbox-configuration.ts';
import { openDatabase } from '../../ledger/database/database.ts';
import { tooMuchPower } from '../../ledger/database/role-powers.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import type { Addresses } from '../kit/addresses.ts';
import { startPostgres, type TestPostgres } from '../kit/postgres.ts';
import { Shop, Street } from '../kit/shop.ts';
import { buildForProduction } from './build.ts';
import { type ComposeFile, readCompose } from './compose-file.ts';
import { freePort, startEngine, type TestEngine } from './engine.ts';
import { Service } from './service.ts';

/**
 * The commands of docker-compose.yml, run on what `npm run build` builds and on production's
 * packages alone. Only addresses and paths differ from the containers'.
 */
const data = openDataFolder(mkdtempSync(join(tmpdir(), 'paidonce-production-')));
const compose = readCompose({ PAIDONCE_FOLDER: data.path });
const running: Service[] = [];
/** On a server that other files share, where roles are everybody's. */
const role = `paidonce_app_${randomUUID().replaceAll('-', '')}`;

describe('the services of docker-compose.yml', () => {
  let folder: string;
  let postgres: TestPostgres;
  let engine: TestEngine;
  let sandbox: Sandbox;
  let apiPort: number;

  /** A container's settings, its addresses and paths replaced by this machine's. */
  function settings(
    name: string,
    service: ComposeFile['services'][string],
  ): Record<string, string> {
    const { host, pathname } = new URL(postgres.url);
    const here: Record<string, string> = {
      'postgresql://paidonce@postgres:5432/paidonce': `postgresql://paidonce@${host}${pathname}`,
      'postgresql://paidonce_app@postgres:5432/paidonce': `postgresql://${role}@${host}${pathname}`,
      '/run/secrets/ledger_password': data.at('ledger_password'),
      '/run/secrets/app_password': data.at('app_password'),
      'temporal:7233': engine.address,
      '/etc/paidonce/config.json': data.at('config.json'),
      '/tmp/paidonce-heartbeat': data.at(`${name}.heartbeat`),
      '0.0.0.0': '127.0.0.1',
      '8080': String(apiPort),
    };
    return Object.fromEntries(
      Object.entries(service.environment).map(([key, value]) => [key, here[value] ?? value]),
    );
  }

  function start(name: string, more: Readonly<Record<string, string>> = {}): Service {
    const described = compose.services[name];
    if (described === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
    const service = new Service(described, folder, { ...settings(name, described), ...more });
    running.push(service);
    return service;
  }

  function isPaid(order: unknown): boolean {
    return z.object({ status: z.literal('paid') }).safeParse(order).success;
  }

  /** As the first operator would: a key by the command, then a merchant and its key by the API. */
  async function merchantKey(addresses: Addresses): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: postgres.url };
    const command = ['build/cli/create-ops-key.js', 'the first operator'];
    const { stdout } = await promisify(execFile)('node', command, { cwd: folder, env });
    const operator = new Shop(addresses, stdout.trim());
    const made = await operator.call('POST', '/v1/merchants', { id: 'shop', name: 'Shop' });
    expect(made.status).toBe(201);
    const key = await operator.call('POST', '/v1/merchants/shop/keys', { role: 'merchant' });
    return z.object({ key: z.string() }).parse(key.body).key;
  }

  beforeAll(async () => {
    [folder, postgres, engine, sandbox, apiPort] = await Promise.all([
      buildForProduction(),
      startPostgres(),
      startEngine(),
      createSandbox({ dataDir: data.at('sandbox'), channels: ['wechat'] }),
      freePort(),
    ]);
    writeFileSync(data.at('app_password'), `${randomUUID()}\n`);
    writeFileSync(data.at('ledger_password'), `${new URL(postgres.url).password}\n`);
    const publicUrl = `http://127.0.0.1:${apiPort}`;
    writeSandboxConfiguration(data, { publicUrl, sandbox: sandbox.url });
  });
  afterAll(async () => {
    for (const service of running) service.kill();
    await Promise.all([sandbox.close(), engine.stop(), postgres.stop()]);
    data.release();
    rmSync(data.path, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  describe('migrate', () => {
    test('brings ledger and engine up to date and ends with 0; the second time nothing is left to do', async () => {
      const first = start('migrate');
      const migrations = readdirSync('ledger/migrations').sort();
      expect(JSON.parse(await first.line())).toEqual({ migrated: migrations });
      expect(await first.ended()).toMatchObject({ code: 0 });
      const second = start('migrate');
      expect(JSON.parse(await second.line())).toEqual({ migrated: [] });
      expect(await second.ended()).toMatchObject({ code: 0 });
      const connection = await Connection.connect({ address: engine.address });
      const attributes = await connection.operatorService.listSearchAttributes({
        namespace: 'default',
      });
      await connection.close();
      expect(Object.keys(attributes.customAttributes)).toEqual(
        expect.arrayContaining(everySearchAttribute.map(({ name }) => name)),
      );
    });

    test('an address that is none is told, and nothing is touched', async () => {
      const wrong = await start('migrate', { DATABASE_URL: 'mysql://nowhere' }).ended();
      expect(wrong.code).toBe(1);
      expect(wrong.said).toContain('Nothing was touched');
    });
  });

  describe('api and worker', () => {
    let api: Service;
    let worker: Service;
    beforeAll(async () => {
      api = start('api');
      worker = start('worker');
      await Promise.all([api.line(), worker.line()]);
    });

    test('their health checks answer healthy', async () => {
      expect(await api.health()).toEqual({ code: 0, said: 'healthy\n' });
      expect(await worker.health()).toEqual({ code: 0, said: 'healthy\n' });
    });

    test('they run by a role that can do what they need and no more', async () => {
      const url = new URL(postgres.url);
      [url.username, url.password] = [role, readFileSync(data.at('app_password'), 'utf8').trim()];
      const db = openDatabase(url.href, { max: 1 });
      expect(await tooMuchPower(db)).toBeNull();
      await db.close();
    });

    test('what was built brings the guides, the pages of the problems, and the files of the reference', async () => {
      const paths = ['', '/reference', '/guides/operating', '/problems/order_already_paid'];
      const assets = ['/assets/docs.css', '/assets/swagger-ui-bundle.js'];
      for (const path of [...paths, ...assets]) {
        const got = await fetch(`http://127.0.0.1:${apiPort}/docs${path}`);
        expect(got.status, path).toBe(200);
        await got.arrayBuffer();
      }
    });

    test('an order is paid, by the workflow bundle that was built', async () => {
      const addresses = {
        api: `http://127.0.0.1:${apiPort}`,
        sandbox: sandbox.url,
        temporal: engine.address,
        database: postgres.url,
        api_key: '',
        ops_key: '',
        other_api_key: '',
      };
      const shop = new Shop(addresses, await merchantKey(addresses));
      const id = await shop.order();
      const attempt = await shop.pay(id);
      expect(attempt.status).toBe(201);
      const { id: number } = z.object({ id: z.string() }).parse(attempt.body);
      await new Street(addresses).pay(number);
      const order: unknown = await shop.until(id, (one) => isPaid(one));
      expect(order).toMatchObject({ winner: number });
    });

    test('a worker that hangs is ended by its health check, so that its container is started again', async () => {
      const file = data.at('hanging.heartbeat');
      const hanging = start('worker', { PAIDONCE_HEARTBEAT_FILE: file });
      await hanging.line();
      // Its heart beats from when all its workers poll.
      await expect.poll(async () => (await hanging.health()).code, { timeout: 30_000 }).toBe(0);
      hanging.stop();
      const longAgo = new Date(Date.now() - 61_000);
      utimesSync(file, longAgo, longAgo);
      const told = await hanging.health();
      expect(told).toMatchObject({ code: 1 });
      expect(told.said).toMatch(/gave no sign of life for 6\d s and was killed/);
      expect(await hanging.ended()).toMatchObject({ code: null });
    });

    test('a clock that jumped ends nobody: its heart beats while the check looks again', async () => {
      const longAgo = new Date(Date.now() - 3_600_000);
      utimesSync(data.at('api.heartbeat'), longAgo, longAgo);
      expect(await api.health()).toEqual({ code: 0, said: 'healthy\n' });
    });

    test('SIGTERM ends both cleanly, and their health checks no longer answer healthy', async () => {
      const [ended, other] = await Promise.all([api.terminate(), worker.terminate()]);
      expect(ended, ended.said).toMatchObject({ code: 0 });
      expect(other, other.said).toMatchObject({ code: 0 });
      expect((await api.health()).code).toBe(1);
      const longAgo = new Date(Date.now() - 30_000);
      utimesSync(data.at('worker.heartbeat'), longAgo, longAgo);
      const stale = await worker.health();
      expect(stale.code).toBe(1);
      expect(stale.said).toMatch(/the last heartbeat is \d+ s old/);
    });
  });
});

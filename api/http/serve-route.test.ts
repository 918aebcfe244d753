import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { limitedLog } from '../../config/log/limited-log.ts';
import type { RouteDeps } from '../api-deps.ts';
import type { Access } from '../auth/access.ts';
import { giveRequestId } from './request-id.ts';
import { keyedRoute } from './route.ts';
import { serveRoute } from './serve-route.ts';

const ticket = z.strictObject({ seats: z.int() });

const ada: Access = { keyId: 'key_1', role: 'ops', merchant: null, name: 'Ada' };

/** Serves one answer to everybody. @returns its address, and the lines that are logged */
async function serve(seats: number): Promise<Readonly<{ url: string; lines: string[] }>> {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const database = { room: () => Promise.resolve() };
  const gate = {
    pass: () => Promise.resolve(),
    isWithin: () => Promise.resolve(true),
    giveBack: () => undefined,
  };
  const { signal: stopping } = new AbortController();
  const rareLog = limitedLog(log);
  const deps = { log, rareLog, database, gate, stopping } as unknown as RouteDeps;
  const route = keyedRoute(
    {
      name: 'getTicket',
      method: 'get',
      path: '/ticket',
      summary: '',
      description: '',
      tag: 'orders',
      roles: ['ops'],
      answers: { 200: { description: '', body: ticket } },
      problems: [],
    },
    () => Promise.resolve({ status: 200, body: { seats } }),
  );
  const app = express()
    .use(giveRequestId)
    .get(
      '/ticket',
      serveRoute(route, {
        lookUpKey: () => Promise.resolve(ada),
        keyLine: (_from, ask) => ask(),
        depsFor: () => deps,
      }),
    );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ticket`, lines };
}

const asAda = { headers: { authorization: `Bearer ${'k'.repeat(43)}` } };

test('an answer as its route declares it is given, and nothing is logged', async () => {
  const { url, lines } = await serve(2);
  expect(await (await fetch(url, asAda)).json()).toEqual({ seats: 2 });
  expect(lines).toEqual([]);
});

test('an answer that is not as its route declares it goes out, and is logged without its content', async () => {
  const { url, lines } = await serve(2.5);
  expect(await (await fetch(url, asAda)).json()).toEqual({ seats: 2.5 });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({
      route: 'getTicket',
      mismatch: 'seats: invalid_type',
      msg: 'an answer is not as documented',
    }),
  ]);
  expect(lines.join('')).not.toContain('2.5');
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { LimitedLog } from '../../config/log/limited-log.ts';
import { createHttpServer } from './http-server.ts';
import { answerProblems } from './problem-response.ts';
import { giveRequestId } from './request-id.ts';

const problem = z.object({ code: z.string(), status: z.int(), request_id: z.string() });

type Misbehaving = Readonly<{
  handler: RequestHandler;
  env?: string;
  rareLog?: LimitedLog;
  before?: RequestHandler;
}>;

/** Serves one address that misbehaves. @returns that address */
async function serve({ handler, env, rareLog, before }: Misbehaving): Promise<string> {
  const app = express().set('env', env ?? 'production');
  if (before !== undefined) app.use(before);
  app.use(giveRequestId, helmet()).get('/things/:name', handler);
  app.use(answerProblems({ publicUrl: 'https://pay.example', rareLog: rareLog ?? (() => 0) }));
  const server = createHttpServer(app, 'https://pay.example').listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function expectProblem(url: string, code: string): Promise<void> {
  const response = await fetch(url);
  const text = await response.text();
  expect(response.headers.get('content-type'), text).toMatch(/^application\/problem\+json/);
  const said = problem.parse(JSON.parse(text));
  expect(said).toMatchObject({ code, status: response.status });
  expect(text).not.toMatch(/<html|<pre|node_modules|\.ts:|secret/i);
}

/** What a broken package might throw. */
const thrown: readonly (readonly [string, unknown])[] = [
  ['an error', new Error('secret')],
  ['a text', 'secret'],
  ['a number', 7],
  ['nothing at all', undefined],
  ['an object without a prototype', Object.create(null)],
  ['a status of ours', Object.assign(new Error('secret'), { status: 503, expose: true })],
  [
    'an error that can’t be read',
    new Proxy(new Error('secret'), {
      get: () => {
        throw new Error('secret');
      },
    }),
  ],
];

test.each(['production', 'development', 'test'])(
  'in %s whatever is thrown is answered as a problem, without a stack',
  async (env) => {
    for (const [what, reason] of thrown) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as others may
      const url = await serve({ env, handler: () => Promise.reject(reason) });
      await expectProblem(`${url}/things/a`, 'internal_error').catch((error: unknown) => {
        throw new Error(`${what} in ${env}`, { cause: error });
      });
    }
  },
);

test('an address that can’t be decoded is a refusal', async () => {
  const url = await serve({ handler: (_request, response) => void response.json({}) });
  await expectProblem(`${url}/things/%E0%A4%A`, 'invalid_request');
});

test('an error before any handler of ours, or in the log itself, is a problem, too', async () => {
  const fails = (): never => {
    throw new Error('secret');
  };
  const early = await serve({ before: fails, handler: fails });
  await expectProblem(`${early}/things/a`, 'internal_error');
  const unlogged = await serve({ handler: fails, rareLog: fails });
  await expectProblem(`${unlogged}/things/a`, 'internal_error');
});

test('an answer that broke in the middle is cut off, and never looks whole', async () => {
  const url = await serve({
    handler: (_request, response) => {
      response.setHeader('content-length', '100');
      response.write('{"half":');
      return Promise.reject(new Error('secret'));
    },
  });
  await expect(fetch(`${url}/things/a`).then((half) => half.text())).rejects.toThrow(/terminated/);
});

test('what an app throws past Express ends no process', async () => {
  const server = createHttpServer(() => {
    throw new Error('secret');
  }, 'https://pay.example').listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await expectProblem(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    'internal_error',
  );
});

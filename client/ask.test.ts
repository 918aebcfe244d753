import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { OutcomeUnknownError } from './outcome-unknown-error.ts';
import { isProblem, ProblemError } from './problem-error.ts';
import { UnexpectedAnswerError } from './unexpected-answer-error.ts';
import { UnreachableError } from './unreachable-error.ts';

type Seen = Readonly<{ method: string; path: string; key: string | undefined }>;
type Act = (request: IncomingMessage, response: ServerResponse) => void;

/** What the server does with one request after the other; the last for all that follow. */
const script: Act[] = [];
const seen: Seen[] = [];

function play(...acts: readonly Act[]): void {
  script.splice(0, script.length, ...acts);
}

const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request;
  const key = headers['idempotency-key'];
  seen.push({ method, path: url, key: typeof key === 'string' ? key : undefined });
  const act = script.length > 1 ? script.shift() : script[0];
  act?.(request, response);
});

function urlOf(of: Server): string {
  const bound = of.address();
  return `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  play();
  seen.length = 0;
});

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Act {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

function problem(code: string, status: number, retryable: boolean, after?: string): Act {
  const body = { type: 'x', title: 'x', status, detail: 'why', code, retryable, request_id: 'r' };
  return answer(status, body, after === undefined ? {} : { 'retry-after': after });
}

const done = answer(200, { id: 'A-1', status: 'open', version: 1 });
const dropped: Act = (request) => request.socket.destroy();
const silent: Act = () => undefined;
const overloaded = problem('overloaded', 503, true, '0');
const unknown = problem('engine_unavailable', 503, true);

function client(more: Readonly<{ timeoutMs?: number; url?: string; forMs?: number }> = {}): Client {
  return createClient({
    url: more.url ?? `${urlOf(server)}/base/`,
    key: 'pk_secret',
    timeoutMs: more.timeoutMs ?? 5_000,
    patience: { tries: 2, forMs: more.forMs ?? 5_000 },
  });
}

const refund = { id: 'R-1', amount: 5 };

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => 'it was done',
    (error: unknown) => error,
  );
}

describe('what may be repeated is repeated under the same key', () => {
  test.each([
    ['a lost connection', dropped],
    ['an unknown outcome', unknown],
    ['a refusal that may pass', overloaded],
    ['a gateway without its other side', answer(502, {})],
    ['an answer that is unreadable', (_, response) => response.end('{')],
  ] satisfies [string, Act][])('after %s', async (_, first) => {
    play(first, done);
    expect(await client().orders.refund('A-1', refund)).toMatchObject({ id: 'A-1' });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /base/v1/orders/A-1/refunds',
      'POST /base/v1/orders/A-1/refunds',
    ]);
    expect(seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[1]?.key).toBe(seen[0]?.key);
  });

  test('after a time-out', async () => {
    play(silent, done);
    await client({ timeoutMs: 100 }).orders.close('A-1', { idempotencyKey: 'mine' });
    expect(seen.map(({ key }) => key)).toEqual(['mine', 'mine']);
  });

  test('each call has a key of its own', async () => {
    play(done);
    await client().orders.close('A-1');
    await client().orders.close('A-1');
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
  });
});

describe('what is final is told at once', () => {
  test('a refusal is typed by its code, and not repeated', async () => {
    play(problem('order_already_paid', 409, false));
    const error = await errorOf(client().orders.close('A-1'));
    expect(error).toBeInstanceOf(ProblemError);
    expect(isProblem(error, 'order_already_paid', 'order_closed')).toBe(true);
    expect(isProblem(error, 'order_closed')).toBe(false);
    expect(seen).toHaveLength(1);
  });

  test('a proxy’s refusal is none of PaidOnce, and a redirect is not followed', async () => {
    play(answer(403, { error: 'no' }), answer(307, {}, { location: '/elsewhere' }));
    expect(await errorOf(client().orders.close('A-1'))).toBeInstanceOf(UnexpectedAnswerError);
    expect(await errorOf(client().orders.close('A-1'))).toMatchObject({ status: 307 });
    expect(seen).toHaveLength(2);
  });

  test('whoever is asked to wait longer than patience lasts is told when to come', async () => {
    play(problem('channel_cooling', 429, true, '60'));
    const error = await errorOf(client().orders.close('A-1'));
    expect(error).toMatchObject({ code: 'channel_cooling', retryAfterMs: 60_000 });
    expect(seen).toHaveLength(1);
  });
});

describe('what nobody knows is called unknown, with the key to repeat it', () => {
  test.each([
    ['a lost connection', [dropped]],
    ['an unknown outcome', [unknown]],
    ['a lost connection, though then it was refused for now', [dropped, overloaded]],
    [
      'a lost connection, though then the key was revoked',
      [dropped, problem('unauthenticated', 401, false)],
    ],
    ['a lost connection, though then a proxy refused', [dropped, answer(403, {})]],
  ] as const)('after %s', async (_, acts) => {
    play(...acts);
    const error = await errorOf(client().orders.refund('A-1', refund, { idempotencyKey: 'mine' }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ idempotencyKey: 'mine' });
    expect(String(error)).toContain('"mine"');
    expect(String(error)).not.toContain('pk_secret');
  });

  test('a refusal in the matter itself settles what was unknown before', async () => {
    play(dropped, problem('refund_exceeds_paid', 409, false));
    const error = await errorOf(client().orders.refund('A-1', refund));
    expect(error).toMatchObject({ code: 'refund_exceeds_paid' });
  });

  test('a call that is aborted on its way may be done; one aborted before was not sent', async () => {
    play(silent);
    const aborted = AbortSignal.timeout(100);
    const error = await errorOf(client().orders.close('A-1', { signal: aborted }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    const before = await errorOf(client().orders.close('A-1', { signal: aborted }));
    expect(before).toBe(aborted.reason);
    expect(seen).toHaveLength(1);
  });

  test('what takes no key is not repeated once it may have been done', async () => {
    play(dropped);
    const error = await errorOf(client().merchants.change('shop', { name: 'New' }));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', idempotencyKey: null });
    expect(seen).toHaveLength(1);
    play(overloaded, done);
    await client().merchants.change('shop', { name: 'New' });
    expect(seen).toHaveLength(3);
  });
});

describe('what was certainly not done is not called unknown', () => {
  test('nobody listens', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const nobody = client({ url: urlOf(gone) });
    await new Promise((resolve) => gone.close(resolve));
    expect(await errorOf(nobody.orders.close('A-1'))).toBeInstanceOf(UnreachableError);
  });

  test('it was refused for now, each time', async () => {
    play(overloaded);
    expect(await errorOf(client().orders.close('A-1'))).toMatchObject({ code: 'overloaded' });
    expect(seen).toHaveLength(2);
  });

  test('a question changes nothing', async () => {
    play(dropped);
    expect(await errorOf(client().orders.get('A-1'))).toBeInstanceOf(UnreachableError);
    play(unknown);
    expect(await errorOf(client().orders.get('A-1'))).toMatchObject({ code: 'engine_unavailable' });
  });
});

test('wrong settings and keys are a wrong use: nothing is sent, and no secret is shown', async () => {
  for (const wrong of [{ url: 'ftp://x' }, { url: 'nowhere' }, { key: 'pk_secret\n' }]) {
    const settings = { url: 'http://127.0.0.1', key: 'pk', ...wrong };
    expect(() => createClient(settings)).toThrow(TypeError);
    expect(() => createClient(settings)).not.toThrow(/pk_secret/);
  }
  const error = await errorOf(client().orders.close('A-1', { idempotencyKey: 'zwei Wörter' }));
  expect(error).toBeInstanceOf(TypeError);
  expect(await errorOf(client().orders.get('..'))).toBeInstanceOf(TypeError);
  expect(seen).toEqual([]);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type AnswerChecker, openAnswerChecker, type SeenAnswer } from './answer-checker.ts';
import { readDocument } from './api-document.ts';
import { checkedFetch, expectServerError } from './checked-fetch.ts';

/** A document small enough to plant each wrong answer beside the right one. */
const ticket = {
  type: 'object',
  properties: { id: { type: 'string', example: 'T-1' }, seats: { type: 'integer', minimum: 1 } },
  required: ['id', 'seats'],
  additionalProperties: false,
};
const json = { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } } };

function refusal(...codes: readonly string[]): object {
  return {
    headers: { 'Retry-After': { schema: { type: 'integer' } } },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, {}])),
      },
    },
  };
}

const document = readDocument({
  openapi: '3.1.1',
  paths: {
    '/tickets/{id}': {
      get: {
        operationId: 'getTicket',
        responses: {
          200: { headers: { Etag: { required: true, schema: { type: 'string' } } }, content: json },
          304: {},
          404: refusal('ticket_not_found'),
        },
      },
    },
    '/tickets/free': {
      get: { operationId: 'getFree', responses: { 200: { content: { 'text/plain': {} } } } },
    },
    '/tickets': {
      post: { operationId: 'makeTicket', responses: { '2XX': { content: json } } },
    },
  },
  components: {
    schemas: {
      Ticket: ticket,
      Problem: {
        type: 'object',
        properties: { status: { type: 'integer' }, code: { type: 'string' } },
        required: ['status', 'code'],
        additionalProperties: false,
      },
    },
  },
});
const check: AnswerChecker = openAnswerChecker(document);

const asJson = { 'content-type': 'application/json; charset=utf-8' };
const asProblem = { 'content-type': 'application/problem+json; charset=utf-8' };
const good = '{"id":"T-1","seats":2}';

type Planted = Partial<Omit<SeenAnswer, 'headers'>> & {
  headers?: Readonly<Record<string, string>>;
};

function seen({ headers = { ...asJson, etag: '"1"' }, ...answer }: Planted): SeenAnswer {
  const usual = { method: 'GET', path: '/tickets/T-1', status: 200, body: good };
  return { ...usual, ...answer, headers: new Headers(headers) };
}

function problem(status: number, code: string): Planted {
  return { status, headers: asProblem, body: JSON.stringify({ status, code }) };
}

test.each<readonly [string, Planted]>([
  ['an answer as told', {}],
  ['a HEAD, which is a GET without its body', { method: 'HEAD', body: '' }],
  ['an answer without a body', { status: 304, headers: {}, body: '' }],
  ['a told code', problem(404, 'ticket_not_found')],
  ['a status told by its class', { method: 'POST', path: '/tickets', status: 201 }],
  [
    'a literal path before a template',
    { path: '/tickets/free', headers: { 'content-type': 'text/plain' } },
  ],
  ['a body that is read by nobody', { body: null }],
  ['an address that is not there', { path: '/nothing', ...problem(404, 'route_not_found') }],
  [
    'a method that is not taken',
    {
      method: 'PUT',
      ...problem(405, 'method_not_allowed'),
      headers: { ...asProblem, allow: 'GET' },
    },
  ],
])('%s is documented', (_, answer) => {
  expect(check(seen(answer))).toEqual([]);
});

test.each<readonly [string, Planted, string]>([
  ['an unknown address that answers', { path: '/nothing' }, 'no such call, so 404 was expected'],
  ['part of a known address', { path: '/tickets/T-1/' }, 'no such call, so 404 was expected'],
  ['an empty part', { path: '/tickets/' }, 'no such call, so 404 was expected'],
  ['an address in capitals', { path: '/Tickets/T-1' }, 'no such call, so 404 was expected'],
  ['an unknown method that answers', { method: 'PUT' }, 'no such call, so 405 was expected'],
  [
    'an unknown address with another code',
    { path: '/nothing', ...problem(404, 'ticket_not_found') },
    'the code ticket_not_found is not told for 404',
  ],
  [
    'no Allow',
    { method: 'PUT', ...problem(405, 'method_not_allowed') },
    'the header Allow is missing',
  ],
  ['a status', { status: 202 }, 'the status 202 is not told for get /tickets/{id}'],
  [
    'a media type',
    { headers: { etag: '"1"', 'content-type': 'text/html' } },
    'the media type text/html is not told',
  ],
  ['no media type', { headers: { etag: '"1"' } }, 'the media type none is not told'],
  [
    'a problem as plain JSON',
    { ...problem(404, 'ticket_not_found'), headers: asJson },
    'the media type application/json is not told',
  ],
  ['no JSON', { body: '{"id":' }, 'the body is no JSON'],
  ['a missing field', { body: '{"id":"T-1"}' }, "the body must have required property 'seats'"],
  [
    'one field too many',
    { body: '{"id":"T-1","seats":2,"row":1}' },
    'the body must NOT have additional properties',
  ],
  ['a value of another type', { body: '{"id":1,"seats":2}' }, 'the body/id must be string'],
  ['a value out of bounds', { body: '{"id":"T","seats":0}' }, 'the body/seats must be >= 1'],
  ['a code', problem(404, 'sold_out'), 'the code sold_out is not told for 404'],
  [
    'a problem that tells another status',
    { ...problem(404, 'ticket_not_found'), body: '{"status":410,"code":"ticket_not_found"}' },
    'the problem tells the status 410',
  ],
  ['no ETag', { headers: asJson }, 'the header Etag is missing'],
  [
    'a Retry-After in words',
    { ...problem(404, 'ticket_not_found'), headers: { ...asProblem, 'retry-after': 'soon' } },
    'the header Retry-After is no integer',
  ],
  ['a body on 304', { status: 304 }, 'it has a body, where none is told'],
])('%s is not documented, and is found', (_, answer, mistake) => {
  expect(check(seen(answer)).join('; ')).toContain(mistake);
});

/** A server that answers everything with a ticket; ours, if it gives ids to requests. */
async function serve(headers: Readonly<Record<string, string>>, status = 200): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { ...asJson, ...headers }).end(good);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tickets/T-1?seat=1`;
}

test('a call of the API fails on an answer that is not documented, and the test is told', async () => {
  const told: string[] = [];
  const asked = checkedFetch(fetch, check, (mismatch) => told.push(mismatch));
  const ours = { 'x-request-id': 'req_1' };
  const right = await asked(await serve({ ...ours, etag: '"1"' }));
  expect(await right.json()).toEqual({ id: 'T-1', seats: 2 });
  expect(told).toEqual([]);
  const without = await serve(ours);
  await expect(asked(without)).rejects.toThrow('GET /tickets/T-1 200: the header Etag is missing');
  await expect(asked(new Request(without, { method: 'DELETE' }))).rejects.toThrow(
    'DELETE /tickets',
  );
  expect(told).toHaveLength(2);
});

test('a 500 of the API fails, though it is documented, but where the test expects it', async () => {
  const told: string[] = [];
  const asked = checkedFetch(
    fetch,
    () => [],
    (mismatch) => told.push(mismatch),
  );
  const broken = await serve({ 'x-request-id': 'req_1' }, 500);
  expect((await expectServerError(() => asked(broken))).status).toBe(500);
  expect(told).toEqual([]);
  await expect(asked(broken)).rejects.toThrow('a 500 that the test does not expect');
  expect(told).toHaveLength(1);
});

test('what another server answers is not held against the document', async () => {
  const asked = checkedFetch(fetch, check, expect.unreachable);
  expect((await asked(await serve({}))).status).toBe(200);
});

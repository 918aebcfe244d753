import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, expect, test } from 'vitest';
import { clientTypes } from './client-types.ts';
import { mistakesByFile, programFile, type Programs } from './compile-mistakes.ts';

/**
 * openapi-typescript, which is no work of ours, makes types of docs/openapi.json; programs that
 * use the API rightly compile with them, and others do not.
 */
const folder = mkdtempSync(join(tmpdir(), 'paidonce-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
writeFileSync(join(folder, 'api.ts'), astToString(await openapiTypescript(text)));

const client = `
import type { components, operations } from './api.ts';
type Order = components['schemas']['Order'];
type OrderRequest = components['schemas']['OrderRequest'];
type Problem = components['schemas']['Problem'];
type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;
type Made = Json<operations['createOrder']['responses'][201]>;
type Pay = operations['payOrder'];
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Sent } } } ? Sent : never;
declare const order: Order;
declare const problem: Problem;
`;

const right = `
const request: OrderRequest = {
  id: 'A-1001',
  amount: { currency: 'CNY', value: 1999 },
  description: 'Two tickets',
  expires_in: 900,
};
const made: Made = order;
const pay: Body<Pay> = { channel: 'wechat', method: 'qr' };
const header: Pay['parameters']['header'] = { 'Idempotency-Key': 'click-1' };
const path: Pay['parameters']['path'] = { id: request.id };
const action = order.attempts[0]?.action;
const shown: string | undefined = action?.type === 'qr' ? action.content : undefined;
const isKnown: boolean = problem.code === 'order_already_paid' && problem.retryable;
const page: Json<operations['listOrders']['responses'][200]>['next_cursor'] = null;
export { header, isKnown, made, page, path, pay, shown };
`;

const programs: Programs = {
  right,
  'a field that is not told': `export const paid = order.is_paid;`,
  'a standing that is not told': `export const isSo = order.status === 'lost';`,
  'a code that is not told': `export const isSo = problem.code === 'no_money';`,
  'an amount in words': `export const request: OrderRequest = { id: 'A', description: 'x', amount: { currency: 'CNY', value: '19.99' } };`,
  'an order without an amount': `export const request: OrderRequest = { id: 'A', description: 'x' };`,
  'a request with a field too many': `export const pay: Body<Pay> = { channel: 'wechat', method: 'qr', amount: 1 };`,
  'a payment without a key': `export const header: Pay['parameters']['header'] = {};`,
  'an answer of a status that is not told': `export type Answer = operations['createOrder']['responses'][418];`,
  'a call that is not told': `export type Call = operations['deleteOrder'];`,
  'a code to scan where there may be none': `export const content: string = order.attempts[0]!.action.content;`,
};

const fileOf = (name: string): string => programFile(folder, name);
const mistakes = mistakesByFile(folder, programs, client, {
  allowImportingTsExtensions: true,
  lib: ['lib.es2022.d.ts'],
});

test('an independent generator makes types of the document, with which a right program compiles', () => {
  expect(mistakes.get(fileOf('right'))).toBeUndefined();
  expect(mistakes.get(join(folder, 'api.ts'))).toBeUndefined();
  expect(mistakes.get('the program')).toBeUndefined();
});

test.each(Object.keys(programs).filter((name) => name !== 'right'))(
  'no program compiles that has %s',
  (name) => {
    expect(mistakes.get(fileOf(name))).toBeDefined();
  },
);

test('the client’s types are those of the document; `npm run contract` writes them', async () => {
  const committed = new URL('../../client/contract.ts', import.meta.url);
  expect(readFileSync(committed, 'utf8')).toBe(await clientTypes(text));
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { committedDocument } from './api-document.ts';
import { brokenPromises, promisesOf } from './promises.ts';

/** docs/versioning.md: what never changes under /v1. */
const folder = new URL('./', import.meta.url);
const versions = readdirSync(folder).filter((name) => /^promises-.*\.txt$/.test(name));
const today = promisesOf(committedDocument());

test('the promises of version 1.0.0 are kept for good', () => {
  expect(versions).toContain('promises-1.0.0.txt');
});

test.each(versions)('every promise of %s still holds', (name) => {
  const frozen = readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n');
  expect(frozen.length).toBeGreaterThan(500);
  expect(brokenPromises(frozen, today)).toEqual([]);
});

function without(line: string): readonly string[] {
  expect(today).toContain(line);
  return today.filter((one) => one !== line);
}

test.each([
  'operation payOrder post /v1/orders/{id}/attempts',
  'takes payOrder header Idempotency-Key string',
  'takes OrderRequest.id string',
  'takes AttemptRequest.method string',
  'answers createOrder 201 application/json Order',
  'answers getOrder 200 header ETag',
  'tells Money.value integer',
  'always Order.id',
  'code order_already_paid 409 definite',
  'event order.paid told_order_paid OrderPaidEvent',
])('a document without “%s” breaks a promise', (line) => {
  expect(brokenPromises(today, without(line))).toEqual([`no longer true: ${line}`]);
});

test.each([
  'requires payOrder header Idempotency-Key',
  'requires payOrder body',
  'requires OrderRequest.amount',
])('a document that newly %s breaks a promise, and one that no longer does so none', (line) => {
  expect(brokenPromises(without(line), today)).toEqual([`newly: ${line}`]);
  expect(brokenPromises(today, without(line))).toEqual([]);
});

test('a new call with parts of its own, a new field, code or event breaks none', () => {
  const grown = [
    'operation listTickets get /v1/tickets/{id}',
    'requires listTickets path id',
    'tells Order.tickets integer',
    'takes OrderRequest.tickets integer',
    'code sold_out 409 definite',
    'event ticket.sold told_ticket_sold TicketSoldEvent',
  ];
  expect(brokenPromises(today, [...today, ...grown])).toEqual([]);
});

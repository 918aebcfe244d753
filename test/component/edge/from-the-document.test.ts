import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeMerchant } from '../../../ledger/keys/merchants.ts';
import { type Call, callsOf, committedDocument } from '../../contract/api-document.ts';
import {
  anyRequest,
  type As,
  type GeneratedRequest,
  validRequest,
} from '../../contract/generated-request.ts';
import { AskedApi } from './asked-api.ts';
import { openEdge, startRelay } from './open-edge.ts';
import { standingOrders } from './standing-orders.ts';

/**
 * Every call that docs/openapi.json tells is asked in every way that it allows, at the edges of its
 * schemas and beyond them. `fetch` holds each answer against the document (test/contract).
 */
const document = committedDocument();

/**
 * A channel's own bytes are no matter of the document; hostile-callbacks.test.ts sends them. A stream
 * does not end; cashier.test.ts reads it.
 */
const askedElsewhere = ['takeCallback', 'getCashierEvents'];
const calls = callsOf(document).filter(
  (one) => !askedElsewhere.includes(one.operation.operationId),
);

/** Why no request that is made here can be answered by a 2xx. */
const neverGood: Readonly<Record<string, string>> = {};

const api = await openEdge();
startRelay(api);
const asked = new AskedApi(api);

// Events are sent again only where there is an address to send them to.
await changeMerchant(
  api.database,
  'shop',
  { notifyUrl: 'https://shop.example/hooks' },
  { name: 'Ada', reason: null },
);

function plain(as: As, parts: Readonly<Record<string, string>> = {}): GeneratedRequest {
  return { as, parts, query: [], headers: { Merchant: 'shop' }, body: null };
}

for (const id of await standingOrders(api)) {
  for (const one of calls) {
    if (one.operation.operationId === 'getOrder') await asked.ask(one, plain('shop', { id }));
  }
}
// Every list is read, so that what it names can be asked for.
for (const one of calls) {
  if (one.method !== 'get' || one.path.includes('{')) continue;
  await asked.ask(one, plain('ops'));
  // What belongs to no merchant is in no merchant's list.
  await asked.ask(one, { ...plain('ops'), headers: {} });
}

const numRuns = Number(process.env['PAIDONCE_DOCUMENT_RUNS'] ?? 25);
/** So many allowed requests are made at most until one is answered by a 2xx. */
const patience = 500;

function expectTaken(status: number): void {
  // 503 tells that the outcome is unknown: here no channel is called, for which some orders wait.
  expect(status < 500 || status === 503, `answered by ${status}`).toBe(true);
}

async function isEverGood(one: Call): Promise<boolean> {
  for (const request of fc.sample(validRequest(document, one), patience)) {
    const status = await asked.ask(one, request);
    expectTaken(status);
    if (status < 300) return true;
  }
  return false;
}

const each = calls.map((one) => [`${one.method} ${one.path}`, one] as const);

/** What decides many at once leaves nothing to those that decide one. */
const oneBeforeMany = each.toSorted(
  ([, one], [, other]) => Number(other.path.includes('{')) - Number(one.path.includes('{')),
);

// First of all, while every refund and alert still waits: a call that only refuses would prove
// little.
test.each(oneBeforeMany)('%s: what the document allows can be done', async (_, one) => {
  const isNever = neverGood[one.operation.operationId] !== undefined;
  expect(await isEverGood(one), 'whether it was answered by a 2xx').toBe(!isNever);
});

test.each(each)(
  '%s: no request is answered otherwise than the document tells, or by a 500',
  async (_, one) => {
    const request = anyRequest(document, one);
    const property = fc.asyncProperty(request, async (made) => {
      expectTaken(await asked.ask(one, made));
    });
    await fc.assert(property, { numRuns });
  },
);

const word = fc.oneof(
  fc.constantFrom('v1', 'V1', 'orders', 'Orders', 'refunds', 'events', '', '.', '%2e', '%ff', '%'),
  fc.constantFrom('healthz', 'readyz', 'openapi.json', 'callbacks', 'A-1001', 'attempts', '*'),
  fc
    .string({ unit: 'binary', maxLength: 5 })
    .map((text) => encodeURI(text.replaceAll(/\p{Surrogate}/gu, ''))),
);
const known = fc.constantFrom(...calls.map(({ path }) => path.replaceAll(/[{}]/g, '')));
const addresses = fc.oneof(
  fc.array(word, { maxLength: 5 }).map((words) => `/${words.join('/')}`),
  known.chain((path) =>
    fc.constantFrom(`${path}/`, `/${path}`, path.toUpperCase(), `${path}/x`, `${path};a=1`, path),
  ),
);
const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');

test('an address or method that the document does not tell is refused as it tells', async () => {
  const of = fc.tuple(methods, addresses, fc.constantFrom('', `Bearer ${api.keys.ops}`));
  await fc.assert(
    fc.asyncProperty(of, async ([method, address, authorization]) => {
      const headers = { authorization };
      expectTaken((await fetch(`${api.url}${address}`, { method, headers })).status);
    }),
    // One with a slash too many and one in capitals every time: by chance none of them may come.
    { numRuns: numRuns * 4, examples: [[['GET', '/healthz/', '']], [['GET', '/HEALTHZ', '']]] },
  );
});

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalHash } from '../../../api/idempotency/canonical-hash.ts';
import { createMerchant } from '../../../ledger/keys/merchants.ts';
import { type RunningApi, startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';

const api = await startApi();

function nextId(): string {
  return `W-${randomUUID()}`;
}

/** The address that the ledger keeps. */
async function keptOf(id: string, field: string): Promise<unknown> {
  const { rows } = await api.database.query<Record<string, unknown>>(
    `select return_url, notify_url from orders where merchant = 'shop' and id = $1`,
    [id],
  );
  return rows[0]?.[field];
}

function make(id: string, fields: object): Promise<Got> {
  return call(api, 'POST /v1/orders', { body: { ...exampleOrder, id, ...fields } });
}

const normalised: readonly (readonly [string, string, string])[] = [
  ['another case', 'HTTPS://Shop.EXAMPLE/Hooks', 'https://shop.example/Hooks'],
  ['no path', 'https://shop.example', 'https://shop.example/'],
  ['no slashes', 'https:shop.example/hooks', 'https://shop.example/hooks'],
  ['one slash', 'https:/shop.example/hooks', 'https://shop.example/hooks'],
  ['spaces around it', '  https://shop.example/hooks ', 'https://shop.example/hooks'],
  ['a space in it', 'https://shop.example/a b', 'https://shop.example/a%20b'],
  ['the usual port', 'https://shop.example:443/hooks', 'https://shop.example/hooks'],
  ['a way up', 'https://shop.example/a/../hooks', 'https://shop.example/hooks'],
  ['a unicode host', 'https://bücher.example/é', 'https://xn--bcher-kva.example/%C3%A9'],
  ['an empty user', 'https://@shop.example/', 'https://shop.example/'],
];

const refused: readonly (readonly [string, string])[] = [
  ['a line break', 'https://shop.example/\r\nX-Injected: 1'],
  ['a tab', 'https://shop.example/a\tb'],
  ['backslashes', 'https:\\\\shop.example\\hooks'],
  ['a backslash in the host', 'https://shop.example\\@other.example/'],
  ['a user and password', 'https://ada:secret@shop.example/'],
  ['a user', 'https://ada@shop.example/'],
  ['another scheme', 'javascript:alert(1)'],
  ['a file', 'file:///etc/passwd'],
  ['no host', 'https://'],
  ['a relative address', '/hooks'],
  ['a host with a space', 'https://shop example/'],
  ['what grows too long', `https://shop.example/${'é'.repeat(1_000)}`],
];

describe.each(['return_url', 'notify_url'])('%s of an order', (field) => {
  test.each(normalised)('with %s is kept and answered as checked', async (_what, sent, kept) => {
    const id = nextId();
    const first = await make(id, { [field]: sent });
    expect(first.status, first.text).toBe(201);
    expect(await keptOf(id, field)).toBe(kept);
    expect((await make(id, { [field]: sent })).status, 'the same again').toBe(200);
    expect((await make(id, { [field]: kept })).status, 'the same, as it is kept').toBe(200);
    const other = await make(id, { [field]: `${kept}?other` });
    expect(other.problem().code).toBe('order_conflict');
  });

  test.each(refused)('with %s is refused', async (_what, sent) => {
    const got = await make(nextId(), { [field]: sent });
    expect(got.problem()).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: `/${field}` }],
    });
  });
});

test('a fragment is for the shopper’s browser: a notice has none', async () => {
  const address = 'https://shop.example/#/orders/1';
  const id = nextId();
  expect((await make(id, { return_url: address })).status).toBe(201);
  expect(await keptOf(id, 'return_url')).toBe(address);
  expect((await make(nextId(), { notify_url: address })).problem().errors).toEqual([
    { pointer: '/notify_url', detail: 'must have no #' },
  ]);
});

test('an order made before addresses were normalised is still the same order, as it was stored', async () => {
  const id = nextId();
  const body = { ...exampleOrder, id, notify_url: 'https://shop.example' };
  await make(id, body);
  await api.database.query(
    `update orders set notify_url = $2, content_hash = $3 where merchant = 'shop' and id = $1`,
    [id, body.notify_url, canonicalHash(body)],
  );
  const again = await make(id, body);
  expect(again.status, again.text).toBe(200);
  expect(await keptOf(id, 'notify_url')).toBe('https://shop.example');
  const other = await make(id, { ...body, notify_url: 'https://other.example' });
  expect(other.problem().code).toBe('order_conflict');
});

test('a merchant’s own address is kept and answered as checked', async () => {
  const asOps = { key: api.keys.ops };
  const body = { id: 'kept', name: 'Kept', notify_url: 'HTTPS://shop.example' };
  const first = await call(api, 'POST /v1/merchants', { ...asOps, body });
  expect(first.json()['notify_url']).toBe('https://shop.example/');
  expect((await call(api, 'POST /v1/merchants', { ...asOps, body })).status).toBe(200);
  const change = { notify_url: 'https://shop.example/a b' };
  const changed = await call(api, 'PATCH /v1/merchants/kept', { ...asOps, body: change });
  expect(changed.json()['notify_url']).toBe('https://shop.example/a%20b');
  const bad = { notify_url: 'https://a:b@shop.example' };
  const got = await call(api, 'PATCH /v1/merchants/kept', { ...asOps, body: bad });
  expect(got.problem().errors?.[0]?.pointer).toBe('/notify_url');
});

test.each(['.', '..'])('%j is no id of an order or refund: nobody could ask for it', async (id) => {
  expect((await make(id, {})).problem().errors?.[0]?.pointer).toBe('/id');
  await make('with-refund', {});
  const refund = await call(api, 'POST /v1/orders/with-refund/refunds', {
    headers: { 'idempotency-key': 'dots' },
    body: { id, amount: 1 },
  });
  expect(refund.problem().errors?.[0]?.pointer).toBe('/id');
  expect((await make(`${id}.a`, {})).status, 'dots beside other signs').toBe(201);
});

const nowhere: readonly (readonly [string, string])[] = [
  ['http://shop.example/hooks', 'must be https'],
  ['http://localhost:3000/hooks', 'must be https'],
  ['http://93.184.216.34/', 'must be https'],
  ['https://10.1.2.3/', 'must be a public address'],
  ['http://127.0.0.1:3000/', 'must be a public address'],
  ['https://[::ffff:169.254.169.254]/', 'must be a public address'],
];

describe.each(nowhere)('notify_url %s', (address, words) => {
  test('of an order is refused, for no notice could ever be sent there', async () => {
    const id = nextId();
    const got = await make(id, { notify_url: address });
    const [error] = got.problem().errors ?? [];
    expect([got.problem().code, error?.pointer]).toEqual(['invalid_request', '/notify_url']);
    expect(error?.detail).toContain(words);
    expect((await make(id, { return_url: address })).status, 'as return_url').toBe(201);
  });

  test('of a merchant is refused', async () => {
    const asOps = { key: api.keys.ops };
    const body = { id: 'nowhere', name: 'Nowhere', notify_url: address };
    const made = await call(api, 'POST /v1/merchants', { ...asOps, body });
    expect(made.problem().errors?.[0]?.pointer).toBe('/notify_url');
    const change = { ...asOps, body: { notify_url: address } };
    const changed = await call(api, 'PATCH /v1/merchants/shop', change);
    expect(changed.problem().errors?.[0]?.pointer).toBe('/notify_url');
  });
});

test('an order and a merchant whose address was taken before are still the same', async () => {
  const id = nextId();
  await make(id, {});
  const body = { ...exampleOrder, id, notify_url: 'http://shop.example/' };
  await api.database.query(
    `update orders set notify_url = $2, content_hash = $3 where merchant = 'shop' and id = $1`,
    [id, body.notify_url, canonicalHash(body)],
  );
  expect((await make(id, { notify_url: body.notify_url })).status).toBe(200);
  const merchant = { id: 'older', name: 'Older', notifyUrl: body.notify_url, policy: {} };
  await createMerchant(api.database, merchant);
  const again = { id: 'older', name: 'Older', notify_url: body.notify_url };
  const got = await call(api, 'POST /v1/merchants', { key: api.keys.ops, body: again });
  expect(got.status, got.text).toBe(200);
});

test('what the configuration opens is taken, and nothing else, by the rule of the sender', async () => {
  const taken = async (one: RunningApi, address: string): Promise<boolean> =>
    (
      await call(one, 'POST /v1/orders', {
        body: { ...exampleOrder, id: nextId(), notify_url: address },
      })
    ).status === 201;
  const addresses = [
    'http://127.0.0.1/',
    'http://localhost/',
    'http://shop.example/',
    'http://10.1.0.1/',
    'http://8.8.8.8/',
  ];
  const of = (one: RunningApi) => Promise.all(addresses.map((address) => taken(one, address)));
  expect(await of(await startApi(undefined, undefined, { noticesAllow: 'loopback' }))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  // A name may lead into an opened network; that is known only when it is looked up.
  expect(await of(await startApi(undefined, undefined, { noticesAllow: ['10.1.0.0/16'] }))).toEqual(
    [false, true, true, true, false],
  );
});

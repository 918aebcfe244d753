import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addresses } from './contract.ts';
import { pathOf } from './operations.ts';

const document = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  })
  .parse(JSON.parse(readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8')));

test('the client knows every call of the contract, each at its address', () => {
  const told = Object.entries(document.paths)
    .filter(([path]) => /^\/v1\/(?!.*\.csv$)|^\/readyz$/.test(path))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => [
        operationId,
        { method: method.toUpperCase(), path },
      ]),
    );
  expect(addresses).toEqual(Object.fromEntries(told));
});

test('parts are encoded, and one that would lead to another address is refused', () => {
  expect(pathOf('getOrder', { id: 'A/../1?x' }, { wait: 5, version: undefined })).toBe(
    '/v1/orders/A%2F..%2F1%3Fx?wait=5',
  );
  for (const id of ['', '.', '..', undefined]) {
    expect(() => pathOf('closeOrder', { id }, {})).toThrow(TypeError);
  }
});

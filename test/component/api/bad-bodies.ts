import { type BadRequest, newOrder } from './bad-request.ts';

const deep = '{"metadata":'.repeat(25) + '1' + '}'.repeat(25);

/** Bodies that no route can read. */
export const badBodies: readonly BadRequest[] = [
  ['no JSON', 'POST /v1/orders', { raw: '{' }, 400, 'invalid_json'],
  ['no UTF-8', 'POST /v1/orders', { raw: Uint8Array.from([0xff]) }, 400, 'invalid_json'],
  ['JSON nested too deeply', 'POST /v1/orders', { raw: deep }, 400, 'body_too_deep'],
  [
    'a body that is too large',
    'POST /v1/orders',
    newOrder({ description: 'x'.repeat(70_000) }),
    413,
    'body_too_large',
  ],
  [
    'a form',
    'POST /v1/orders',
    { raw: 'id=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a compressed body',
    'POST /v1/orders',
    { raw: 'x', headers: { 'content-encoding': 'gzip' } },
    415,
    'unsupported_media_type',
  ],
  ['an array', 'POST /v1/orders', { body: [] }, 400, 'invalid_request', ''],
  ['null', 'POST /v1/orders', { raw: 'null' }, 400, 'invalid_request', ''],
  ['nothing', 'POST /v1/orders', {}, 400, 'invalid_request', '/id'],
  [
    'NUL in a text',
    'POST /v1/orders',
    newOrder({ description: 'a\u0000' }),
    400,
    'invalid_request',
    '/description',
  ],
  [
    'half a character',
    'POST /v1/orders',
    newOrder({ description: '\ud83d' }),
    400,
    'invalid_request',
    '/description',
  ],
  [
    'a prototype',
    'POST /v1/orders',
    { raw: '{"__proto__":{}}' },
    400,
    'invalid_request',
    '/__proto__',
  ],
];

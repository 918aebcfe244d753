import { type BadRequest } from './bad-request.ts';

/** Requests to addresses that don't exist, or with wrong parts. */
export const badAddresses: readonly BadRequest[] = [
  ['an address with nothing there', 'GET /v1/nothing', {}, 404, 'route_not_found'],
  ['a method it does not take', 'DELETE /v1/orders/mine', {}, 405, 'method_not_allowed'],
  ['a method it does not take', 'PUT /v1/orders', {}, 405, 'method_not_allowed'],
  [
    'a channel nobody has',
    'POST /callbacks/cash/default',
    { as: null, raw: 'x' },
    404,
    'account_not_found',
  ],
  [
    'an account nobody has',
    'POST /callbacks/paper/x',
    { as: null, raw: 'x' },
    404,
    'account_not_found',
  ],
  [
    'a callback that is too large',
    'POST /callbacks/paper/default',
    { as: null, raw: 'x'.repeat(70_000) },
    413,
    'body_too_large',
  ],
  ['a cursor with NUL', 'GET /v1/orders?cursor=a%00', {}, 400, 'invalid_request', '?/cursor'],
  ['a status with NUL', 'GET /v1/orders?status=%00', {}, 400, 'invalid_request', '?/status'],
  ['an id with NUL', 'GET /v1/orders/a%00', {}, 404, 'order_not_found'],
];

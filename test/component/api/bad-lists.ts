import { type BadRequest } from './bad-request.ts';

const ops = { as: 'ops' as const };
const wrong = [400, 'invalid_request'] as const;
const tooMany = Array.from({ length: 101 }, (_, index) => `R${index}`);
const decision = { decision: 'approve', reason: 'r' };

function decide(body: object): BadRequest[2] {
  return { ...ops, body };
}

/** Bad requests to lists, and to what is changed of merchants and keys. */
export const badLists: readonly BadRequest[] = [
  ['no text', 'GET /v1/search', {}, ...wrong, '?/q'],
  ['a text of nothing', 'GET /v1/search?q=%20', {}, ...wrong, '?/q'],
  ['a text with NUL', 'GET /v1/search?q=abcdef%00', {}, ...wrong, '?/q'],
  ['a text without end', `GET /v1/search?q=${'a'.repeat(201)}`, {}, ...wrong, '?/q'],
  ['two texts', 'GET /v1/search?q=abcdef&q=abcdeg', {}, ...wrong, '?/q'],
  ['a status that is none', 'GET /v1/refunds?status=paid', {}, ...wrong, '?/status'],
  ['a cursor of nobody', 'GET /v1/refunds?cursor=x', {}, ...wrong, '?/cursor'],
  ['a cursor with NUL', 'GET /v1/refunds?cursor=WzEsIlIAIl0', {}, ...wrong, '?/cursor'],
  ['an order that can be none', 'GET /v1/refunds?order=%00', {}, ...wrong, '?/order'],
  ['a refund nobody knows', 'GET /v1/refunds/R1', {}, 404, 'refund_not_found'],
  ['a number with NUL', 'GET /v1/refunds/R%00', {}, 404, 'refund_not_found'],
  ['a kind that is none', 'GET /v1/attention?kind=x', ops, ...wrong, '?/kind'],
  ['a channel with NUL', 'GET /v1/attention?channel=%00', ops, ...wrong, '?/channel'],
  ['a cursor of another list', 'GET /v1/attention?cursor=x', ops, ...wrong, '?/cursor'],
  ['a name with NUL', 'GET /v1/audit?by=A%00', ops, ...wrong, '?/by'],
  ['a moment that is none', 'GET /v1/audit?after=7', ops, ...wrong, '?/after'],
  ['an unknown filter', 'GET /v1/audit?who=Ada', ops, ...wrong, '?/who'],
  ['no numbers', 'POST /v1/refunds/decide', decide(decision), ...wrong, '/numbers'],
  [
    'an empty list of numbers',
    'POST /v1/refunds/decide',
    decide({ ...decision, numbers: [] }),
    ...wrong,
    '/numbers',
  ],
  [
    'more than a hundred',
    'POST /v1/refunds/decide',
    decide({ ...decision, numbers: tooMany }),
    ...wrong,
    '/numbers',
  ],
  [
    'what can be no number',
    'POST /v1/refunds/decide',
    decide({ ...decision, numbers: ['R1', 'R\u0000'] }),
    ...wrong,
    '/numbers/1',
  ],
  [
    'no reason',
    'POST /v1/refunds/decide',
    decide({ numbers: ['R1'], decision: 'approve' }),
    ...wrong,
    '/reason',
  ],
  [
    'a decision that needs an outcome',
    'POST /v1/refunds/decide',
    decide({ numbers: ['R1'], decision: 'resolve', reason: 'r' }),
    ...wrong,
    '/decision',
  ],
  ['a new id', 'PATCH /v1/merchants/shop', { ...ops, body: { id: 'other-id' } }, ...wrong, '/id'],
  [
    'no address',
    'PATCH /v1/merchants/shop',
    { ...ops, body: { notify_url: 'shop.example' } },
    ...wrong,
    '/notify_url',
  ],
  [
    'no merchant',
    'PATCH /v1/merchants/nobody',
    { ...ops, body: { name: 'x' } },
    404,
    'merchant_not_found',
  ],
  ['a key nobody knows', 'DELETE /v1/merchants/shop/keys/key_00', ops, 404, 'key_not_found'],
  [
    'an overlap without end',
    'DELETE /v1/merchants/shop/keys/key_00?after_s=99999999',
    ops,
    ...wrong,
    '?/after_s',
  ],
  [
    'an overlap into the past',
    'DELETE /v1/merchants/shop/keys/key_00?after_s=-1',
    ops,
    ...wrong,
    '?/after_s',
  ],
];

import { type Guard, guard } from '../guard.ts';

const callbacks = 'test/component/api/callbacks.test.ts';
const roles = 'test/component/api/key-roles.test.ts';
const pages = 'test/component/api/docs-pages.test.ts';
const overload = 'test/component/api/overload.test.ts';
const pools = 'test/component/api/work-pools.test.ts';
const parser = 'test/component/api/parser-errors.test.ts';

/** Who may ask what, what is acknowledged when, and what is handed on. */
export const apiGuards: readonly Guard[] = [
  guard(
    'a callback is acknowledged once it is stored',
    'a channel hears yes before the inbox has its callback',
    'api/callbacks/callback-route.ts',
    [
      'await keepVerified(deps, at, raw, reading);',
      'void keepVerified(deps, at, raw, reading).catch(() => undefined);',
    ],
    {
      file: callbacks,
      test: 'nothing-lost: a callback that could not be stored is not acknowledged',
    },
  ),
  guard(
    'the age of a callback counts from its arrival',
    'every verified callback is handed over as fresh',
    'api/callbacks/callback-route.ts',
    [
      'fresh: isFreshCallback(reading.signedAtMs, raw.receivedAtMs),',
      'fresh: isFreshCallback(raw.receivedAtMs, raw.receivedAtMs),',
    ],
    { file: callbacks, test: 'a callback signed over five minutes before it came' },
  ),
  guard(
    'a callback is handed over once the engine took it',
    'a callback the engine never got counts as handed over',
    'api/callbacks/relay.ts',
    [
      'await deps.engine.callback(order, note, callback.leases > 1);',
      'await deps.engine.callback(order, note, false).catch(() => undefined);',
    ],
    { file: callbacks, test: 'a callback that can not be handed over holds up no other' },
  ),
  guard(
    'what is unmatched is set aside for a person',
    'money evidence under a number nobody drew is shown to nobody',
    'api/callbacks/relay.ts',
    ['    await setAside(deps, callback);\n    return;', '    return;'],
    { file: callbacks, test: 'a callback under a payment number nobody drew is set aside' },
  ),
  guard(
    'unverified callbacks bring one poll forward',
    'anybody can make us ask a channel as often as they like',
    'api/callbacks/early-polls.ts',
    ['if (given.has(name) || given.size >= mostRemembered) return false;', ''],
    { file: callbacks, test: 'a forged callback is refused in the channel’s words' },
  ),
  guard(
    'pages run nothing but our files',
    'a page under /docs would run a script that somebody wrote into it',
    'api/docs/doc-routes.ts',
    [`"script-src 'self'",`, `"script-src 'self' 'unsafe-inline'",`],
    { file: pages, test: 'to run and load nothing but files of this API' },
  ),
  guard(
    'what the parser refuses is a problem',
    'a request that is not HTTP gets no answer that says nothing was done',
    'api/http/http-server.ts',
    ['answerParserErrors(server, publicUrl, { lingerMs: limits.lingerMs, underWayOn });', ''],
    { file: parser, test: 'what Node would refuse by itself is a problem' },
  ),
  guard(
    'a refusal answers no other request',
    'a payment under way is answered with the refusal of what came after it',
    'api/http/http-server.ts',
    ['!socket.writable || !canBeTold(underWayOn(socket))', '!socket.writable'],
    { file: parser, test: 'while an earlier request waits for its answer' },
  ),
  guard(
    'an answer is checked against its declaration',
    'the contract tells one thing and the API another, and nobody hears of it',
    'api/http/serve-route.ts',
    ['checkAnswer(route, answer, deps, requestIdOf(response));', ''],
    {
      file: 'api/http/serve-route.test.ts',
      test: 'an answer that is not as its route declares it goes out, and is logged',
    },
  ),
  guard(
    'only what the contract tells is there',
    'addresses answer that the contract does not tell',
    'api/app.ts',
    ["app.enable('strict routing').enable('case sensitive routing');", ''],
    {
      file: 'test/component/edge/from-the-document.test.ts',
      test: 'an address or method that the document does not tell is refused',
    },
  ),
  guard(
    'key roles',
    'a reader’s key pays and refunds',
    'api/http/serve-route.ts',
    ['requireRole(access, route.roles);', ''],
    { file: roles, test: 'is for the merchant alone' },
  ),
  guard(
    'an order is its merchant’s',
    'a merchant’s key finds any merchant’s order by its id',
    'api/orders/which-order.ts',
    [
      'return { merchant: merchant ?? (await ownerOf(db, parts.id)), orderId: parts.id };',
      "return { merchant: merchant === '' ? '' : await ownerOf(db, parts.id), orderId: parts.id };",
    ],
    { file: roles, test: 'another merchant’s order is not there' },
  ),
  guard(
    'a merchant’s key names no other merchant',
    'a merchant’s key acts for whom its header names',
    'api/http/named-merchant.ts',
    [
      'access.merchant !== null && [...ids].some((id) => id !== access.merchant)',
      "access.merchant === ''",
    ],
    { file: roles, test: 'another merchant’s order is not there' },
  ),
  guard(
    'a lease is held while its request runs',
    'a second request under the same key acts beside a slow first one',
    'api/idempotency/idempotently.ts',
    ['const letGo = holdLease(deps, name, held.lease);', 'const letGo = (): void => undefined;'],
    {
      file: 'test/component/api/idempotency-lease.test.ts',
      test: 'a key is held by renewals as long as its request runs',
    },
  ),
  guard(
    'few lines tell that keys can not be given back',
    'while the ledger is away each caller adds a line to the log',
    'api/idempotency/idempotently.ts',
    ["deps.rareLog('warn', words,", "deps.rareLog('warn', lease,"],
    {
      file: 'test/component/api/idempotency-lease.test.ts',
      test: 'while keys can not be given back, few lines say so',
    },
  ),
  guard(
    'what moves money needs an idempotency key',
    'a pay without a key is taken, and its repeat is a second one',
    'api/http/idempotency-key.ts',
    ['const key = idempotencyKeyOf(header);', "const key = idempotencyKeyOf(header) ?? 'none';"],
    {
      file: 'api/http/idempotency-key.test.ts',
      test: 'no key is no mistake, except where money moves',
    },
  ),
  guard(
    'an input’s id is made of key and body',
    'a repeat under the same key is a new input to the order',
    'api/idempotency/input-id.ts',
    ['hash(scope, subject, key, body)', 'randomUUID() + hash(scope, subject, key, body)'],
    {
      file: 'api/idempotency/input-id.test.ts',
      test: 'rule 19: the same request under the same key',
    },
  ),
  guard(
    'orders never change',
    'other content under a known id is taken for the same order',
    'api/orders/make-order.ts',
    ['if (!isSame(known, sent)) throw conflict();', ''],
    { file: 'test/component/api/orders.test.ts', test: 'other content under its id is a conflict' },
  ),
  guard(
    'a refund id is claimed before the order is asked',
    'two orders refund under one id at once',
    'api/refunds/refund-route.ts',
    [
      "if ((await claimRefundId(deps.database, claim)) === 'taken') {",
      "await claimRefundId(deps.database, claim);\n  if (claim.refundId === '') {",
    ],
    {
      file: 'test/component/api/refund-ids.test.ts',
      test: 'no-over-refund: a refund id that one order has',
    },
  ),
  guard(
    'a request begins only where a connection is free',
    'a request that finds none ends in its middle, where nobody knows what was done',
    'api/http/serve-route.ts',
    ['    await deps.database.room();\n', ''],
    { file: pools, test: 'is refused before it began' },
  ),
  guard(
    'each kind of work has connections of its own',
    'a noisy reader takes the connections of callbacks',
    'api/app.ts',
    ['connections(workOf(route, who?.role ?? null), who)', 'deps.pools.reads'],
    { file: pools, test: 'all other work goes on' },
  ),
  guard(
    'a click is admitted before anything of it is written',
    'a click that is refused leaves its key and its request behind, and waits for the engine',
    'api/admission/with-seat.ts',
    ['const atOnce = admission.seatAtOnce(order);', 'const atOnce = admission.standing;'],
    { file: overload, test: 'refused before anything of them was done' },
  ),
  guard(
    'what the ledger answers needs no seat',
    'a shopper whose order is paid is told to come again, and a repeat loses its attempt',
    'api/admission/with-seat.ts',
    [
      '(await needsNone()) ? admission.standing :',
      '(await needsNone()) ? await admission.seat(order) :',
    ],
    { file: overload, test: 'clicks that the ledger answers are not refused' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const limits = 'test/component/api/limits.test.ts';
const network = 'test/component/api/hostile-network.test.ts';
const overload = 'test/component/api/overload.test.ts';
const admission = 'api/admission/admission.test.ts';
const keyLine = 'api/auth/key-line.test.ts';
const keys = { file: 'api/auth/remembered-keys.ts', tests: 'api/auth/remembered-keys.test.ts' };

/** What keeps one caller from starving all others. */
export const limitGuards: readonly Guard[] = [
  guard(
    'a key is kept to its limit',
    'one key may take all that the installation can do',
    'api/http/serve-route.ts',
    ["return { kind: 'key', name: keyId };", 'return null;'],
    { file: limits, test: 'a key beyond its limit is refused before anything is done' },
  ),
  guard(
    'an operator’s decisions are never limited',
    'an operator who read much can not switch refunds off',
    'api/http/serve-route.ts',
    ['!roles.includes(role)) return', "!roles.includes(role) || role === 'ops') return"],
    { file: limits, test: 'what decides about money that waits is never limited' },
  ),
  guard(
    'a merchant’s switches have a limit of their own',
    'a shop whose till asks in a loop can not switch a channel off',
    'api/http/serve-route.ts',
    ["? null : { kind: 'switch', name: keyId };", "? null : { kind: 'key', name: keyId };"],
    { file: limits, test: 'a merchant’s switches have a limit of their own' },
  ),
  guard(
    'a merchant’s switches take no connection of operators',
    'merchants who switch keep operators and health from the ledger',
    'api/work-pools.ts',
    ["if (by !== null && by !== 'ops') return 'writes';", ''],
    {
      file: 'test/component/api/work-pools.test.ts',
      test: 'a merchant’s switches take no connection of operators',
    },
  ),
  guard(
    'no flood keeps an operator’s new key from the switch',
    'after a restart, strangers behind the same proxy lock operators out of refunds',
    'api/http/serve-route.ts',
    ['const line = route.isLimited ? null : keyLine;', 'const line = null;'],
    { file: limits, test: 'although his address is over its limit' },
  ),
  guard(
    'keys that are not known wait in one line',
    'a flood of wrong keys takes every connection of those who decide',
    'api/auth/key-line.ts',
    ['if (state.isAsking) return;', ''],
    { file: keyLine, test: 'one is asked for at a time' },
  ),
  guard(
    'who is over the limit for wrong keys has few places in their line',
    'two strangers who flood it keep every operator whom a process does not know from deciding',
    'api/auth/access.ts',
    ['isOverLimit: !first.isCounted', 'isOverLimit: false'],
    { file: limits, test: 'wrong keys from an address over its limit wait in few places' },
  ),
  guard(
    'in the line of keys a newcomer gets in',
    'some strangers take all places, and operators are refused',
    'api/auth/key-line.ts',
    ['const pushedOut = line.giveWay(name);', 'const pushedOut = null as Waiter | null;'],
    { file: keyLine, test: 'whoever has most gives way to a newcomer' },
  ),
  guard(
    'an answer is held for keys in force alone',
    'who holds a revoked key is told what happens until his wait ends',
    'api/waiting/long-poll.ts',
    ['await wait.checkKey();', ''],
    {
      file: 'api/waiting/long-poll.test.ts',
      test: 'a waiter whose key died is told nothing that came since',
    },
  ),
  guard(
    'a held answer asks for its own key',
    'a revoked key is still served by what waited when it was revoked',
    'api/http/serve-route.ts',
    [
      'checkKey: () => checkInForce(held, authorization)',
      'checkKey: () => Promise.resolve(void [checkInForce, held])',
    ],
    {
      file: 'test/component/api/merchants.test.ts',
      test: 'that is revoked is refused by every process within five seconds',
    },
  ),
  guard(
    'a held answer outlasts a moment without a free connection',
    'when all connections are busy for half a second, all who wait for news are sent away at once',
    'api/http/serve-route.ts',
    ['database: withoutRoom(depsFor(null).database)', 'database: depsFor(null).database'],
    {
      file: 'test/component/api/work-pools.test.ts',
      test: 'a held answer whose key must be looked up outlasts',
    },
  ),
  guard(
    'calls without a key are kept to the limit of their address',
    'whoever has no key has the ledger asked for wrong ones as often as he likes',
    'api/auth/access.ts',
    [
      'await gate.pass(from);\n    first.isCounted = true;',
      'await Promise.resolve();\n    first.isCounted = true;',
    ],
    { file: limits, test: 'calls without a key, or with a wrong one, count by their address' },
  ),
  guard(
    'a limit is for all processes together',
    'with each process more, every limit is larger',
    'ledger/limits/rate-limits.ts',
    ['excluded.burst - ${used}) + 0.000001', 'excluded.burst) + 0.000001'],
    { file: limits, test: 'all processes share a limit' },
  ),
  guard(
    'a verified callback passes whatever comes from its address',
    'whoever shares an address with a channel keeps its callbacks out',
    'api/callbacks/callback-route.ts',
    [
      'const reading = await at.account.readCallback(raw);',
      'const reading = await at.account.readCallback(raw);\n  await deps.gate.pass(addressCaller(callerAddress(request)), refusedCost);',
    ],
    { file: limits, test: 'refused callbacks are limited, and verified ones pass all the same' },
  ),
  guard(
    'refused callbacks are kept to the limit of their address',
    'each forged callback costs rows, as many as anybody likes to send',
    'api/callbacks/callback-route.ts',
    ['await deps.gate.pass(addressCaller(callerAddress(request)), refusedCost);', ''],
    { file: limits, test: 'refused callbacks are limited, and verified ones pass all the same' },
  ),
  guard(
    'X-Forwarded-For of strangers is not believed',
    'a flood calls itself a million addresses, and no limit holds',
    'api/app.ts',
    [".set('trust proxy', [...deps.trustedProxies])", ".set('trust proxy', true)"],
    { file: limits, test: 'what a stranger says of his own address is not believed' },
  ),
  guard(
    'refused callbacks are kept one after the other',
    'a flood of forged callbacks takes all connections of the genuine ones',
    'api/callbacks/refused-callbacks.ts',
    ['before = mine.catch(() => undefined);', 'before = Promise.resolve();'],
    { file: network, test: 'a flood of forged callbacks, whose rows all hang' },
  ),
  guard(
    'slow connections push out one another',
    'connections that say nothing take all places, and no channel gets in',
    'api/http/connection-places.ts',
    ['if (!isServed(underWayOn(socket))) return socket;', ''],
    { file: network, test: 'with more connections than there are places' },
  ),
  guard(
    'who is being served is not pushed out',
    'idle connections of strangers end the calls of merchants',
    'api/http/connection-places.ts',
    ['if (!isServed(underWayOn(socket))) return socket;', 'return socket;'],
    { file: network, test: 'keeps nobody out, is not pushed out' },
  ),
  guard(
    'a held answer ends in its time',
    'looks that hang keep all places of held answers, of callers who hung up long ago',
    'api/waiting/long-poll.ts',
    [
      'await inTime(lookAgain(), leftMs(), wait.signal)',
      'await inTime(lookAgain(), 1e9, new AbortController().signal)',
    ],
    {
      file: 'api/waiting/long-poll.test.ts',
      test: 'that hangs keeps neither the answer nor its place',
    },
  ),
  guard(
    'held answers are bounded',
    'one key holds all answers, and nobody else may wait',
    'api/waiting/held-answers.ts',
    ['if (mine >= waitingPerKey) {', 'if (mine >= waiting) {'],
    { file: 'api/waiting/held-answers.test.ts', test: 'one key never holds more answers' },
  ),
  guard(
    'a wrong key is remembered',
    'the same wrong key has the ledger asked each time',
    keys.file,
    ['if ((unknown.get(hash) ?? 0) > nowMs()) return null;', ''],
    { file: keys.tests, test: 'a wrong key is asked for once a second' },
  ),
  guard(
    'a revoked key dies within five seconds',
    'a process that knows a key takes it for a minute after it was revoked',
    keys.file,
    ['const rememberedMs = 5_000;', 'const rememberedMs = 60_000;'],
    { file: keys.tests, test: 'a revoked key is refused by every process within five seconds' },
  ),
  guard(
    'held answers to one question look together',
    'one change of a merchant that many wait for takes all connections for reads',
    'api/waiting/shared-looks.ts',
    ['if (known !== undefined) return known;', ''],
    {
      file: 'api/waiting/shared-looks.test.ts',
      test: 'one change makes a hundred held answers to one question look once',
    },
  ),
  guard(
    'held answers look in few places at a time',
    'who waits for news keeps whoever reads from a connection',
    'api/waiting/held-looks.ts',
    ['const all = Math.max(1, Math.floor(connections / 2));', 'const all = connections;'],
    {
      file: 'api/waiting/shared-looks.test.ts',
      test: 'held answers look in few places at a time, whatever they ask',
    },
  ),
  guard(
    'held answers look by turns',
    'one merchant’s held orders hold up the news of all others for minutes',
    'api/waiting/held-looks.ts',
    ['ofOne: Math.max(1, all - 1)', 'ofOne: all'],
    {
      file: 'api/waiting/shared-looks.test.ts',
      test: 'whose looks all hang, hold up no other’s',
    },
  ),
  guard(
    'held answers of few connections look for each caller apart',
    'who waits for a connection of his own holds the one place of all others',
    'api/waiting/held-looks.ts',
    [
      'const looks = all > 1 ? turns : openTurns({ all: Infinity, ofOne: 1 });',
      'const looks = turns;',
    ],
    {
      file: 'api/waiting/shared-looks.test.ts',
      test: 'whose looks all hang, hold up no other’s',
    },
  ),
  guard(
    'readiness has a connection of its own',
    'what operators do makes the API look dead, and its callbacks go nowhere',
    'api/app.ts',
    ['...deps, database: health })', '...deps, database: decisions })'],
    {
      file: 'test/component/api/work-pools.test.ts',
      test: 'however busy all work is, who asks whether we are ready is told so',
    },
  ),
  guard(
    'readiness is asked for once a second',
    'whoever asks whether we are ready loads the ledger',
    'api/ops/reached-peers.ts',
    ['if (asked === null || (isAnswered', 'if (asked !== undefined || (isAnswered'],
    { file: 'api/ops/reached-peers.test.ts', test: 'each peer is asked once a second' },
  ),
  guard(
    'merchants who wait for a seat take turns',
    'a quiet merchant waits until all that a loud one asked is done',
    'api/limits/fair-line.ts',
    ['        sendToTheBack(whose);\n        return first;', '        return first;'],
    { file: admission, test: 'merchants who wait take turns' },
  ),
  guard(
    'no merchant has all seats',
    'one merchant’s hanging orders keep all others from paying, refunding and closing',
    'api/admission/admission.ts',
    ['>= limit.now();\n    return', '>= limit.now() + spareSeats;\n    return'],
    { file: admission, test: 'a merchant whose orders hang in every seat of its own' },
  ),
  guard(
    'where too many wait, whoever has most gives way',
    'one merchant’s clicks take all places, and another’s are refused unseen',
    'api/admission/admission.ts',
    [
      'const pushedOut = waiting.giveWay(merchant);',
      'const pushedOut = waiting.giveWay(merchant) && null;',
    ],
    { file: overload, test: 'while one merchant’s clicks fill all seats and places' },
  ),
  guard(
    'new orders are refused in the share of their own merchant',
    'because one merchant asks too much, another can make no orders',
    'api/admission/admission.ts',
    ['shares.refused(merchant)', "shares.refused('shop')"],
    { file: admission, test: 'to the merchant whose clicks they are' },
  ),
  guard(
    'a seat more is for who waits',
    'who waits for a seat is overtaken by who comes later',
    'api/admission/admission.ts',
    ['        limit.inTime(wasFull);\n        fill();', '        limit.inTime(wasFull);'],
    { file: admission, test: 'a seat more is for who waits' },
  ),
  guard(
    'no merchant has all connections',
    'one read key whose statements hang keeps all other merchants from reading',
    'api/work-pools.ts',
    ['ofOne: Math.max(1, all - 1)', 'ofOne: all'],
    { file: network, test: 'hold up no callback and no other merchant' },
  ),
  guard(
    'merchants have connections by turns',
    'one merchant’s orders take all connections that orders are made with',
    'api/work-pools.ts',
    ['        return writes(access);', '        return pools.writes;'],
    { file: network, test: 'hold up no other merchant’s' },
  ),
  guard(
    'a refund has a seat before anything of it is written',
    'a flood of refunds ends in unknown outcomes, with rows written and refund ids claimed',
    'api/refunds/refund-route.ts',
    [
      'withSeat(deps.admission, key,',
      'withSeat({ ...deps.admission, seatAtOnce: () => deps.admission.standing }, key,',
    ],
    { file: overload, test: 'refunds, closings and words on late payments are refused' },
  ),
];

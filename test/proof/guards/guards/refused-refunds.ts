import { type Guard, guard } from '../guard.ts';

const lessLeft = { file: 'domain/decide/less-left.ts', tests: 'domain/decide/less-left.test.ts' };
const putOff = { file: 'domain/decide/put-off.ts', tests: 'domain/decide/put-off.test.ts' };

/** What is told, and held, when a channel refuses a refund or puts it off. */
export const refusedRefundGuards: readonly Guard[] = [
  guard(
    'a refusal that says less is left holds',
    'a book that is wrong about what is left stays wrong without a word',
    'domain/decide/decide-refund-answers.ts',
    ['if (isLess && attempt !== undefined) {', 'if (isLess && attempt === undefined) {'],
    { file: lessLeft.tests, test: 'rule 10: a refusal that says less is left is told, with' },
  ),
  guard(
    'less left prompts a query',
    'nobody asks the channel what it keeps',
    lessLeft.file,
    ["{ type: 'query_prompted', number: attempt.number, input: null, atMs },", ''],
    { file: lessLeft.tests, test: 'rule 10: a refusal that says less is left is told, with' },
  ),
  guard(
    'no refund by a merchant while nobody knows what is left',
    'a merchant asks again what the channel has just refused',
    'domain/decide/decide-request.ts',
    ['winner.returnedUnclear ? 0 : refundableMinor', 'winner.contradicted ? 0 : refundableMinor'],
    { file: lessLeft.tests, test: 'rule 10: it holds further refunds of that attempt until' },
  ),
  guard(
    'a refund put off is held while nobody knows what is left',
    'a postponed refund goes out although the book is known to be wrong',
    'domain/decide/compensation.ts',
    ['return attempt.returnedUnclear ? [stopUnclear(refund, nowMs)] : [];', 'return [];'],
    { file: lessLeft.tests, test: "rule 10: a merchant's refund put off is held too" },
  ),
  guard(
    'no approval overrules a book that is known to be wrong',
    "a merchant's refund goes out by approval although nobody knows what is left",
    'domain/decide/compensation.ts',
    ['if (attempt?.returnedUnclear === true) return stopUnclear(refund, nowMs);', ''],
    { file: lessLeft.tests, test: "rule 10: a merchant's refund put off is held too" },
  ),
  guard(
    'the hold ends with an amount alone',
    'a person who merely resolves the alert lets refunds go out by a wrong book',
    'domain/decide/decide-request.ts',
    [
      'if (attempt?.returnedUnclear === true && alert.id === unclearAlertId(attempt.number)) {',
      'if (returnedMinor !== undefined && attempt !== undefined) {',
    ],
    { file: lessLeft.tests, test: 'rule 18: a person who says that' },
  ),
  guard(
    'no more went back than is kept',
    'a person books back money that is on its way already',
    'domain/decide/decide-request.ts',
    [
      'const mostMinor = keptMinor(attempt) - outMinor(order, attempt);',
      'const mostMinor = Infinity;',
    ],
    { file: lessLeft.tests, test: 'no-over-refund: what is on its way back can not have' },
  ),
  guard(
    'what a person said counts as a total',
    'money a person told of is counted again when its channel names it',
    'domain/decide/decide-request.ts',
    [
      "const reference = `${referenceByTotal(attempt.transaction ?? '', totalMinor)}:${input}`;",
      'const reference = `said ${totalMinor}:${input}`;',
    ],
    { file: lessLeft.tests, test: 'rule 14: what a person said went back is not counted again' },
  ),
  guard(
    'a short balance is told at once',
    'a refund waits for days for a balance that nobody knows to be short',
    putOff.file,
    ["...(code === 'short_balance' ? alertOfShortBalance(order, refund, atMs) : []),", ''],
    { file: putOff.tests, test: 'rule 10: short balance: a person is told at once' },
  ),
  guard(
    'a short balance is told once',
    'each try on a short balance raises the same alert again',
    putOff.file,
    ['if (isTold) return [];', ''],
    { file: putOff.tests, test: 'rule 10: a balance that stays short is told once' },
  ),
  guard(
    'the alert of a short balance ends with its refund',
    'a person is asked to fund a refund that went out long ago',
    'domain/facts/evolve-alerts.ts',
    ["return refund.status !== 'requested';", 'return false;'],
    { file: putOff.tests, test: 'rule 10: the alert of a short balance ends when its refund' },
  ),
  guard(
    'less left is read from words',
    'WeChat Pay says that less is left and it counts as any refusal',
    'channels/wechat/error-table.ts',
    ["if (saysLessIsLeft.test(error.message)) return 'less_left';", ''],
    {
      file: 'channels/wechat/error-table.test.ts',
      test: 'rule 10: a refund refused with',
    },
  ),
  guard(
    'other content under a known number is no refusal',
    'a create that was executed before counts as refused for good',
    'channels/wechat/error-table.ts',
    ['|请求重入|与首次请求/;', '/;'],
    {
      file: 'channels/wechat/error-table.test.ts',
      test: 'no-guess: other content under a known number',
    },
  ),
  guard(
    'the words are asked for in Chinese',
    'WeChat Pay answers in words that we do not read',
    'channels/wechat/signed-call.ts',
    ["'accept-language': 'zh-CN',", ''],
    {
      file: 'channels/wechat/wechat-channel.test.ts',
      test: 'WeChat Pay is asked to speak Chinese',
    },
  ),
];

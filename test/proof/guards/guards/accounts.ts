import { type Guard, guard } from '../guard.ts';

const bound = 'test/component/api/bound-accounts.test.ts';
const off = 'test/component/api/channels-off.test.ts';
const trouble = 'test/component/api/accounts-in-trouble.test.ts';
const clocks = 'test/component/channels/clocks.test.ts';

/** Whose account may be used, and where no new payment is begun. */
export const accountGuards: readonly Guard[] = [
  guard(
    'an account is offered to its merchants alone',
    'a merchant is paid on the account of another',
    'channels/channel-directory.ts',
    ['accounts.filter((one) => one.merchants?.includes(merchant) === true)', 'accounts'],
    { file: bound, test: 'is refused to the shop, which is told what it may use' },
  ),
  guard(
    'an unbound account serves what was begun on it',
    'callbacks of an account that nobody may use any more are refused',
    'channels/channel-directory.ts',
    [
      'accounts.find((one) => one.channel.name === channel && one.name === account)',
      'accounts.find((one) => one.merchants?.length !== 0 && one.channel.name === channel && one.name === account)',
    ],
    { file: bound, test: 'a callback for an account that is bound to nobody any more is taken' },
  ),
  guard(
    'a click looks whether the channel is off',
    'new payments are begun on a channel that was switched off',
    'api/payments/open-attempt.ts',
    ['  await refuseWhereOff(deps.database, merchant, offer);\n', ''],
    { file: off, test: 'what the operator switches off begins no new payment of anybody' },
  ),
  guard(
    'a merchant sets its own switches alone',
    'a merchant switches automatic refunds on',
    'api/ops/control-routes.ts',
    ['    checkFields(body, access);\n', ''],
    { file: off, test: 'a merchant can not touch what keeps refunds' },
  ),
  guard(
    'whoever switches replaces its own switches alone',
    'a merchant switches on what the operator switched off',
    'ledger/people/channels-off.ts',
    [
      "'delete from channels_off where owner is not distinct from $1'",
      "'delete from channels_off where owner is not distinct from $1 or true'",
    ],
    { file: off, test: 'and can undo nothing of the operator’s' },
  ),
  guard(
    'a misspelt switch is refused',
    'an operator believes a channel off that is not',
    'api/ops/channels-off.ts',
    [
      'const wrong = unknownPart(offered, one, at) ?? (await wrongMerchant(deps, owner, one, at));',
      'const wrong = await wrongMerchant(deps, owner, one, at);',
    ],
    { file: off, test: 'a switch that would switch nothing off is refused' },
  ),
  guard(
    'the time of a channel’s answer is heard',
    'a clock that is ten minutes wrong has every callback refused, and nobody hears of it',
    'channels/transport.ts',
    ['      if (reading !== null) onClock(reading);\n', ''],
    { file: clocks, test: 'is an alert, a line of the log, and in /readyz' },
  ),
  guard(
    'a slow answer is no wrong clock',
    'people are told of a clock that is right',
    'ledger/people/clock-skews.ts',
    ['Math.abs(skewMs) - uncertaintyMs > toleratedSkewMs', 'Math.abs(skewMs) > toleratedSkewMs'],
    { file: clocks, test: 'a skew that may be due to a slow answer is none' },
  ),
  guard(
    'a click looks whether the account is in trouble',
    'a shopper pays on a page whose payment can not be seen',
    'api/payments/open-attempt.ts',
    ['  await refuseInTrouble(deps.database, deps.channels, offer);\n', ''],
    { file: trouble, test: 'rule 20: while Alipay’s answers are not believed' },
  ),
  guard(
    'an answer that is not believed is heard',
    'a wrong key reads as a thousand silences, and nobody is told',
    'channels/alipay/ask.ts',
    ['    onNews({ about: operation, ...read.news });\n', ''],
    { file: trouble, test: 'a wrong key' },
  ),
  guard(
    'three answers, not one, are an account in trouble',
    'one broken answer takes a channel from every shopper',
    'ledger/people/account-health.ts',
    ['export const distrustedAfter = 3;', 'export const distrustedAfter = 1;'],
    { file: trouble, test: 'a wrong key' },
  ),
  guard(
    'an account is checked once a minute',
    'whoever forges callbacks makes us flood the channel',
    'ledger/people/account-health.ts',
    ["const checkEvery = '1 minute';", "const checkEvery = '0 minutes';"],
    { file: trouble, test: 'a callback that is refused changes no state' },
  ),
];

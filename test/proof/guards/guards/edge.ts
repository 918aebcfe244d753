import { type Guard, guard } from '../guard.ts';

/** What keeps text and numbers from outside from jamming an order. */
export const edgeGuards: readonly Guard[] = [
  guard(
    'a key’s name fits into a header (WeChat Pay)',
    'with a platform key of an odd name no call can ever be made, and each is taken for unknown',
    'channels/wechat/settings.ts',
    ['.regex(/^[0-9A-Za-z_]{1,128}$/, ', '.regex(/^[^]+$/, '],
    {
      file: 'config/hostile-settings.test.ts',
      test: 'a platform key whose name fits into no header is refused',
    },
  ),
  guard(
    'an id that no row can have is not asked for',
    'a NUL typed into the engine’s console holds the order for ever',
    'ledger/inbox/inbox-consumption.ts',
    ['const rowId = /^[\\x21-\\x7e]{1,64}$/;', 'const rowId = /^[^]*$/;'],
    {
      file: 'test/component/activities/strange-callbacks.test.ts',
      test: 'bring nothing and are told of once a minute',
    },
  ),
  guard(
    'who names strange callbacks can’t fill a log',
    'each signal with an id of nobody is a line of the log',
    'activities/limited-count.ts',
    [
      'if (untold === 0 || nowMs - toldMs < everyMs) return null;',
      'if (untold === 0) return null;',
    ],
    { file: 'activities/limited-count.test.ts', test: 'the first is told at once' },
  ),
  guard(
    'a signed text cut anew is no money (Alipay), through the real processes',
    'one genuine signature of another system on the app pays a victim’s order',
    'channels/alipay/callback.ts',
    ['if (isResplit(fields)) return promptOnly(claim.signed, news);', ''],
    { file: 'test/live/resplit.test.ts', test: 'one genuine signature' },
  ),
];

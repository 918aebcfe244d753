import { type Guard, guard } from '../guard.ts';

/** Rule 22: personal and free text stands in rows that can be erased, and nowhere else. */
export const privacyGuards: readonly Guard[] = [
  guard(
    'redaction before cutting',
    'a part of an openid stays in what a channel said, at the end of what was cut',
    'channels/no-answer.ts',
    [
      'const message = storableMessage(withoutPersonal(error.message, personal));',
      'const message = withoutPersonal(storableMessage(error.message), personal);',
    ],
    { file: 'channels/wechat/wechat-channel.test.ts', test: 'taken out before a message is cut' },
  ),
];

import { type Guard, guard } from '../guard.ts';

/** Rule 22: personal and free text stands in rows that can be erased, and nowhere else. */
export const privacyGuards: readonly Guard[] = [
  guard(
    'the mark of a payer is keyed',
    'who has the facts and a list of openids finds out who paid',
    'ledger/keyed-hash.ts',
    ["createHmac('sha256', key)", "createHmac('sha256', key.slice(0, 0))"],
    { file: 'ledger/keyed-hash.test.ts', test: 'under another key' },
  ),
  guard(
    'a payer is kept as a mark',
    'the openid itself stands in facts and rows',
    'api/resolve-offer.ts',
    ['payer: payer === null ? null : markOf(channel.name, payer),', 'payer,'],
    { file: 'api/resolve-offer.test.ts', test: 'carries a mark of the payer' },
  ),
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

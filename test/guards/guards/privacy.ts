import { type Guard, guard } from '../guard.ts';

/** Rule 22: personal and free text stands in rows that can be erased, and nowhere else. */
export const privacyGuards: readonly Guard[] = [
  guard(
    'data that no method sends is not kept',
    'name, e-mail and address stand in the ledger though no channel is told of them',
    'api/needed-shopper.ts',
    ['needed.filter((field) => told[field] !== undefined)', 'Object.keys(told) as typeof needed'],
    { file: 'api/needed-shopper.test.ts', test: 'only what the method sends is kept' },
  ),
  guard(
    'nothing is erased while its order is under way',
    'a create is repeated without the payer it named before',
    'ledger/erasure.ts',
    ['and orders.next_due_at is null and exists (', 'and exists ('],
    { file: 'test/ledger/erasure.test.ts', test: 'is erased at a word once the order is at rest' },
  ),
  guard(
    'text is kept for a while after its order came to rest',
    'what merchant and operator still need is gone at once',
    'ledger/erasure.ts',
    ["- $1 * interval '1 millisecond')`;", "- 0 * $1 * interval '1 millisecond')`;"],
    { file: 'test/ledger/erasure.test.ts', test: 'for long enough, and not before' },
  ),
  guard(
    'callbacks are erased with their order',
    'the raw body, which names the payer, stays in the inbox for ever',
    'ledger/erasure.ts',
    ['await eraseCallbacks(db, key);', ''],
    { file: 'test/ledger/erasure.test.ts', test: 'is erased at a word once the order is at rest' },
  ),
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

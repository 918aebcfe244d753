import { type Guard, guard } from '../guard.ts';

const erasure = 'test/component/ledger/erasure.test.ts';
const freeText = 'test/component/activities/free-text.test.ts';
const texts = {
  file: erasure,
  test: 'a channel’s words and a merchant’s reason are erased with it; the codes stay',
};
const migration = {
  file: 'test/component/ledger/free-text-migration.test.ts',
  test: 'rule 22: a ledger of before keeps its free text in rows that can be erased',
};

/** Rule 22: personal and free text stands in rows that can be erased, and nowhere else. */
export const privacyGuards: readonly Guard[] = [
  guard(
    'data that no method sends is not kept',
    'name, e-mail and address stand in the ledger though no channel is told of them',
    'api/payments/needed-shopper.ts',
    ['needed.filter((field) => told[field] !== undefined)', 'Object.keys(told) as typeof needed'],
    { file: 'api/payments/needed-shopper.test.ts', test: 'only what the method sends is kept' },
  ),
  guard(
    'nothing is erased while its order is under way',
    'a create is repeated without the payer it named before',
    'ledger/texts/erasure.ts',
    ['and ${nothingDue} and exists (', 'and exists ('],
    {
      file: 'test/component/ledger/erasure.test.ts',
      test: 'is erased at a word once the order is at rest',
    },
  ),
  guard(
    'nothing is erased while something of its order is held',
    'a held refund goes out with other words than before',
    'ledger/texts/erasure.ts',
    ['and not orders.held\n', '\n'],
    { file: erasure, test: 'stays while something of the order is held' },
  ),
  guard(
    'text is kept for a while after its order came to rest',
    'what merchant and operator still need is gone at once',
    'ledger/texts/erasure.ts',
    ["- $1 * interval '1 millisecond')`;", "- 0 * $1 * interval '1 millisecond')`;"],
    { file: 'test/component/ledger/erasure.test.ts', test: 'for long enough, and not before' },
  ),
  guard(
    'callbacks are erased with their order',
    'the raw body, which names the payer, stays in the inbox for ever',
    'ledger/texts/erasure.ts',
    ['await eraseCallbacks(db, key);', ''],
    {
      file: 'test/component/ledger/erasure.test.ts',
      test: 'is erased at a word once the order is at rest',
    },
  ),
  guard(
    'the mark of a payer is keyed',
    'whoever has the facts and a list of openids finds out who paid',
    'ledger/keys/keyed-hash.ts',
    ["createHmac('sha256', key)", "createHmac('sha256', key.slice(0, 0))"],
    { file: 'ledger/keys/keyed-hash.test.ts', test: 'under another key' },
  ),
  guard(
    'a payer is kept as a mark',
    'the openid itself stands in facts and rows',
    'api/payments/resolve-offer.ts',
    ['payer: payer === null ? null : markOf(channel.name, payer),', 'payer,'],
    { file: 'api/payments/resolve-offer.test.ts', test: 'carries a mark of the payer' },
  ),
  guard(
    'redaction before cutting',
    'a part of an openid stays at the end of a channel’s message that was cut',
    'channels/no-answer.ts',
    [
      'const message = storableMessage(withoutPersonal(error.message, personal));',
      'const message = withoutPersonal(storableMessage(error.message), personal);',
    ],
    { file: 'channels/wechat/wechat-channel.test.ts', test: 'taken out before a message is cut' },
  ),
  guard(
    'no words go back through the engine',
    'what a channel said stands in the history of the run',
    'activities/recorded-call.ts',
    ['const { said } = apartFromWords(answer.answer);', 'const said = answer.answer;'],
    { file: freeText, test: 'goes back as its code alone' },
  ),
  guard(
    'words stand apart from the answer',
    'the answer that a run reads, and what is left of it after the erasure, quotes the channel',
    'ledger/answers/channel-answers.ts',
    ['answer: { ...answer, answer: said } as TaskAnswer,', 'answer,'],
    texts,
  ),
  guard(
    'words are kept by the append that takes them',
    'merchant and operator are not told why a refund failed',
    'ledger/views/order-texts.ts',
    ['await keepWords(db, key, facts, spoken);', ''],
    texts,
  ),
  guard(
    'words are those to the very failure',
    'a refund is shown with the words about another refund’s failure',
    'ledger/texts/failure-words.ts',
    [
      "if (subjectOf(answer) !== fact.number || !('code' in said)) return false;",
      "if (!('code' in said)) return false;",
    ],
    { file: erasure, test: 'words to one refund are not told of another' },
  ),
  guard(
    'words are erased with their order',
    'what a channel said stays for ever',
    'ledger/texts/erasure.ts',
    ['await eraseWords(db, key);', ''],
    texts,
  ),
  guard(
    'words beside an answer are erased with their order',
    'what a channel said stays for ever, beside the answer that was taken',
    'ledger/texts/erasure.ts',
    ['await eraseAnswerWords(db, key);', ''],
    texts,
  ),
  guard(
    'a reason moves from its request',
    'the reason stands twice, with the request and with the refund',
    'ledger/texts/refund-reasons.ts',
    [
      'update requests set reason = null from asked',
      'update requests set key_id = key_id from asked',
    ],
    { file: freeText, test: 'a channel is told the same reason under a number each time' },
  ),
  guard(
    'no other words under the same refund number',
    'a refund whose reason was erased is sent with another one',
    'activities/recorded-call.ts',
    ["if (kind === 'refund' && refund.reason === null) return notInLedger(reasonIsErased);", ''],
    { file: freeText, test: 'a channel is told the same reason under a number each time' },
  ),
  guard(
    'a refund that may still be sent keeps its reason',
    'a refund that is approved after a month is sent with other words under its number, and refused',
    'ledger/texts/refund-reasons.ts',
    [
      'where refunds.number = refund_reasons.number and not ${mayBeSent}',
      'where refunds.number = refund_reasons.number',
    ],
    { file: erasure, test: 'keeps its reason until it can not be sent any more' },
  ),
  guard(
    'a request under way keeps its reason',
    'the sweep takes the reason of a refund that is being asked for',
    'ledger/texts/refund-reasons.ts',
    ['and reason is not null and ${cameToNothing}`', 'and reason is not null`'],
    { file: erasure, test: 'once it can not be under way' },
  ),
  guard(
    'a repeated refund is compared by the hash of its reason',
    'another reason under the same id is taken for the same refund',
    'domain/decide/decide-request.ts',
    ['return reasonMark === request.reasonMark;', 'return true;'],
    {
      file: 'domain/decide/decide-request.test.ts',
      test: 'rule 22: a repeated refund is compared by the hash of its reason',
    },
  ),
  guard(
    'old facts are read without free text',
    'the words in older facts go through the engine with each fold',
    'domain/facts/fact-record.ts',
    ['= [withoutFreeText];', '= [(fact) => fact];'],
    {
      file: 'domain/facts/fact-record.test.ts',
      test: 'rule 22: an old fact is read without the words',
    },
  ),
  guard(
    'words leave the facts of before',
    'what channels said stays in the facts of before for ever',
    'ledger/migrations/0013-free-text-out-of-facts.sql',
    ["update facts set data = data - 'message'", "update facts set data = data - 'messages'"],
    migration,
  ),
  guard(
    'reasons leave the facts of before',
    'why merchants asked for refunds stays in the facts of before for ever',
    'ledger/migrations/0013-free-text-out-of-facts.sql',
    ["update facts set data = data - 'reason'", "update facts set data = data - 'reasons'"],
    migration,
  ),
  guard(
    'facts are append-only again after the migration',
    'a bug can change what happened',
    'ledger/migrations/0013-free-text-out-of-facts.sql',
    ['alter table facts enable trigger facts_append_only;', ''],
    migration,
  ),
];

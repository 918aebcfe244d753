import { type Guard, guard } from '../guard.ts';

const wechat = {
  calls: 'channels/wechat/wechat-channel.test.ts',
  callback: 'channels/wechat/callback.test.ts',
};
const alipay = {
  calls: 'channels/alipay/alipay-channel.test.ts',
  callback: 'channels/alipay/callback.test.ts',
};
const refused = 'is refused, and at most hints at its payment';

/**
 * The firewall between a channel's word and the rules: who signed it, when, for whom, about what.
 */
export const channelGuards: readonly Guard[] = [
  guard(
    'null says as little as nothing',
    'a success is not read, for a field that nobody needs is null',
    'channels/unsaid.ts',
    ['field.nullish().transform', 'field.optional().transform'],
    { file: 'channels/needed-alone.test.ts', test: 'WeChat Pay’s answer to a' },
  ),
  guard(
    'signature (WeChat Pay)',
    'a callback or answer signed by a stranger is believed',
    'channels/wechat/verify-platform.ts',
    [
      'if (key !== null && !signature.matches(signed.body, key)) {',
      'if (key !== null && signed.body.length < 0) {',
    ],
    { file: wechat.callback, test: refused },
  ),
  guard(
    'signed time (WeChat Pay)',
    'a callback recorded long ago is believed when it is sent again',
    'channels/wechat/verify-platform.ts',
    [
      'const isFresh = Math.abs(ageMs) <= signatureToleranceMs;',
      'const isFresh = Number.isFinite(ageMs / signatureToleranceMs);',
    ],
    { file: wechat.callback, test: refused },
  ),
  guard(
    'SIGNTEST probes are refused (WeChat Pay)',
    'a probe with a false signature is read as a callback',
    'channels/wechat/verify-platform.ts',
    ['if (signature.isProbe) {', "if (signature.serial === '') {"],
    { file: wechat.callback, test: refused },
  ),
  guard(
    'account (WeChat Pay)',
    "another merchant's callback is taken for ours",
    'channels/wechat/callback.ts',
    ["if (account.mchid !== settings.mchid) return 'mchid';", ''],
    { file: wechat.callback, test: refused },
  ),
  guard(
    'app (WeChat Pay)',
    "another app's callback is taken for ours",
    'channels/wechat/callback.ts',
    [
      "return account.appid === undefined || account.appid === settings.appid ? null : 'appid';",
      'return null;',
    ],
    { file: wechat.callback, test: refused },
  ),
  guard(
    'answers are verified (WeChat Pay)',
    'whoever answers in the place of the channel is believed',
    'channels/wechat/ask.ts',
    ["if (verdict.kind !== 'genuine') {", "if (verdict.kind === 'probe') {"],
    { file: wechat.calls, test: 'at create, query, close or refund proves nothing' },
  ),
  guard(
    'an answer is about the payment asked for (WeChat Pay)',
    "another payment's success pays this attempt",
    'channels/wechat/query.ts',
    ["if (trade.out_trade_no !== payment.paymentNumber) return 'out_trade_no';", ''],
    { file: wechat.calls, test: 'A query answered' },
  ),
  guard(
    'a known transaction is asked for by its own number (WeChat Pay)',
    'a second transaction answers for the first',
    'channels/wechat/query.ts',
    [
      'if (payment.transaction !== null && trade.transaction_id !== payment.transaction) {',
      "if (trade.transaction_id === 'none') {",
    ],
    { file: wechat.calls, test: 'A known transaction is asked for by its own number' },
  ),
  guard(
    'a refund answer is about the amount asked for (WeChat Pay)',
    'a refund of another amount counts as this one',
    'channels/wechat/refund.ts',
    ["if (refund.amount.refund !== request.amountMinor) return 'amount';", ''],
    { file: wechat.calls, test: 'A refund, asked or asked about' },
  ),
  guard(
    'a revoked payment is no unpaid one (WeChat Pay)',
    'a payment that was taken and revoked ends as closed',
    'channels/wechat/trade.ts',
    [
      "case 'REVOKED':\n    default:\n      return null;",
      "case 'REVOKED':\n      return { kind: 'closed' };\n    default:\n      return null;",
    ],
    { file: wechat.calls, test: 'A query answered' },
  ),
  guard(
    'an error of the channel proves nothing (WeChat Pay)',
    'a 500 with a refusal in it counts as refused',
    'channels/wechat/error-table.ts',
    ["if (error.status < 400 || error.status >= 500) return 'unknown';", ''],
    { file: 'channels/wechat/error-table.test.ts', test: 'A 5xx is unknown and a 429 retry' },
  ),
  guard(
    'an unlisted error proves nothing (WeChat Pay)',
    'an error code we do not know counts as a refusal',
    'channels/wechat/error-table.ts',
    [
      "return row === undefined ? 'unknown' : (row[operation] ?? row.any);",
      "return row === undefined ? 'definite' : (row[operation] ?? row.any);",
    ],
    { file: 'channels/wechat/error-table.test.ts', test: 'An unlisted code is unknown' },
  ),
  guard(
    'certificates come sealed and signed (WeChat Pay)',
    'a list of certificates is believed whoever signed it',
    'channels/wechat/platform-keys.ts',
    [
      'if (key === undefined || !signature.matches(reply.body, key)) return;',
      'if (key === undefined) return;',
    ],
    {
      file: 'channels/wechat/platform-keys.test.ts',
      test: 'no-guess: where the list of certificates',
    },
  ),
  guard(
    'signature (Alipay)',
    'a callback or answer signed by a stranger is believed',
    'channels/alipay/verify-alipay.ts',
    [
      'if (isRsaSha256(claim.signed, sign, alipayKey)) return',
      'if (isRsaSha256(claim.signed, sign, alipayKey) || true) return',
    ],
    { file: alipay.callback, test: refused },
  ),
  guard(
    'no signature is no signature (Alipay)',
    'an unsigned callback or answer is believed',
    'channels/alipay/verify-alipay.ts',
    [
      "if (sign === null || sign === '') return { kind: 'unsigned', detail: 'It carries no signature.' };",
      "if (sign === null || sign === '') return { kind: 'genuine' };",
    ],
    { file: alipay.calls, test: 'proves nothing, whatever was asked' },
  ),
  guard(
    'no weaker signature (Alipay)',
    'the message chooses how it is verified',
    'channels/alipay/callback.ts',
    ["if (rawValue(parts, 'sign_type')?.equals(rsa2) !== true) {", 'if (parts.length === 0) {'],
    { file: alipay.callback, test: refused },
  ),
  guard(
    'a value that holds fields is no evidence (Alipay)',
    "one signature over a text with the victim's number in its body pays the victim's order",
    'channels/alipay/callback.ts',
    ['if (isResplit(fields)) return promptOnly(claim.signed, news);', ''],
    { file: alipay.callback, test: 'One genuine text cut into other fields' },
  ),
  guard(
    'a name that holds fields is no evidence (Alipay)',
    'the fields that Alipay wrote are hidden in a name',
    'channels/alipay/resplit.ts',
    ['!plainName.test(name) || holdsField(value)', "name === '' || holdsField(value)"],
    { file: alipay.callback, test: 'A name that swallowed fields' },
  ),
  guard(
    'one name, one field (Alipay)',
    'a field written into a text stands beside the one Alipay wrote',
    'channels/alipay/form-body.ts',
    ['value === null || names.has(name)) return null;', 'value === null) return null;'],
    { file: 'channels/alipay/form-body.test.ts', test: 'A form that has a name twice' },
  ),
  guard(
    'an id from outside is bounded',
    'a signed number of 8,000 characters, or with half a character, jams its order',
    'channels/outside-text.ts',
    [
      'export const outsideId = z.string().regex(new RegExp(',
      "export const outsideId = z.string().regex(new RegExp('^[^]+$') ?? (",
    ],
    { file: 'channels/outside-text.test.ts', test: 'is no id' },
  ),
  guard(
    'text from outside is cut between characters',
    'half an emoji of an error message makes the database refuse the answer',
    'channels/outside-text.ts',
    [
      "return clean.slice(0, longest).replace(/\\p{Surrogate}$/u, '');",
      'return clean.slice(0, longest);',
    ],
    { file: 'channels/outside-text.test.ts', test: 'Half a character is never' },
  ),
  guard(
    'app (Alipay)',
    "another app's callback is taken for ours",
    'channels/alipay/callback.ts',
    ["if (textOf(fields, 'app_id') !== settings.appId) return 'app_id';", ''],
    { file: alipay.callback, test: refused },
  ),
  guard(
    'seller (Alipay)',
    "another seller's callback is taken for ours",
    'channels/alipay/callback.ts',
    [
      "return seller === null || seller === '' || seller === settings.sellerId ? null : 'seller_id';",
      'return seller === null ? null : null;',
    ],
    { file: alipay.callback, test: refused },
  ),
  guard(
    'answers are verified (Alipay)',
    'whoever answers in the place of the channel is believed',
    'channels/alipay/ask.ts',
    ["if (verdict.kind !== 'genuine') {", "if (verdict.kind === 'key_unknown') {"],
    { file: alipay.calls, test: 'proves nothing, whatever was asked' },
  ),
  guard(
    'an answer is about the payment asked for (Alipay)',
    "another payment's success pays this attempt",
    'channels/alipay/ask.ts',
    [
      'if (result.out_trade_no !== undefined && result.out_trade_no !== paymentNumber) {',
      "if (result.out_trade_no === '') {",
    ],
    { file: alipay.calls, test: 'proves nothing, whatever was asked' },
  ),
  guard(
    'one name, one member (Alipay)',
    'an answer that holds two nodes of one name is believed',
    'channels/alipay/signed-answer.ts',
    ['if (end <= valueAt || members.has(name)) return null;', 'if (end <= valueAt) return null;'],
    { file: alipay.calls, test: 'proves nothing, whatever was asked' },
  ),
  guard(
    'closed after a payment is a payment (Alipay)',
    'TRADE_CLOSED after a full refund reads as never paid',
    'channels/alipay/trade.ts',
    ['  if (isPaidHere) {\n', '  if (isPaidHere && isKnownPaid && !isKnownPaid) {\n'],
    { file: alipay.callback, test: 'A payment ' },
  ),
  guard(
    'only fund_change is a refund (Alipay)',
    'a refund answered with 10000 counts as done',
    'channels/alipay/refund.ts',
    [
      "const kind = refund.fund_change === 'Y' ? 'succeeded' : 'processing';",
      "const kind = 'succeeded';",
    ],
    { file: alipay.calls, test: 'A refund answered' },
  ),
  guard(
    'a shopper’s card is none of ours (WeChat Pay)',
    'bank and last digits of the card that gets a refund stand in facts for ever',
    'channels/wechat/refund-told.ts',
    ["(bankCard.test(account) ? 'bank' : null)", '(account as RefundDestination)'],
    { file: 'channels/wechat/refund-told.test.ts', test: 'rule 22: of a card only' },
  ),
  guard(
    'not existing is not closed (Alipay)',
    'a code nobody has scanned yet is given up',
    'channels/alipay/query.ts',
    [
      "if (reply.meaning === 'not_known') return { kind: 'not_known' };",
      "if (reply.meaning === 'not_known') return { kind: 'closed' };",
    ],
    { file: alipay.calls, test: 'TRADE_NOT_EXIST is not known, never closed' },
  ),
  guard(
    'a broken connection is no refusal',
    'a call cut off after it was sent counts as never sent',
    'channels/transport.ts',
    [
      "return { kind: 'no_answer', code: reason, message: `The connection broke",
      "return { kind: 'not_sent', code: reason, message: `The connection broke",
    ],
    {
      file: 'channels/transport.test.ts',
      test: 'A connection that breaks after sending is no answer',
    },
  ),
  guard(
    'a time-out is no refusal',
    'a call that got no answer in time counts as never sent',
    'channels/transport.ts',
    [
      "return { kind: 'no_answer', code: 'TIMEOUT', message };",
      "return { kind: 'not_sent', code: 'TIMEOUT', message };",
    ],
    { file: 'channels/transport.test.ts', test: 'An unusable answer' },
  ),
  guard(
    'an amount is read exactly or not at all',
    'half a cent is dropped from a channel’s figure',
    'domain/values/currency.ts',
    ['if (/[^0]/.test(fraction.slice(exponent))) return null;', ''],
    {
      file: 'domain/values/currency.test.ts',
      test: 'rule 17: a decimal is read exactly or not at all',
    },
  ),
];

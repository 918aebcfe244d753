import { type Guard, guard } from '../guard.ts';

const sink = 'config/log/line-sink.test.ts';
const endless = 'test/component/api/endless-bodies.test.ts';
const addresses = 'test/component/api/addresses.test.ts';

/** What keeps callers who mean harm, or make mistakes, from costing others. */
export const hostileGuards: readonly Guard[] = [
  guard(
    'an address is kept as it was checked',
    'what was checked is not what notices are sent to',
    'api/orders/make-order.ts',
    ['const request = normalised(sent);', 'const request = sent;'],
    { file: addresses, test: 'is kept and answered as checked' },
  ),
  guard(
    'an order made before addresses were normalised is still the same order',
    'a shop that repeats its old request is told of a conflict',
    'api/orders/make-order.ts',
    ['[normalised(sent), sent].some', '[normalised(sent)].some'],
    { file: addresses, test: 'is still the same order, as it was stored' },
  ),
  guard(
    'no id that an address can not name',
    'an order is made that nobody can ask for',
    'api/http/text-forms.ts',
    ['/^(?!\\.{1,2}$)/', '/^/'],
    { file: addresses, test: 'is no id of an order or refund' },
  ),
  guard(
    'a request leaves nothing on the signal of its process',
    'each request is remembered until the process ends',
    'api/http/call-signal.ts',
    ["stopping.removeEventListener('abort', abort);", ''],
    { file: 'api/http/call-signal.test.ts', test: 'leaves nothing on the signal of the process' },
  ),
  guard(
    'a log that can’t be written ends nothing',
    'a full disk under the log ends the API',
    'config/log/line-sink.ts',
    ['        return false;', "        throw new Error('the log');"],
    { file: sink, test: 'what can’t be written waits, whole' },
  ),
  guard(
    'what waits to be logged is bounded',
    'a reader of the log who is too slow takes the memory of the process',
    'config/log/line-sink.ts',
    [
      'if (state.bytes + bytes.length <= mostBytes) keep(bytes);',
      'if (mostBytes > 0) keep(bytes);',
    ],
    { file: sink, test: 'beyond a bound lines are dropped' },
  ),
  guard(
    'strangers can’t fill the log',
    'each forged callback is a line of the log',
    'config/log/limited-log.ts',
    ['if (window.written >= most) {', 'if (window.written < 0) {'],
    { file: 'config/log/limited-log.test.ts', test: 'of the same again and again' },
  ),
  guard(
    'a form of thousands of fields is not split (Alipay)',
    'without a key, one request of 64 KiB stops everybody for 30 ms',
    'channels/alipay/form-body.ts',
    ['if (fields > mostFields) return null;', ''],
    { file: 'channels/alipay/callback.test.ts', test: 'A form of thousands of fields is refused' },
  ),
  guard(
    'what can’t be signed is not decoded (Alipay)',
    'whoever sends a form without a signature has all of it decoded',
    'channels/alipay/callback.ts',
    ['if (doubt !== null) return refuse(doubt.reason, doubt.detail);', ''],
    { file: 'channels/alipay/callback.test.ts', test: 'is not even decoded' },
  ),
  guard(
    'nothing is parsed before it is verified (WeChat Pay)',
    'whoever sends JSON has it parsed and decrypted without a signature',
    'channels/wechat/callback.ts',
    [
      '  const verdict = await withinTime(longestSearchMs',
      '  open(callback, settings);\n  const verdict = await withinTime(longestSearchMs',
    ],
    { file: 'channels/wechat/callback.test.ts', test: 'is neither parsed nor decrypted' },
  ),
  guard(
    'a signature has the form of one (WeChat Pay)',
    'headers of any length and content cost a signature’s check and a search for their key',
    'channels/wechat/platform-signature.ts',
    ['if (!serialPattern.test(serial) || ', "if (serial === '' || "],
    { file: 'channels/wechat/callback.test.ts', test: 'that WeChat would not send' },
  ),
  guard(
    'a body without end is not read to its end',
    'anybody keeps the API busy with reading what it has refused',
    'api/http/unread-rest.ts',
    ['if (left < 0) cutOff(request, lingerMs);', ''],
    { file: endless, test: 'a body without end is not read to its end' },
  ),
  guard(
    'a body that says it is too large is refused at once',
    'bodies that are refused in the end are asked for',
    'api/http/http-server.ts',
    ['return saysTooLarge(request) ? bodyTooLarge() : null;', 'return null;'],
    { file: endless, test: 'a body that says it is too large is refused before any of it comes' },
  ),
  guard(
    'trouble of the moment is no bug',
    'a caller whose lock was not had in time is told of a bug',
    'ledger/database/passing-trouble.ts',
    ['passingCodes.has(code) ||', ''],
    {
      file: 'test/component/api/ledger-trouble.test.ts',
      test: 'is retryable, and the same request then makes the order',
    },
  ),
  guard(
    'no address without TLS in production',
    'keys and payments go over the wire for anybody to read',
    'config/plain-http.ts',
    ["if (env['NODE_ENV'] !== 'production' ||", "if (env['NODE_ENV'] !== 'no such' ||"],
    { file: 'config/plain-http.test.ts', test: 'in production no address goes without TLS' },
  ),
  guard(
    'the last answer is a problem',
    'an error in the making of a problem is answered by Express, with its stack',
    'api/http/problem-response.ts',
    ['    } catch {\n', '    } catch (failed) {\n      throw failed;\n'],
    { file: 'api/http/last-answer.test.ts', test: 'or in the log itself, is a problem' },
  ),
];

import { type Guard, guard } from '../guard.ts';

const nowhere = 'notices/send-notice-nowhere.test.ts';
const sending = 'notices/send-notice.test.ts';

/** What keeps notices from where they must never go, and a receiver from holding up others. */
export const noticeSendingGuards: readonly Guard[] = [
  guard(
    'a notice’s address that is written in numbers is checked',
    'a merchant’s notify_url of 169.254.169.254 makes the worker call its own cloud',
    'notices/send-notice.ts',
    ['const fault = endpoint.isLiteral ?', 'const fault = endpoint.path === null ?'],
    { file: nowhere, test: 'written as an address' },
  ),
  guard(
    'a notice’s name is connected to only where its addresses allow it',
    'a name that leads to a private address is connected to',
    'notices/checked-lookup.ts',
    ['found.filter((_, place) => faults[place] === null)', 'found'],
    { file: nowhere, test: 'by a name that DNS leads there' },
  ),
  guard(
    'a notice is not sent before the other end is looked at',
    'a connection that leads elsewhere than was checked gets the notice',
    'notices/checked-lookup.ts',
    ['if (fault !== null) socket.destroy(new NoticeRefused(fault));', 'void fault;'],
    { file: nowhere, test: 'ends before its first byte' },
  ),
  guard(
    'a notice goes to strangers over TLS alone',
    'whoever listens on the way reads orders',
    'notices/endpoint.ts',
    ["return isSecure || rules.isOpened(address) ? null : 'https_required';", 'return null;'],
    { file: nowhere, test: 'what goes without TLS goes only' },
  ),
  guard(
    'an address that no notice can reach is refused',
    'a merchant learns a day later that its http address gets no notices',
    'api/orders/make-order.ts',
    ['checkNoticeAddress(deps.noticeRules, request.notify_url);', ''],
    {
      file: 'test/component/api/addresses.test.ts',
      test: 'of an order is refused, for no notice could ever be sent there',
    },
  ),
  guard(
    'a notice goes to whom a known authority vouches for',
    'whoever stands in between takes the notice',
    'notices/send-notice.ts',
    ['rejectUnauthorized: true', 'rejectUnauthorized: false'],
    { file: sending, test: 'an authority that nobody knows is refused' },
  ),
  guard(
    'a notice’s try ends in time, whatever drips',
    'a receiver that answers a byte now and then holds its try for ever',
    'notices/send-notice.ts',
    ['}, mostMs);', '}, 2 ** 31 - 1);'],
    { file: sending, test: 'is given up after the time' },
  ),
  guard(
    'a notice’s answer is cut',
    'a receiver that answers without end is read without end',
    'notices/exchange.ts',
    ['if (bytes <= mostBytes) return;', 'if (bytes >= 0) return;'],
    { file: sending, test: 'an answer that is far too long is cut' },
  ),
];

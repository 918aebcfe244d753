import { type Guard, guard } from '../guard.ts';

const clicks = 'test/component/edge/cashier-clicks.test.ts';
const bounds = 'test/component/api/cashier.test.ts';
const streams = 'test/component/ledger/order-streams.test.ts';

/** Guards of the page where shoppers pay. */
export const cashierGuards: readonly Guard[] = [
  guard(
    'the shopper is asked before another payment is opened',
    'who scanned and saw nothing happen is given a second code at a click',
    'api/cashier/click-route.ts',
    ['if (question !== null) {', "if (question === '') {"],
    { file: clicks, test: 'another way is asked about before it is opened' },
  ),
  guard(
    'a return proves nothing',
    'whoever comes back from a channel is shown a code again, as if nothing had been paid',
    'checkout/page-state.ts',
    ["if (place === 'return') return 'confirming';", ''],
    {
      file: 'checkout/page-state.test.ts',
      test: 'the return from a channel proves nothing',
    },
  ),
  guard(
    'a form carries its click’s own key',
    'two buttons of one page share a key, and the second opens nothing',
    'checkout/parts/choice-form.ts',
    ["`${clickId}-${choiceName(choice).replaceAll(':', '-')}`", 'clickId'],
    {
      file: 'checkout/cashier-page.test.ts',
      test: 'each choice is a form with a key of its own',
    },
  ),
  guard(
    'what an order is called is shown as text',
    'a description runs as a script on the page where people pay',
    'checkout/html.ts',
    [
      "if (typeof value === 'string') return htmlText(value);",
      "if (typeof value === 'string') return value;",
    ],
    { file: 'checkout/cashier-page.test.ts', test: 'the page holds no tag and no attribute of it' },
  ),
  guard(
    'tokens can’t be guessed at',
    'whoever tries tokens is asked about each of them',
    'api/http/serve-token-route.ts',
    [
      'if (known === undefined) await gate.pass(from);\n  else await gate.pass(',
      'if (known !== undefined) await gate.pass(',
    ],
    { file: bounds, test: 'whoever guesses tokens is refused' },
  ),
  guard(
    'open pages are bounded',
    'one order’s page, opened without end, takes all places',
    'api/cashier/order-streams.ts',
    ['if (one.watchers.size >= limits.streamsPerOrder) {', 'if (one.watchers.size < 0) {'],
    { file: bounds, test: 'so many pages of one order' },
  ),
  guard(
    'open pages of one address are bounded',
    'one stranger with many orders takes all places',
    'api/cashier/order-streams.ts',
    ['if (here >= limits.streamsPerAddress) {', 'if (here < 0) {'],
    { file: streams, test: 'so many streams of one address' },
  ),
  guard(
    'cashier pages are bounded by address',
    'one stranger with many orders has the ledger asked as often as he likes',
    'api/http/serve-token-route.ts',
    ['await gate.pass(shopperCaller(address));', ''],
    { file: bounds, test: 'many orders’ pages that one network loads' },
  ),
  guard(
    'a lost notification is made up for',
    'a page whose notification was lost never shows that it is paid',
    'api/cashier/order-streams.ts',
    ['if (behind) look(name);', ''],
    { file: streams, test: 'a change whose notification was lost is told all the same' },
  ),
  guard(
    'a page is told no version twice, and no older one',
    'what was overtaken is shown after what overtook it',
    'api/cashier/order-streams.ts',
    ['if (!isNews(watcher.known, now)) continue;', ''],
    { file: streams, test: 'a version is told once' },
  ),
];

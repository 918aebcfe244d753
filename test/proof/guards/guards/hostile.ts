import { type Guard, guard } from '../guard.ts';

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
];

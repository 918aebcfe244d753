import { expect, test } from 'vitest';
import { callbackNews, type CallbackNews } from './callback-news.ts';

const everyKind: CallbackNews[] = [
  {
    kind: 'payment',
    finding: {
      kind: 'success',
      transaction: 'T-1',
      amountMinor: 1999,
      currency: 'CNY',
      returnedMinor: null,
      paidAtMs: 1,
    },
  },
  { kind: 'payment', finding: { kind: 'not_known' } },
  { kind: 'payment', finding: { kind: 'declined', code: 'card_declined' } },
  {
    kind: 'refund',
    refundNumber: 'N-1R1',
    reference: 'R-1',
    amountMinor: 1999,
    standing: { kind: 'abnormal', code: 'account_closed' },
  },
  { kind: 'reversal', reference: 'D-1', amountMinor: 5 },
  { kind: 'dispute', state: 'lost' },
];

test.each(everyKind)('nothing-lost: stored news are read back whole: $kind', (news) => {
  expect(callbackNews.parse(JSON.parse(JSON.stringify(news)))).toEqual(news);
});

test('news of no known shape are an error, not a guess', () => {
  expect(() => callbackNews.parse({ kind: 'payment', finding: { kind: 'maybe' } })).toThrow();
  const half = { kind: 'reversal', reference: 'D-1', amountMinor: 0.5 };
  expect(() => callbackNews.parse(half)).toThrow();
});

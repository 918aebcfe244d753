import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../../../domain/facts/fact.ts';
import { countDuplicates, judge } from './judge.ts';
import {
  amountMinor,
  asked,
  compensation,
  duplicate,
  expiresAtMs,
  ledgerFacts,
  type Lie,
  merchantRefund,
  plant,
  trueAttempts,
  trueFacts,
  trueRefunds,
  truth,
  winner,
} from './planted.ts';
import type { InvariantName } from './violation.ts';
import { invariantNames } from './violation.ts';

/** Tests that the judge finds each lie planted into a true story, under its invariant's name. */

const facts = (...more: RecordedFact[]): Lie => {
  const all = ledgerFacts([...trueFacts, ...more]);
  return { ledger: { facts: all, version: all.length } };
};

const book = (number: string, change: object): Lie => ({
  order: { book: truth.book.map((one) => (one.number === number ? { ...one, ...change } : one)) },
});

const attempt = (number: string, change: object): Lie => ({
  ledger: {
    attempts: trueAttempts.map((one) => (one.number === number ? { ...one, ...change } : one)),
  },
});

const refund = (number: string, change: object): Lie => ({
  ledger: {
    refunds: trueRefunds.map((one) => (one.number === number ? { ...one, ...change } : one)),
  },
});

const seen = (status: string, version: number, sentAtMs: number) => ({
  by: 'answer' as const,
  status,
  version,
  winner: null,
  sentAtMs,
  receivedAtMs: sentAtMs + 1,
});

const sightings = (...more: ReturnType<typeof seen>[]): Lie => ({
  order: { notes: { ...truth.notes, sightings: [...truth.notes.sightings, ...more] } },
});

const atMs = 0;
const captureOf = (number: string): RecordedFact => ({ type: 'capture_requested', number, atMs });
const ended = (number: string, how: 'closed' | 'denied'): RecordedFact => ({
  type: 'attempt_ended',
  number,
  how,
  atMs,
});

const lies: readonly (readonly [InvariantName, string, Lie])[] = [
  ['one-winner', 'won a second time', facts({ type: 'order_paid', number: duplicate, atMs })],
  ['one-winner', 'two attempts in that role', attempt(duplicate, { role: 'winner' })],
  [
    'one-winner',
    'another winner was shown',
    sightings({ ...seen('paid', 12, 9), winner: 'X' } as never),
  ],
  ['books-balance', 'a duplicate never went back', book(duplicate, { refunded: 0 })],
  [
    'books-balance',
    'the winner was refunded without anybody asking',
    book(winner, { refunded: amountMinor }),
  ],
  [
    'books-balance',
    'the channel captured less than the ledger says',
    book(winner, { captured: 1 }),
  ],
  [
    'books-balance',
    'paid by money its channel never saw',
    { order: { book: truth.book.slice(0, 1) } },
  ],
  [
    'no-over-refund',
    'more went back than came, if only for a while',
    book(duplicate, { mostRefunded: amountMinor + 1 }),
  ],
  [
    'no-over-refund',
    'more is asked back than was captured',
    facts(asked('W1R2', winner, amountMinor)),
  ],
  [
    'winner-safe',
    'the winner is compensated',
    facts({ ...asked('W1R2', winner, 1), kind: 'compensation' } as RecordedFact),
  ],
  ['paid-stays-paid', 'a later version is unpaid', sightings(seen('closed', 12, 2))],
  ['paid-stays-paid', 'a later answer is unpaid', sightings(seen('open', 10, 9))],
  ['paid-stays-paid', 'the ledger no longer says paid', { ledger: { status: 'closed' } }],
  ['closed-means-watched', 'a payment nobody saw', attempt(duplicate, { status: 'closed' })],
  [
    'closed-means-watched',
    'payable, and nothing due',
    { rest: { unwatched: [{ order: 'K1', attempt: 'A1', atMs }] } },
  ],
  ['no-guess', 'given up, and it was paid', facts(ended(duplicate, 'denied'))],
  ['no-guess', 'a close is trusted that may not be', facts(ended(duplicate, 'closed'))],
  [
    'no-guess',
    'given up before the last query',
    {
      ...book(duplicate, { captured: 0 }),
      ...facts(
        {
          type: 'attempt_answered',
          number: duplicate,
          askedAtMs: expiresAtMs,
          finding: 'unpaid',
          atMs,
        },
        ended(duplicate, 'denied'),
      ),
    },
  ],
  ['one-charge', 'charged twice under one number', book(winner, { charges: 2 })],
  ['one-charge', 'a capture is asked though another won', facts(captureOf(duplicate))],
  [
    'one-charge',
    'two captures at once',
    {
      ledger: { facts: ledgerFacts([...trueFacts.slice(0, 3), captureOf('A1'), captureOf('W1')]) },
    },
  ],
  ['nothing-lost', 'an order acknowledged and gone', { order: { ledger: null } }],
  [
    'nothing-lost',
    'an attempt acknowledged and gone',
    { ledger: { attempts: trueAttempts.slice(0, 1) } },
  ],
  [
    'nothing-lost',
    'a refund acknowledged and gone',
    { ledger: { refunds: trueRefunds.slice(0, 1) } },
  ],
  ['nothing-lost', 'a refund of another amount', refund(merchantRefund, { amountMinor: 499 })],
  ['nothing-lost', 'a callback acknowledged and gone', { rest: { inbox: [] } }],
  [
    'nothing-lost',
    'a callback never taken up',
    { rest: { inbox: plant().inbox.map((row) => ({ ...row, state: 'handed_over' })) } },
  ],
  [
    'nothing-lost',
    'one key, two attempts',
    {
      order: {
        notes: {
          ...truth.notes,
          acknowledged: [
            ...truth.notes.acknowledged,
            { what: 'attempt', key: 'k1', number: winner },
          ],
        },
      },
    },
  ],
  [
    'one-writer',
    'a gap between facts',
    { ledger: { facts: ledgerFacts(trueFacts).filter(({ seq }) => seq !== 3) } },
  ],
  ['one-writer', 'a version without its fact', { ledger: { version: 12 } }],
  ['one-writer', 'at the channel before its fact', book(winner, { knownSinceMs: 1 })],
  ['one-writer', 'refunded before its fact', refund(compensation, { knownSinceMs: 1 })],
  ['one-writer', 'the same click planned twice', facts(trueFacts[1] as RecordedFact)],
  ['one-writer', 'a payment for no order of ours', { rest: { strangers: [...truth.book] } }],
  ['quiet-end', 'still open', { ledger: { status: 'open' } }],
  ['quiet-end', 'a refund under way for ever', refund(compensation, { status: 'processing' })],
  ['quiet-end', 'an attempt never final', attempt(duplicate, { status: 'offered' })],
  ['quiet-end', 'something due for ever', { ledger: { nextDueAtMs: 1 } }],
  ['quiet-end', 'a request nobody answered', { rest: { unanswered: ['POST /v1/orders'] } }],
];

describe('the judge of the kill suite', () => {
  test('finds nothing wrong with a true story', () => {
    expect(judge(plant())).toEqual([]);
  });

  test.each(lies)('%s: %s', (invariant, _what, lie) => {
    expect(judge(plant(lie)).map((one) => one.invariant)).toContain(invariant);
  });

  test('knows a lie against every invariant of rules.md', () => {
    expect(new Set(lies.map(([invariant]) => invariant))).toEqual(new Set(invariantNames));
  });

  test('leaves what waits for a person alone', () => {
    const manual = {
      ...refund(compensation, { status: 'manual' }),
      ...book(duplicate, { refunded: 0, mostRefunded: 0 }),
    };
    expect(judge(plant(manual))).toEqual([]);
  });

  test('and no less where the winner shares its number with a second transaction', () => {
    const second = { ...trueRefunds[0], number: 'W1-2R1', attempt: 'W1-2', status: 'manual' };
    const sibling = {
      ...trueAttempts[0],
      number: 'W1-2',
      channel: 'wechat',
      channelNumber: winner,
    };
    const story = plant({
      ledger: {
        attempts: [...trueAttempts, { ...sibling, refundedMinor: 0 } as never],
        refunds: [...trueRefunds, { ...second, knownSinceMs: null } as never],
      },
      ...book(winner, { captured: 2 * amountMinor }),
    });
    expect(judge(story)).toEqual([]);
  });

  test('counts who was charged twice, and whose money did not come back', () => {
    expect(countDuplicates(plant().orders)).toEqual({ gross: 1, net: 0 });
    expect(countDuplicates(plant(book(duplicate, { refunded: 0 })).orders)).toEqual({
      gross: 1,
      net: 1,
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { run } from '../../../ledger/database/database.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { LedgerViolation } from '../../../ledger/database/violation.ts';
import {
  amountMinor,
  appendNext,
  captured,
  closed,
  compensation,
  drawNumber,
  late,
  merchantRefund,
  newOrder,
  offered,
  paidBy,
  paidOrder,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, owner } = await openOwnLedger();
const publicUrl = 'https://pay.example';

const tooLarge =
  "do $$ begin raise exception 'too large for an index' using errcode = '54000'; end $$";

/** The database's refusal of this write. */
async function refusal(attempt: Promise<unknown>): Promise<LedgerViolation> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error, 'the database refuses it').toBeInstanceOf(LedgerViolation);
  return error as LedgerViolation;
}

describe('one-winner', () => {
  test('one-winner: the database refuses a second winner of an order', async () => {
    const { key, second, winner } = await paidTwice(db);
    const { seq } = await loadFacts(db, key);
    const error = await refusal(
      run(db, "update attempts set role = 'winner' where number = $1", [second]),
    );
    expect(error.invariant).toBe('one-winner');
    expect(error.message).toContain('one-winner would not hold');
    const again = await refusal(appendNext(db, key, paidBy(second)));
    expect(again.constraint).toBe('one-truth/fact-stands');
    expect((await loadFacts(db, key)).seq).toBe(seq);
    expect((await orderView(db, key, { publicUrl }))?.winner).toBe(winner);
  });

  test('one-winner: the database refuses to change or drop the winner', async () => {
    const { key, second, winner } = await paidTwice(db);
    const order = [key.merchant, key.orderId];
    const where = 'where merchant = $1 and id = $2';
    const change = run(db, `update orders set winner = $3 ${where}`, [...order, second]);
    expect((await refusal(change)).constraint).toBe('one-winner/never-changes');
    const drop = run(db, "update attempts set role = 'duplicate' where number = $1", [winner]);
    expect((await refusal(drop)).constraint).toBe('one-winner/never-changes');
  });

  test('one-winner: an order is not paid without a winner that is its own attempt', async () => {
    const key = await newOrder(db);
    const { winner } = await paidOrder(db);
    const set = 'update orders set status = $3, winner = $4, paid_at = now()';
    const where = 'where merchant = $1 and id = $2';
    const to = (number: string | null): Promise<number> =>
      run(db, `${set} ${where}`, [key.merchant, key.orderId, 'paid', number]);
    expect((await refusal(to(null))).constraint).toBe('one-winner/paid-has-winner');
    expect((await refusal(to('NONE'))).constraint).toBe('one-winner/has-role');
    expect((await refusal(to(winner))).constraint).toBe('one-winner/winner-is-its-attempt');
  });
});

describe('paid-stays-paid', () => {
  test.each(['open', 'closing', 'closed'])(
    'paid-stays-paid: the database refuses to make a paid order %s',
    async (status) => {
      const { key } = await paidOrder(db);
      const back = run(db, 'update orders set status = $3 where merchant = $1 and id = $2', [
        key.merchant,
        key.orderId,
        status,
      ]);
      expect((await refusal(back)).constraint).toBe('paid-stays-paid/status');
      const facts: RecordedFact[] = [{ type: 'order_closed', atMs: startMs + 9_000 }];
      const error = await refusal(appendNext(db, key, ...facts));
      expect(error.constraint).toBe('one-truth/fact-stands');
    },
  );
});

describe('winner-safe', () => {
  test('winner-safe: the database refuses a compensation of the winner', async () => {
    const { key, winner } = await paidOrder(db);
    const error = await refusal(appendNext(db, key, compensation(winner)));
    expect(error.constraint).toBe('winner-safe/compensation');
    expect((await orderView(db, key, { publicUrl }))?.refunds).toEqual([]);
  });

  test('winner-safe: an attempt with a compensation never wins', async () => {
    const key = await newOrder(db);
    const number = drawNumber();
    await appendNext(db, key, planned(number), offered(number));
    await appendNext(db, key, ...closed);
    await appendNext(db, key, captured(number), late(number), compensation(number));
    const error = await refusal(appendNext(db, key, paidBy(number)));
    expect(error.constraint).toBe('winner-safe/compensated');
  });

  test('winner-safe: a merchant refunds nothing but the winner', async () => {
    const { key, second } = await paidTwice(db);
    const asked = merchantRefund(second, `${second}R1`, 'R-1', 100);
    expect((await refusal(appendNext(db, key, asked))).invariant).toBe('winner-safe');
  });
});

describe('no-over-refund', () => {
  test('no-over-refund: one compensation of an attempt lives at a time', async () => {
    const { key, second } = await paidTwice(db);
    await appendNext(db, key, compensation(second, `${second}R1`, 1));
    const again = appendNext(db, key, compensation(second, `${second}R2`, 1));
    expect((await refusal(again)).constraint).toBe('no-over-refund/one-live-compensation');
  });

  test('no-over-refund: after a final failure a new number may be asked, in the same append', async () => {
    const { key, second } = await paidTwice(db);
    await appendNext(db, key, compensation(second));
    const failed: RecordedFact = {
      type: 'refund_failed',
      atMs: startMs + 6_000,
      number: `${second}R1`,
      code: 'closed',
    };
    const again = await appendNext(db, key, failed, compensation(second, `${second}R2`));
    expect(again.kind).toBe('appended');
  });

  test('no-over-refund: refunds asked and not failed never add up to more than was captured', async () => {
    const { key, winner } = await paidOrder(db);
    await appendNext(db, key, merchantRefund(winner, `${winner}R1`, 'R-1', 1_000));
    await appendNext(db, key, merchantRefund(winner, `${winner}R2`, 'R-2', 998));
    const tooMuch = merchantRefund(winner, `${winner}R3`, 'R-3', 2);
    const error = await refusal(appendNext(db, key, tooMuch));
    expect(error.constraint).toBe('no-over-refund/sum');
    expect(error.message).toContain('above what it captured (1999)');
    const rest = merchantRefund(winner, `${winner}R3`, 'R-3', 1);
    expect((await appendNext(db, key, rest)).kind).toBe('appended');
  });

  test('no-over-refund: reversals count, and one the channel reports always goes in', async () => {
    const { key, winner } = await paidOrder(db);
    const reversed = (reference: string, minor: number): RecordedFact => ({
      type: 'payment_reversed',
      atMs: startMs + 6_000,
      number: winner,
      reference,
      amountMinor: minor,
    });
    await appendNext(db, key, reversed('D-1', 1_500));
    const tooMuch = merchantRefund(winner, `${winner}R1`, 'R-1', 500);
    expect((await refusal(appendNext(db, key, tooMuch))).constraint).toBe('no-over-refund/sum');
    const rest = merchantRefund(winner, `${winner}R1`, 'R-1', 499);
    // The refund was covered when it was asked; what is learned later in the append does not undo
    // it.
    expect((await appendNext(db, key, rest, reversed('D-2', 400))).kind).toBe('appended');
    expect((await orderView(db, key, { publicUrl }))?.attempts[0]?.amount_reversed).toBe(1_900);
  });

  test('no-over-refund: a refund number is used once in the whole ledger', async () => {
    const first = await paidOrder(db);
    const second = await paidOrder(db);
    const number = `${first.winner}R1`;
    await appendNext(db, first.key, merchantRefund(first.winner, number, 'R-1', 1));
    const again = merchantRefund(second.winner, number, 'R-1', 1);
    const error = await refusal(appendNext(db, second.key, again));
    expect(error.constraint).toBe('refunds_pkey');
  });

  test('no-over-refund: what a refund is for and its amount do not grow afterwards', async () => {
    const { key, winner, second } = await paidTwice(db);
    await appendNext(db, key, merchantRefund(winner, `${winner}R1`, 'R-1', 1_000));
    const move = run(db, 'update refunds set attempt = $2 where number = $1', [
      `${winner}R1`,
      second,
    ]);
    expect((await refusal(move)).constraint).toBe('no-over-refund/unchangeable');
    const grow = run(db, 'update refunds set amount_minor = $2 where number = $1', [
      `${winner}R1`,
      amountMinor + 1,
    ]);
    expect((await refusal(grow)).constraint).toBe('no-over-refund/sum');
  });
});

describe('books-balance', () => {
  test('books-balance: an attempt that captured another amount can not win', async () => {
    const key = await newOrder(db);
    const number = drawNumber();
    const less = { ...captured(number), amountMinor: amountMinor - 1 } as RecordedFact;
    const error = await refusal(appendNext(db, key, planned(number), less, paidBy(number)));
    expect(error.constraint).toBe('books-balance/winner-captured-the-amount');
  });

  test('books-balance: a success is never undone', async () => {
    const { winner } = await paidOrder(db);
    const undo = run(db, "update attempts set status = 'closed' where number = $1", [winner]);
    expect((await refusal(undo)).constraint).toBe('books-balance/success-stays');
  });

  test('one-charge: a channel transaction belongs to one attempt of its payment number', async () => {
    const { key, winner } = await paidOrder(db);
    const second: RecordedFact[] = [
      {
        type: 'second_transaction_found',
        atMs: startMs + 4_000,
        number: `${winner}-2`,
        parent: winner,
        transaction: `T-${winner}`,
      },
    ];
    expect((await refusal(appendNext(db, key, ...second))).invariant).toBe('one-charge');
  });
});

describe('facts are append-only', () => {
  test.each(["update facts set type = 'x'", 'delete from facts', 'truncate facts cascade'])(
    'facts are append-only: %s is refused',
    async (sql) => {
      await paidOrder(db);
      expect((await refusal(run(owner, sql))).constraint).toBe('append-only/facts');
      // The role of API and worker does not get as far as the trigger.
      await expect(run(db, sql)).rejects.toThrow('permission denied for table facts');
    },
  );

  test('one-writer: an order never goes back to an older version', async () => {
    const { key } = await paidOrder(db);
    const back = run(db, 'update orders set version = 1 where merchant = $1 and id = $2', [
      key.merchant,
      key.orderId,
    ]);
    expect((await refusal(back)).constraint).toBe('one-writer/version');
  });
});

describe('nothing-lost', () => {
  test.each([
    ['half a character', 'select \'"\\ud83d"\'::jsonb ->> 0', [], '22P02'],
    ['NUL', 'select $1::text', ['a\u0000'], '22021'],
    [
      'a time beyond any',
      "select 'epoch'::timestamptz + $1::interval",
      ['9007199254740991 days'],
      '22',
    ],
    ['more than an index holds', tooLarge, [], '54000'],
  ])(
    'nothing-lost: %s is our mistake, not a ledger that does not answer',
    async (_name, sql, values, code) => {
      const error = await refusal(run(db, sql, values));
      expect(error.constraint.startsWith(code)).toBe(true);
    },
  );
});

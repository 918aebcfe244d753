import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { takeBirthFaults } from './birth-faults.ts';
import { createClock } from './clock.ts';
import { endRefund } from './end-refund.ts';
import { createFaults } from './faults.ts';
import type { Happening } from './happening.ts';
import { openJournal, type Entry } from './journal.ts';
import { createLater } from './later.ts';
import { createMoneyBook, moneyEntry } from './money-book.ts';
import { openingEntries } from './open-trade.ts';
import { settle } from './pay-trade.ts';
import { paymentControls } from './payment-controls.ts';
import type { ChannelContext, Protocol } from './protocol.ts';
import type { NewRefund, RefundEnd } from './refund.ts';
import { createRequestLog } from './request-log.ts';
import { createTradeBook } from './trade-book.ts';
import { whyNotPayable, type NewTrade } from './trade.ts';

/** A channel without a wire, in the engine's own words: as little as one can be. */
type PaperContext = ChannelContext<NewTrade, NewRefund>;
type PaperHappening = Happening<NewTrade, NewRefund>;
const paper = (one: PaperHappening): Entry => ({ area: 'paper', ...one });

function paperProtocol({ clock }: Pick<PaperContext, 'clock'>): Protocol<NewTrade, NewRefund> {
  const words = { expired: 'its time has passed', noCode: undefined };
  const numbers = { charge: 0 };
  return {
    title: 'Paper',
    newChargeId: () => `C${(numbers.charge += 1)}`,
    whyNotPayable: (trade, nowMs) => whyNotPayable(trade, nowMs, words),
    settling: ({ account, number }) => paper({ kind: 'settling', account, number }),
    paid: ({ account, number }, charge) => paper({ kind: 'paid', account, number, charge }),
    tellPaid: () => [],
    refundEnded: ({ account, refundNumber }, end, atMs) =>
      paper({ kind: 'refund_ended', account, refundNumber, end, atMs }),
    booked: ({ refundNumber: reference }) => ({ kind: 'refunded', reference }),
    tellRefund: () => [],
    refundByHand(trade, { id: chargeId }, amountFen) {
      const { account, number } = trade;
      const move = { kind: 'reversed', amount: amountFen, reference: chargeId } as const;
      return [
        paper({ kind: 'reversed', account, number, chargeId, amountFen }),
        moneyEntry('paper', trade, { ...move, atMs: clock.nowMs() }),
      ];
    },
    state: ({ charges }) => (charges.length > 0 ? 'paid' : 'open'),
    shown: ({ number }) => ({ description: number }),
    unknown: (number) => `Paper knows no payment ${number}`,
    scan: () => undefined,
    decline: () => undefined,
  };
}

const dataDir = mkdtempSync(join(tmpdir(), 'paper-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

function openPaper(): PaperContext {
  const journal = openJournal(join(dataDir, 'journal.jsonl'));
  const clock = createClock(1, () => 1_000);
  const source = {
    area: 'paper',
    schema: z.custom<PaperHappening>(),
    refundNumbersArePer: 'account',
  } as const;
  return {
    channel: 'paper',
    dataDir,
    accounts: ['default'],
    journal,
    clock,
    later: createLater(journal, clock),
    money: createMoneyBook(journal),
    faults: createFaults(journal),
    requests: createRequestLog(),
    publicUrl: () => '',
    book: createTradeBook(journal, source),
    protocol: paperProtocol({ clock }),
  };
}

const context = openPaper();
const controls = paymentControls(context);

function make(number: string): void {
  const subject = { number, order: `shop/${number}` };
  const trade: NewTrade = {
    ...subject,
    account: 'default',
    fingerprint: '',
    totalFen: 1999,
    expiresAtMs: 2_000,
    faults: takeBirthFaults(context, subject),
  };
  const asked = paper({ kind: 'asked', trade });
  context.journal.write(openingEntries(context, trade, asked, () => asked));
  const code = { code: number, expiresAtMs: 2_000 };
  context.journal.write([paper({ kind: 'code_issued', account: 'default', number, ...code })]);
}

function askRefund(number: string, refundNumber: string, amountFen: number): void {
  const chargeId = context.book.trade('default', number)?.charges[0]?.id ?? '';
  const numbers = { account: 'default', number, chargeId, refundNumber };
  const refund = { ...numbers, amountFen, createdAtMs: 1_000 };
  context.journal.write([paper({ kind: 'refund_asked', refund })]);
}

function end(number: string, refundNumber: string, how: RefundEnd): number {
  const trade = context.book.trade('default', number);
  const refund = context.book.refund({ account: 'default', refundNumber });
  if (trade === undefined || refund === undefined) throw new Error('not in the book');
  const entries = endRefund(context, trade, refund, how);
  context.journal.write(entries);
  return entries.length;
}

const booked = (number: string) => context.money.payment('paper', 'default', number);

test('a payment is charged once, and what was paid can not be paid again', () => {
  make('PAID');
  expect(controls.pay({ number: 'PAID' })).toMatchObject({ channel: 'paper', state: 'paid' });
  expect(() => controls.pay({ number: 'PAID' })).toThrow('it is already paid. No money moved.');
  expect(booked('PAID')).toMatchObject({ captured: 1999, charges: 1, order: 'shop/PAID' });
  expect(() => controls.pay({ number: 'NOBODY' })).toThrow('Paper knows no payment NOBODY');
});

test('a payment that settles late has moved no money until then', () => {
  context.faults.set({ channel: 'paper', operation: 'create', kind: 'slow_settlement', times: 1 });
  make('LATE');
  expect(controls.pay({ number: 'LATE' })['state']).toBe('SETTLING');
  expect(booked('LATE')).toMatchObject({ captured: 0, charges: 0 });
  const task = { kind: 'settle', account: 'default', number: 'LATE' } as const;
  context.journal.write(settle(context, task));
  expect(booked('LATE')).toMatchObject({ captured: 1999, charges: 1 });
  expect(settle(context, task)).toEqual([]);
});

test('a refund ends once; only its return can follow a success, and gives the money back', () => {
  make('BACK');
  controls.pay({ number: 'BACK' });
  askRefund('BACK', 'R1', 500);
  expect(end('BACK', 'R1', 'success')).toBe(2);
  expect(end('BACK', 'R1', 'success')).toBe(0);
  expect(booked('BACK')?.refunded).toBe(500);
  expect(end('BACK', 'R1', 'returned')).toBe(2);
  expect(end('BACK', 'R1', 'success')).toBe(0);
  expect(booked('BACK')?.refunded).toBe(0);
});

test('a refund that fails has moved no money, and its share can be refunded', () => {
  make('FAIL');
  controls.pay({ number: 'FAIL' });
  askRefund('FAIL', 'R2', 1500);
  expect(() => controls.consoleRefund({ number: 'FAIL' }, 500)).toThrow('has not that much');
  expect(end('FAIL', 'R2', 'returned')).toBe(1);
  expect(controls.consoleRefund({ number: 'FAIL' }, 500)['amount']).toBe(500);
  expect(booked('FAIL')).toMatchObject({ refunded: 0, reversed: 500 });
});

test('the journal read anew tells the same of every payment, refund and fen', () => {
  context.journal.close();
  const again = openPaper();
  const numbers = ['PAID', 'LATE', 'BACK', 'FAIL'];
  expect(again.money.report()).toEqual(context.money.report());
  for (const number of numbers) {
    const trade = again.book.trade('default', number);
    expect(trade).toEqual(context.book.trade('default', number));
    expect(trade?.charges).toHaveLength(1);
  }
  const refund = { account: 'default', refundNumber: 'R1' };
  expect(again.book.refund(refund)).toMatchObject({ status: 'returned', endedAtMs: 1_000 });
  again.journal.close();
});

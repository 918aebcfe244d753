import { z } from 'zod';
import { fromRecord } from '../../../domain/facts/fact-record.ts';
import { type Database, select } from '../../../ledger/database/database.ts';
import { timeMs } from '../../../ledger/database/time.ts';
import type { Diary } from './diary.ts';
import type {
  BookedPayment,
  Evidence,
  InboxRow,
  LedgerAttempt,
  LedgerFact,
  LedgerOrder,
  LedgerRefund,
  OrderEvidence,
  Unwatched,
} from './evidence.ts';
import type { SandboxJournal } from './sandbox-journal.ts';
import type { Story } from './stories.ts';

const attemptRow = z.object({
  order_id: z.string(),
  number: z.string(),
  channel: z.string(),
  channel_number: z.string(),
  status: z.string(),
  role: z.string().nullable(),
  final: z.boolean(),
  parked: z.boolean(),
  captured_minor: z.number(),
  refunded_minor: z.number(),
});
const refundRow = z.object({
  order_id: z.string(),
  number: z.string(),
  id: z.string(),
  kind: z.enum(['merchant', 'compensation']),
  attempt: z.string(),
  amount_minor: z.number(),
  status: z.string(),
  overdue: z.boolean(),
});
const factRow = z.object({
  order_id: z.string(),
  seq: z.number(),
  v: z.number(),
  data: z.unknown(),
  appended_at: timeMs,
});
const orderRow = z.object({
  id: z.string(),
  status: z.string(),
  winner: z.string().nullable(),
  amount_minor: z.number(),
  version: z.number(),
  due_at: timeMs.nullable(),
});
const inboxRow = z.object({
  channel: z.string(),
  event_id: z.string(),
  channel_number: z.string().nullable(),
  state: z.string(),
});

function grouped<T>(rows: readonly T[], of: (row: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(of(row));
    if (group === undefined) groups.set(of(row), [row]);
    else group.push(row);
  }
  return groups;
}

async function readOrders(
  db: Database,
  merchant: string,
  refundSinceMs: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, LedgerOrder>> {
  const of = [merchant];
  const orders = await select(
    db,
    orderRow,
    `select id, status, winner, amount_minor, version, due_at from orders
     left join order_dues on order_dues.merchant = orders.merchant and order_dues.order_id = orders.id
     where orders.merchant = $1`,
    of,
  );
  const attempts = grouped(
    await select(
      db,
      attemptRow,
      'select * from attempts where merchant = $1 order by position',
      of,
    ),
    (row) => row.order_id,
  );
  const refunds = grouped(
    await select(db, refundRow, 'select * from refunds where merchant = $1 order by position', of),
    (row) => row.order_id,
  );
  const facts = grouped(
    await select(
      db,
      factRow,
      'select order_id, seq, v, data, appended_at from facts where merchant = $1 order by order_id, seq',
      of,
    ),
    (row) => row.order_id,
  );
  return new Map(
    orders.map((row) => [
      row.id,
      {
        status: row.status,
        winner: row.winner,
        amountMinor: row.amount_minor,
        version: row.version,
        nextDueAtMs: row.due_at,
        attempts: (attempts.get(row.id) ?? []).map(toAttempt),
        refunds: (refunds.get(row.id) ?? []).map((one) => toRefund(one, refundSinceMs)),
        facts: (facts.get(row.id) ?? []).map(toFact),
      },
    ]),
  );
}

function toAttempt(row: z.output<typeof attemptRow>): LedgerAttempt {
  return {
    number: row.number,
    channel: row.channel,
    channelNumber: row.channel_number,
    status: row.status,
    role: row.role,
    isFinal: row.final,
    isParked: row.parked,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
  };
}

function toRefund(
  row: z.output<typeof refundRow>,
  sinceMs: ReadonlyMap<string, number>,
): LedgerRefund {
  return {
    number: row.number,
    id: row.id,
    kind: row.kind,
    attempt: row.attempt,
    amountMinor: row.amount_minor,
    status: row.status,
    isOverdue: row.overdue,
    knownSinceMs: sinceMs.get(row.number) ?? null,
  };
}

function toFact(row: z.output<typeof factRow>): LedgerFact {
  const fact = fromRecord({ v: row.v, fact: row.data });
  return { seq: row.seq, appendedAtMs: row.appended_at, fact };
}

/**
 * The money book, with the most that ever went back: the final sums could hide a refund too many.
 */
function bookOf({ moves, knownSinceMs }: SandboxJournal): BookedPayment[] {
  const book = new Map<string, BookedPayment>();
  for (const { kind, channel, number, order, amount } of moves) {
    const name = `${channel} ${number}`;
    const none = { captured: 0, refunded: 0, reversed: 0, charges: 0, mostRefunded: 0 };
    const since = { knownSinceMs: knownSinceMs.get(name) ?? null };
    const was = book.get(name) ?? { channel, number, order, ...none, ...since };
    const refunded =
      was.refunded + (kind === 'refunded' ? amount : kind === 'refund_returned' ? -amount : 0);
    book.set(name, {
      ...was,
      captured: was.captured + (kind === 'charged' ? amount : 0),
      charges: was.charges + (kind === 'charged' ? 1 : 0),
      reversed: was.reversed + (kind === 'reversed' ? amount : 0),
      refunded,
      mostRefunded: Math.max(was.mostRefunded, refunded),
    });
  }
  return [...book.values()];
}

async function readInbox(db: Database): Promise<InboxRow[]> {
  const rows = await select(
    db,
    inboxRow,
    'select channel, event_id, channel_number, state from inbox order by arrival',
  );
  return rows.map((row) => ({
    channel: row.channel,
    eventId: row.event_id,
    number: row.channel_number,
    state: row.state,
  }));
}

/** What was noted during the run. */
export type Observed = Readonly<{
  diary: Diary;
  unwatched: readonly Unwatched[];
  unanswered: readonly string[];
}>;

/**
 * Collects everybody's books of a run: the ledger by SQL, the channels' books from the sandbox's
 * own journal, and the merchant's notes.
 */
export async function collectEvidence(
  db: Database,
  journal: SandboxJournal,
  merchant: string,
  stories: readonly Story[],
  observed: Observed,
): Promise<Evidence> {
  const ledger = await readOrders(db, merchant, journal.refundSinceMs);
  const book = grouped(bookOf(journal), (one) => one.order);
  const orders = stories.map((story): OrderEvidence => ({
    id: story.id,
    story,
    notes: observed.diary.notes(story.id),
    book: book.get(`${merchant}/${story.id}`) ?? [],
    ledger: ledger.get(story.id) ?? null,
  }));
  const known = new Set(orders.map(({ id }) => `${merchant}/${id}`));
  return {
    orders,
    inbox: await readInbox(db),
    acknowledgedCallbacks: journal.acknowledged,
    unwatched: observed.unwatched,
    strangers: [...book].flatMap(([order, payments]) => (known.has(order) ? [] : payments)),
    unanswered: observed.unanswered,
  };
}

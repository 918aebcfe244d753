import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type Database, select } from '../../../ledger/database/database.ts';
import type { Unwatched } from './evidence.ts';
import { readSandboxJournal } from './sandbox-journal.ts';

const lookAgainMs = 500;

/**
 * SQL: orders that are not at rest, and callbacks not taken up. An order at rest may still be
 * polled for what waits for a person.
 */
const restless = `
  select id as name from orders o where merchant = $1 and (
    status not in ('paid', 'closed')
    or exists (select from attempts a where a.merchant = o.merchant and a.order_id = o.id
      and a.status <> 'succeeded' and not a.final and not a.parked)
    or exists (select from refunds r where r.merchant = o.merchant and r.order_id = o.id
      and r.status in ('requested', 'processing') and not r.overdue)
    or (exists (select from order_dues d where d.merchant = o.merchant and d.order_id = o.id)
      and not exists (select from refunds r
      where r.merchant = o.merchant and r.order_id = o.id and (r.status = 'manual' or r.overdue))))
  union all
  select 'callback ' || event_id from inbox where due_at is not null`;

const named = z.object({ name: z.string() });

/** What still moves: orders, callbacks not taken up, and what the channels have under way. */
export async function stillMoving(
  db: Database,
  merchant: string,
  dataFolder: string,
): Promise<string[]> {
  const ours = await select(db, named, restless, [merchant]);
  if (ours.length > 0) return ours.map(({ name }) => name);
  return [...readSandboxJournal(dataFolder).underWay];
}

export type Rest = Readonly<{
  /** How long it took until all was quiescent, or until patience ended. */
  ms: number;
  /** What never came to rest. */
  moving: readonly string[];
}>;

/** Waits until everything is quiescent, `withinMs` at most. */
export async function untilQuiet(
  look: () => Promise<readonly string[]>,
  withinMs: number,
): Promise<Rest> {
  const sinceMs = Date.now();
  let moving: readonly string[] = ['never looked'];
  while (Date.now() - sinceMs < withinMs) {
    moving = await look().catch((error: unknown) => [String(error)]);
    if (moving.length === 0) break;
    await delay(lookAgainMs);
  }
  return { ms: Date.now() - sinceMs, moving };
}

const unwatchedRow = z.object({ order_id: z.string(), number: z.string() });

/**
 * closed-means-watched, checked during the run: attempts payable by our own books with nothing due.
 */
export async function lookForUnwatched(db: Database, merchant: string): Promise<Unwatched[]> {
  const rows = await select(
    db,
    unwatchedRow,
    `select a.order_id, a.number from orders o
       join attempts a on a.merchant = o.merchant and a.order_id = o.id
     where o.merchant = $1 and o.status in ('paid', 'closed') and not exists (
         select from order_dues d where d.merchant = o.merchant and d.order_id = o.id)
       and a.status <> 'succeeded' and not a.final and not a.parked`,
    [merchant],
  );
  return rows.map((row) => ({ order: row.order_id, attempt: row.number, atMs: Date.now() }));
}

import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Database, openDatabase, run, select } from '../../ledger/database/database.ts';
import { createOrder } from '../../ledger/orders/orders.ts';
import { largeMerchant } from '../kit/large-ledger.ts';
import { resolveUnmatched } from '../../ledger/inbox/unmatched.ts';
import {
  appendNext,
  captured,
  compensation,
  drawNumber,
  duplicate,
  merchantRefund,
  offered,
  orderOf,
  paidBy,
  planned,
} from '../component/ledger/order-facts.ts';
import { complaintsOfPlan } from './judge.ts';

/** A statement that ran inside another: of a trigger, or a foreign key's. */
export type Nested = Readonly<{ text: string; complaints: readonly string[] }>;

const told = z.object({ 'Query Text': z.string(), Plan: z.unknown() });

function nestedOf(message: string): Nested | null {
  const at = message.indexOf('{');
  if (!message.includes('plan:') || at < 0) return null;
  const plan = told.parse(JSON.parse(message.slice(at)));
  return { text: plan['Query Text'], complaints: complaintsOfPlan([{ Plan: plan.Plan }]) };
}

/** PostgreSQL tells this connection the plan of each statement that runs within its own. */
async function explainAll(connection: PoolClient): Promise<void> {
  const settings = [
    "load 'auto_explain'",
    'set auto_explain.log_min_duration = 0',
    'set auto_explain.log_nested_statements = on',
    'set auto_explain.log_format = json',
    'set auto_explain.log_level = notice',
    'set enable_seqscan = off',
    'set random_page_cost = 0',
    'set seq_page_cost = 0',
  ];
  for (const one of settings) await connection.query(one);
}

async function payAndRefund(db: Database): Promise<void> {
  // Of the merchant whom the planner knows to have most rows.
  const order = orderOf(largeMerchant);
  const { key } = order;
  await createOrder(db, order);
  const [winner, second] = [drawNumber(), drawNumber()];
  await appendNext(db, key, planned(winner), offered(winner), planned(second));
  await appendNext(db, key, captured(winner), paidBy(winner));
  await appendNext(db, key, captured(second), duplicate(second));
  await appendNext(db, key, compensation(second));
  await appendNext(db, key, merchantRefund(winner, `${winner}R1`, `r-${winner}`, 500));
  // As a worker of the release before tells an event, with a number.
  await run(
    db,
    `insert into events (id, merchant, number, order_id, sequence, type, version, snapshot, created_at)
     select 'evt_' || id, merchant, 1000000000, id, 1000, 'order.closed', 1, '{}', now()
     from orders where merchant = $1 and id = $2`,
    [key.merchant, key.orderId],
  );
  await run(db, "update merchants set notify_url = 'https://shop.example/hooks' where id = $1", [
    key.merchant,
  ]);
  await run(db, 'update orders set next_due_at = null where merchant = $1 and id = $2', [
    key.merchant,
    key.orderId,
  ]);
}

/** What runs within the statements of a payment, its refunds, and a person's decisions. */
export async function nestedStatements(url: string): Promise<Nested[]> {
  const db = openDatabase(url, { max: 1, applicationName: 'paidonce-test' });
  const found: Nested[] = [];
  db.on('connect', (connection) =>
    connection.on('notice', ({ message }) => {
      const nested = nestedOf(message ?? '');
      if (nested !== null) found.push(nested);
    }),
  );
  try {
    const connection = await db.connect();
    await explainAll(connection);
    connection.release();
    await payAndRefund(db);
    await resolveUnmatched(db, 'none', { name: 'Ann', reason: 'seen' });
    return found;
  } finally {
    await db.close();
  }
}

const functionRow = z.object({ name: z.string(), body: z.string() });

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** What functions of the schema read, each as `FUNCTION: from TABLE where …`, cut after some words. */
export async function readsOfFunctions(db: Database): Promise<{ name: string; read: string }[]> {
  const functions = await select(
    db,
    functionRow,
    `select proname as name, prosrc as body from pg_proc
     where pronamespace = 'public'::regnamespace order by 1`,
  );
  const reading = /\b(?:from|join|update) [a-z_]+ (?:where|using|on|set) .{12}/g;
  return functions.flatMap(({ name, body }) =>
    [...inOneLine(body).matchAll(reading)].map(([read]) => ({ name, read })),
  );
}

/** Reads of functions that are part of none of these statements. */
export function unseenReads(
  reads: readonly { name: string; read: string }[],
  nested: readonly Nested[],
): string[] {
  const seen = nested.map(({ text }) => inOneLine(text));
  return reads
    .filter(({ read }) => !seen.some((text) => text.includes(read)))
    .map(({ name, read }) => `${name}: ${read}`);
}

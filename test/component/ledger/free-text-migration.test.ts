import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { openDatabase, run } from '../../../ledger/database/database.ts';
import { eraseOrder } from '../../../ledger/texts/erasure.ts';
import { orderEvents } from '../../../ledger/events/events.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import { migrationsFolder } from '../../../ledger/database/migration-files.ts';
import { noteNextDue } from '../../../ledger/orders/dues.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { startPostgres } from '../../kit/postgres.ts';
import {
  appendNext,
  captured,
  drawNumber,
  merchantRefund,
  newOrder,
  offered,
  paidBy,
  planned,
  startMs,
} from './order-facts.ts';
import { whereItStands } from './where-it-stands.ts';

const postgres = await startPostgres();
const before = await mkdtemp(join(tmpdir(), 'paidonce-before-'));
const db = openDatabase(postgres.url, { max: 2 });
afterAll(async () => {
  await db.close();
  await postgres.stop();
  await rm(before, { recursive: true, force: true });
});

const publicUrl = 'https://pay.example';
const words = `Mr Li is known here, ${randomUUID()}`;
const reason = `Mr Li is ill, ${randomUUID()}`;
const answered = `the account of Mr Li, ${randomUUID()}`;
const askedInVain = `Mr Li is away, ${randomUUID()}`;
const payer = randomUUID().replaceAll('-', '');
const ours = 'The channel does not refund this payment, or no longer.';

/** Migrates to the schema before free text was moved. */
async function migrateToBefore(): Promise<void> {
  for (const name of await readdir(migrationsFolder)) {
    if (!name.startsWith('0013')) await copyFile(join(migrationsFolder, name), join(before, name));
  }
  await migrate(db, before);
}

async function rewrite(sql: string, ...values: readonly unknown[]): Promise<void> {
  await run(db, sql, [...values]);
}

/**
 * A paid order whose first attempt, and first of two refunds, failed; with rows as older code wrote
 * them.
 */
async function oldOrder() {
  const key = await newOrder(db);
  const [winner, other] = [drawNumber(), drawNumber()];
  const of = { atMs: startMs + 6_000 };
  const [first, second] = [`${winner}R1`, `${winner}R2`];
  await appendNext(db, key, planned(other), {
    ...of,
    number: other,
    type: 'attempt_refused',
    code: 'NO_AUTH',
  });
  await appendNext(db, key, planned(winner), offered(winner));
  await appendNext(db, key, captured(winner), paidBy(winner));
  const asked = merchantRefund(winner, first, 'R-1', 500);
  await appendNext(db, key, { ...asked, input: 'refund:1' });
  const failed: RecordedFact = { ...of, type: 'refund_failed', number: first, code: 'CLOSED' };
  await appendNext(db, key, failed);
  await appendNext(db, key, merchantRefund(winner, second, 'R-2', 400));
  await appendNext(db, key, {
    ...of,
    type: 'refund_parked',
    number: second,
    code: 'not_refundable',
  });

  await rewrite('alter table facts disable trigger facts_append_only');
  await rewrite('update facts set v = 1');
  await rewrite(
    `update facts set data = data || jsonb_build_object('message', $1::text)
     where type in ('attempt_refused', 'refund_failed')`,
    words,
  );
  await rewrite(
    `update facts set data = data || jsonb_build_object('message', $1::text)
     where type = 'refund_parked'`,
    ours,
  );
  await rewrite(
    `update facts set data = data - 'reasonMark' || jsonb_build_object('reason', $1::text)
     where type = 'refund_requested'`,
    reason,
  );
  await rewrite(
    `update facts set data = data || jsonb_build_object('payer', $1::text)
     where type = 'attempt_planned'`,
    payer,
  );
  await rewrite('alter table facts enable trigger facts_append_only');
  await rewrite('update attempts set payer = $1', payer);
  await rewrite('update attempts set failure_message = $1 where failure_code is not null', words);
  await rewrite('update refunds set reason = $1', reason);
  await rewrite('update refunds set failure_message = $1 where number = $2', words, first);
  await rewrite('update refunds set failure_message = $1 where number = $2', ours, second);
  await rewrite(
    `update events set snapshot = jsonb_set(snapshot, '{refunds}', (
       select jsonb_agg(one || jsonb_build_object('reason', $1::text, 'failure',
           case when one ->> 'failure' is not null
             then (one -> 'failure') || jsonb_build_object('message', $2::text) end))
       from jsonb_array_elements(snapshot -> 'refunds') as one))
     where snapshot #>> '{refunds,0}' is not null`,
    reason,
    words,
  );
  const request = `insert into requests (merchant, order_id, id, key_id, role, input)
    values ($1, $2, $3, 'k', 'merchant', jsonb_build_object('type', 'refund', 'id', $3::text,
      'refundId', 'R-1', 'amountMinor', 500, 'reason', $4::text))`;
  await rewrite(request, key.merchant, key.orderId, 'refund:1', reason);
  await rewrite(request, key.merchant, key.orderId, 'refund:0', askedInVain);
  await rewrite(
    `insert into channel_answers
       (merchant, order_id, call, number, asked_at_ms, attempt, channel, account, answer)
     values ($1, $2, 'refund', $3, 1, $4, 'wechat', 'default', jsonb_build_object(
       'type', 'refunded', 'refundNumber', $3::text, 'askedAtMs', 1, 'answer',
       jsonb_build_object('kind', 'failed', 'code', 'CLOSED', 'message', $5::text)))`,
    key.merchant,
    key.orderId,
    first,
    winner,
    answered,
  );
  return { key, winner, other, first, second };
}

test('rule 22: a ledger of before keeps its free text in rows that can be erased, and tells it as before', async () => {
  await migrateToBefore();
  const { key, other, first, second } = await oldOrder();
  expect(await whereItStands(db, words)).toEqual(['attempts', 'events', 'facts', 'refunds']);
  expect(await whereItStands(db, reason)).toEqual(['events', 'facts', 'refunds', 'requests']);
  expect(await migrate(db)).toEqual(['0013-free-text-out-of-facts.sql']);

  expect(await whereItStands(db, words)).toEqual(['failure_words']);
  expect(await whereItStands(db, reason)).toEqual(['refund_reasons']);
  expect(await whereItStands(db, answered)).toEqual(['channel_answers']);
  expect(await whereItStands(db, askedInVain)).toEqual(['requests']);
  expect(await whereItStands(db, payer)).toEqual([]);
  expect(await whereItStands(db, ours)).toEqual([]);

  const told = await orderView(db, key, { publicUrl });
  expect(told?.attempts.find((one) => one.id === other)?.failure?.message).toBe(words);
  expect(told?.refunds).toMatchObject([
    { number: first, reason, failure: { code: 'CLOSED', message: words } },
    { number: second, reason, failure: { code: 'not_refundable', message: ours } },
  ]);
  const { events } = await orderEvents(db, key, { publicUrl });
  expect(events.at(-1)?.data.order.refunds[0]).toMatchObject({
    reason,
    failure: { message: words },
  });

  const { facts } = await loadFacts(db, key);
  expect(facts.find((one) => one.type === 'refund_requested')).toMatchObject({ reasonMark: null });
  await expect(run(db, 'update facts set v = 2', [])).rejects.toMatchObject({
    invariant: 'append-only',
  });

  await run(db, `update requests set created_at = created_at - interval '2 hours'`, []);
  await noteNextDue(db, key, null);
  expect(await eraseOrder(db, key, 0)).toBe('erased');
  for (const text of [words, reason, answered, askedInVain]) {
    expect(await whereItStands(db, text)).toEqual([]);
  }
});

import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { type Database, openDatabase, transaction } from '../../../ledger/database/database.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import { migrationsFolder } from '../../../ledger/database/migration-files.ts';
import { recordUnmatched, resolveUnmatched } from '../../../ledger/inbox/unmatched.ts';
import { createApiKey, revokeApiKey } from '../../../ledger/keys/api-keys.ts';
import { changeMerchant, createMerchant } from '../../../ledger/keys/merchants.ts';
import {
  type Act,
  type ActFilter,
  isActCursor,
  listActs,
  noteAct,
} from '../../../ledger/acts/acts.ts';
import { listAttention } from '../../../ledger/people/attention.ts';
import { putControls } from '../../../ledger/people/controls.ts';
import { markHolds, retryHold } from '../../../ledger/people/order-holds.ts';
import { startPostgres } from '../../kit/postgres.ts';
import {
  appendNext,
  drawNumber,
  heldCompensation,
  newMerchant,
  paidTwice,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const by = { name: 'anna', reason: 'ticket 4711' };

/** A refund approved, an alert resolved, a hold tried again, money resolved, controls changed. */
async function actsOfAllRows(db: Database): Promise<Readonly<{ key: OrderKey; refund: string }>> {
  const { key, second } = await paidTwice(db);
  const refund = `${second}R1`;
  await appendNext(db, key, heldCompensation(second, 'over_cap'));
  await appendNext(db, key, {
    type: 'refund_approved',
    atMs: startMs + 10_000,
    number: refund,
    input: 'decision-1',
    by,
  });
  const alert = { number: second, kind: 'duplicate' as const, detail: 'Paid twice.' };
  const id = `duplicate:${second}`;
  await appendNext(db, key, { ...alert, type: 'alert_raised', id, atMs: startMs + 11_000 });
  await appendNext(db, key, {
    type: 'alert_resolved',
    atMs: startMs + 12_000,
    id,
    input: 'decision-2',
    by,
    returnedMinor: 5,
  });
  const hold = { what: 'request:x', numbers: [], callback: null, why: 'no' };
  const held = [{ ...hold, kind: 'request' as const }];
  await markHolds(db, key, { held, gone: [], again: [] }, { waitsMs: [30_000], build: 'b1' });
  const ofHold = { limit: 1, kind: 'held', merchant: key.merchant } as const;
  const { items } = await listAttention(db, ofHold);
  await retryHold(db, items[0]?.id ?? '', by);
  await recordUnmatched(db, {
    source: 'callback',
    sourceId: drawNumber(),
    channel: 'alipay',
    account: 'default',
    paymentNumber: 'NOT-OURS',
    transaction: null,
    amountMinor: 5,
    currency: 'CNY',
    detail: 'A payment of no attempt we know.',
    foundAtMs: startMs,
  });
  const [unmatched] = (await listAttention(db, { limit: 100, kind: 'unmatched' })).items;
  await resolveUnmatched(db, unmatched?.id ?? '', by);
  const dailyBudgets = [{ merchant: key.merchant, currency: 'CNY', amountMinor: 100 }];
  await putControls(db, { automaticRefunds: true, refundCaps: { CNY: 5 }, dailyBudgets }, by);
  return { key, refund };
}

/** What all those acts are told as, but for ids and moments. */
function toldOf({ key, refund }: Readonly<{ key: OrderKey; refund: string }>) {
  const of = { by: 'anna', why: 'ticket 4711' };
  const ofOrder = { ...of, merchant: key.merchant, orderId: key.orderId };
  const ofNone = { ...of, merchant: null, orderId: null };
  return [
    { ...ofOrder, what: 'refund_approved', subject: refund, detail: {} },
    {
      ...ofOrder,
      what: 'attention_resolved',
      subject: `duplicate:${refund.slice(0, -2)}`,
      detail: { amount_returned: 5 },
    },
    { ...ofOrder, what: 'hold_retried', subject: 'request:x', detail: { why_held: 'no' } },
    {
      ...ofNone,
      what: 'attention_resolved',
      detail: { channel: 'alipay', account: 'default', number: 'NOT-OURS' },
    },
    {
      ...ofNone,
      what: 'controls_changed',
      subject: null,
      detail: {
        automatic_refunds: true,
        refund_caps: { CNY: 5 },
        daily_budgets: [{ merchant: key.merchant, currency: 'CNY', amount: 100 }],
      },
    },
  ];
}

async function acts(db: Database, filter: Partial<ActFilter> = {}): Promise<Act[]> {
  return (await listActs(db, { limit: 100, ...filter })).items;
}

describe('acts of persons', async () => {
  const { db } = await openOwnLedger();
  const made = await actsOfAllRows(db);

  test('rule 18: each is listed with who, when, what and why, the newest first', async () => {
    const listed = await acts(db);
    expect(listed.toReversed()).toMatchObject(toldOf(made));
    expect(listed.at(-1)).toMatchObject({ atMs: startMs + 10_000 });
  });

  test('person, order, merchant and age narrow the list', async () => {
    const whats = async (filter: Partial<ActFilter>): Promise<string[]> =>
      (await acts(db, filter)).map((one) => one.what);
    const { merchant, orderId } = made.key;
    const ofOrder = ['hold_retried', 'attention_resolved', 'refund_approved'];
    expect(await whats({ orderId })).toEqual(ofOrder);
    expect(await whats({ merchant })).toEqual(ofOrder);
    expect(await whats({ orderId, afterMs: startMs + 10_000 })).toEqual(ofOrder.slice(0, 2));
    expect(await whats({ by: 'anna' })).toHaveLength(5);
    expect(await whats({ by: 'ann' })).toEqual([]);
  });

  test('the list comes page by page, none twice and none left out', async () => {
    const all = (await acts(db)).map((one) => one.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listActs>> = await listActs(db, {
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor;
      if (cursor !== null) expect(isActCursor(cursor)).toBe(true);
    } while (cursor !== null);
    expect(seen).toEqual(all);
    expect(isActCursor('x')).toBe(false);
    await expect(acts(db, { cursor: 'x' })).rejects.toThrow(RangeError);
  });

  test('merchants and keys: who made, changed and revoked them', async () => {
    const bob = { name: 'bob', reason: null };
    const id = `m-${drawNumber().toLowerCase()}`;
    const shop = { id, name: 'Shop', notifyUrl: null, policy: {} };
    await createMerchant(db, shop, bob);
    await createMerchant(db, shop, bob);
    const notifyUrl = 'https://shop.example/hooks?token=secret';
    await changeMerchant(db, id, { notifyUrl, policy: { latePayment: 'ask' } }, bob);
    const newKey = { role: 'read', merchant: id, label: 'till 4' } as const;
    const { key, apiKey } = await createApiKey(db, newKey, bob);
    await revokeApiKey(db, { merchant: id, id: apiKey.id, afterSeconds: 60 }, bob);
    await revokeApiKey(db, { merchant: id, id: apiKey.id, afterSeconds: 90 }, bob);
    const listed = await acts(db, { by: 'bob' });
    const ofKey = { role: 'read', label: 'till 4', prefix: apiKey.prefix };
    expect(listed.toReversed()).toMatchObject([
      {
        what: 'merchant_created',
        merchant: id,
        subject: null,
        detail: { name: 'Shop' },
        why: null,
      },
      {
        what: 'merchant_changed',
        detail: { changed: ['notify_url', 'policy'], policy: { latePayment: 'ask' } },
      },
      { what: 'key_created', merchant: id, subject: apiKey.id, detail: ofKey },
      { what: 'key_revoked', subject: apiKey.id, detail: { ...ofKey, after_s: 60 } },
    ]);
    const told = JSON.stringify(listed);
    for (const secret of [key, 'token=secret']) expect(told).not.toContain(secret);
  });

  test('what was rolled back is no act', async () => {
    const act = {
      what: 'merchant_changed',
      merchant: await newMerchant(db),
      subject: null,
      detail: {},
    } as const;
    const failing = transaction(db, async (inside) => {
      await noteAct(inside, { name: 'carol', reason: null }, act);
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    expect(await acts(db, { by: 'carol' })).toEqual([]);
  });
});

describe('a later release adds a column to the acts', async () => {
  const { db, owner } = await openOwnLedger();

  test('each decision is written as before, and its act with it', async () => {
    await owner.query('alter table acts add column added_later text');
    const made = await actsOfAllRows(db);
    expect((await acts(db)).toReversed()).toMatchObject(toldOf(made));
  });
});

describe('acts from before the list was kept', async () => {
  const postgres = await startPostgres();
  const before = await mkdtemp(join(tmpdir(), 'paidonce-before-'));
  const db = openDatabase(postgres.url, { max: 2 });
  afterAll(async () => {
    await db.close();
    await postgres.stop();
    await rm(before, { recursive: true, force: true });
  });

  test('are listed by the migration, as if they had been noted', async () => {
    // What makes the list, and those of the later ones that need it.
    const late = ['0019-', '0020-', '0022-', '0026-', '0029-lists', '0033-acts'];
    for (const name of await readdir(migrationsFolder)) {
      if (!late.some((one) => name.startsWith(one)))
        await copyFile(join(migrationsFolder, name), join(before, name));
    }
    await migrate(db, before);
    const old = await actsOfAllRows(db);
    await copyFile(join(migrationsFolder, '0019-acts.sql'), join(before, '0019-acts.sql'));
    await migrate(db, before);
    expect(await acts(db)).toEqual([]);
    const meanwhile = await actsOfAllRows(db);
    expect(await acts(db)).toHaveLength(5);
    await migrate(db);
    const listed = await acts(db);
    expect(listed).toHaveLength(10);
    for (const one of [...toldOf(old), ...toldOf(meanwhile)]) {
      expect(listed).toContainEqual(expect.objectContaining(one));
    }
  });
});

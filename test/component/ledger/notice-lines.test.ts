import { beforeEach, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { transaction } from '../../../ledger/database/database.ts';
import { writeEvents } from '../../../ledger/events/event-log.ts';
import { changeMerchant } from '../../../ledger/keys/merchants.ts';
import {
  forgetGivenUp,
  leaveEndpoint,
  takeIdleEndpoints,
} from '../../../ledger/notices/notice-endpoints.ts';
import { placeLines, takeNotice, type TakenNotice } from '../../../ledger/notices/notice-lines.ts';
import { addNoticeSecret } from '../../../ledger/notices/notice-secrets.ts';
import { resendEvent } from '../../../ledger/notices/resends.ts';
import {
  giveBack,
  listTries,
  misplaced,
  recordTry,
  type TryEnd,
} from '../../../ledger/notices/notice-tries.ts';
import { waitingNotices } from '../../../ledger/notices/waiting-notices.ts';
import { forgetTries } from '../../../ledger/notices/try-retention.ts';
import { listAttention } from '../../../ledger/people/attention.ts';
import { createOrder, findOrder } from '../../../ledger/orders/orders.ts';
import { eraseWhatIsOld } from '../../../ledger/texts/erasure.ts';
import { orderSnapshot } from '../../../ledger/views/order-json.ts';
import { newMerchant, orderOf } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, owner } = await openOwnLedger();
const trying = { failuresToRest: 5, forMs: 30_000 };
const by = { name: 'Ada', reason: null };
const accepted: TryEnd = {
  url: 'https://shop.example/hooks',
  startedAtMs: Date.now(),
  durationMs: 1,
  status: 'accepted',
  responseStatus: 200,
  error: null,
  nextAtMs: null,
  isDown: false,
  askedMs: null,
};
const noRest = (): number => 0;
const at = { key: { merchant: '', orderId: '' } as OrderKey, endpoint: '' };

type Connection = Parameters<typeof writeEvents>[0];

async function tell(inside: Connection, key: OrderKey): Promise<void> {
  const order = await findOrder(inside, key);
  if (order === null) throw new Error('no order');
  const models = { order, attempts: [], refunds: [] };
  const snapshot = orderSnapshot(order, models, order.version);
  await writeEvents(inside, key, [{ type: 'order.paid', version: 1, snapshot, atMs: Date.now() }]);
}

async function taken(): Promise<TakenNotice> {
  const notice = await takeNotice(db, at.endpoint, trying);
  if (notice === null) throw new Error('nothing was due');
  return notice;
}

beforeEach(async () => {
  const merchant = await newMerchant(db);
  await changeMerchant(db, merchant, { notifyUrl: accepted.url }, by);
  const order = orderOf(merchant);
  await createOrder(db, order);
  await transaction(db, (inside) => tell(inside, order.key));
  await placeLines(db, 100);
  const [endpoint] = await takeIdleEndpoints(db, 10);
  Object.assign(at, { key: order.key, endpoint: String(endpoint?.id) });
});

test('nothing-lost: an event that commits while the one before is being recorded is told', async () => {
  const notice = await taken();
  const writer = await db.connect();
  await writer.query('begin');
  await tell(writer, at.key);
  const recorded = recordTry(db, at.endpoint, notice, accepted, noRest);
  const waits = `select count(*)::int as n from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%notice_tries%' and datname = current_database()`;
  await expect
    .poll(async () => (await owner.query<{ n: number }>(waits)).rows[0]?.n, { timeout: 10_000 })
    .toBe(1);
  await writer.query('commit');
  writer.release();
  await expect(recorded).resolves.toBeUndefined();
  expect((await takeNotice(db, at.endpoint, trying))?.sequence).toBe(2);
});

test('a notice is taken by one at a time, and comes again if he ends', async () => {
  await taken();
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
  await owner.query(`update notice_lines set due_at = now(), taken_until = now()
    where endpoint = '${at.endpoint}'`);
  expect((await taken()).sequence).toBe(1);
});

test('who took too long moves nothing that somebody else moved meanwhile', async () => {
  const notice = await taken();
  await owner.query(`update notice_lines set taken_until = now(), due_at = now()
    where endpoint = '${at.endpoint}'`);
  const again = await taken();
  await recordTry(db, at.endpoint, again, accepted, noRest);
  await transaction(db, (inside) => tell(inside, at.key));
  await recordTry(db, at.endpoint, await taken(), accepted, noRest);
  await recordTry(db, at.endpoint, notice, accepted, noRest);
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
});

test('an endpoint that failed five times in a row is tried by one notice at a time', async () => {
  const { merchant } = at.key;
  for (let index = 0; index < 3; index += 1) {
    const order = orderOf(merchant);
    await createOrder(db, order);
    await transaction(db, (inside) => tell(inside, order.key));
  }
  await placeLines(db, 100);
  await owner.query(`update notice_endpoints set failures = 5 where id = '${at.endpoint}'`);
  const notice = await taken();
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
  await recordTry(db, at.endpoint, notice, accepted, noRest);
  await taken();
  await taken();
});

test('what is due sooner than its run looks wakes it; what its run looks at by itself does not', async () => {
  const wakes = async (): Promise<boolean> =>
    (await takeIdleEndpoints(db, 10)).some(({ id }) => id === at.endpoint);
  const notice = await taken();
  const nextAtMs = Date.now() + 60_000;
  const failed = { ...accepted, status: 'failed', nextAtMs, isDown: true } as const;
  await recordTry(db, at.endpoint, notice, failed, noRest);
  expect(await leaveEndpoint(db, at.endpoint)).toBeGreaterThan(50_000);
  expect(await wakes()).toBe(false);
  await transaction(db, (inside) => tell(inside, at.key));
  expect(await wakes()).toBe(true);
});

test('an endpoint whose run did not look when it should have is woken by somebody else', async () => {
  const wakes = async (): Promise<boolean> =>
    (await takeIdleEndpoints(db, 10)).some(({ id }) => id === at.endpoint);
  const looked = async (secondsAgo: number): Promise<void> => {
    const values = [at.endpoint, new Date(Date.now() - secondsAgo * 1_000)];
    await owner.query('update notice_lines set due_at = $2 where endpoint = $1', values);
    await owner.query(
      'update notice_endpoints set wake_after = now(), looks_at = $2 where id = $1',
      values,
    );
  };
  await looked(1);
  expect(await wakes()).toBe(false);
  await looked(6);
  expect(await wakes()).toBe(true);
});

test('a receiver that asks to be left alone is left alone by all notices, whatever becomes of others', async () => {
  const other = orderOf(at.key.merchant, `B-${at.endpoint}`);
  await createOrder(db, other);
  await transaction(db, (inside) => tell(inside, other.key));
  await placeLines(db, 100);
  const [busy, under] = [await taken(), await taken()];
  const failed = { ...accepted, status: 'failed', nextAtMs: Date.now(), isDown: true } as const;
  await recordTry(db, at.endpoint, busy, { ...failed, askedMs: 60_000 }, noRest);
  const [next] = await waitingNotices(db, busy.key);
  expect(next).toMatchObject({ event: busy.event, type: 'order.paid', tries: 1 });
  expect(next?.dueAtMs).toBeGreaterThan(Date.now() + 50_000);
  await recordTry(db, at.endpoint, { ...under, isFailing: true }, accepted, noRest);
  await transaction(db, (inside) => tell(inside, other.key));
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
  expect(await leaveEndpoint(db, at.endpoint)).toBeGreaterThan(50_000);
  await owner.query('update notice_endpoints set asked_until = now() where id = $1', [at.endpoint]);
  for (const left of [await taken(), await taken()]) {
    await recordTry(db, at.endpoint, { ...left, isFailing: true }, accepted, noRest);
  }
  expect(await leaveEndpoint(db, at.endpoint)).toBeNull();
});

test('a secret that is made while the last event is being sent leaves nothing due behind', async () => {
  const notice = await taken();
  await addNoticeSecret(db, { merchant: at.key.merchant, overlapSeconds: 0 }, by);
  await recordTry(db, at.endpoint, notice, accepted, noRest);
  expect(await leaveEndpoint(db, at.endpoint)).toBeNull();
});

test('who took too long gives nothing back that somebody else has', async () => {
  const notice = await taken();
  await owner.query(
    'update notice_lines set taken_until = now(), due_at = now() where endpoint = $1',
    [at.endpoint],
  );
  const again = await taken();
  await giveBack(db, notice);
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
  await giveBack(db, again);
  expect((await takeNotice(db, at.endpoint, trying))?.event).toBe(notice.event);
});

test('what is sent again waits behind what was never sent', async () => {
  const { merchant } = at.key;
  const first = await taken();
  await recordTry(db, at.endpoint, first, accepted, noRest);
  expect(await resendEvent(db, first.event, merchant)).toBe('sent');
  const order = orderOf(merchant);
  await createOrder(db, order);
  await transaction(db, (inside) => tell(inside, order.key));
  await placeLines(db, 100);
  const took = [await taken(), await taken()];
  expect(took.map(({ event, resend }) => [event === first.event, resend])).toEqual([
    [false, ''],
    [true, first.event],
  ]);
});

test('an event is sent again only where there is an address, and is that very event', async () => {
  const { merchant } = at.key;
  const first = await taken();
  await recordTry(db, at.endpoint, first, accepted, noRest);
  await changeMerchant(db, merchant, { notifyUrl: null }, by);
  expect(await resendEvent(db, first.event, merchant)).toBe('nowhere');
  await changeMerchant(db, merchant, { notifyUrl: accepted.url }, by);
  await resendEvent(db, first.event, merchant);
  await changeMerchant(db, merchant, { notifyUrl: null }, by);
  await placeLines(db, 100);
  await changeMerchant(db, merchant, { notifyUrl: accepted.url }, by);
  await transaction(db, (inside) => tell(inside, at.key));
  expect(await resendEvent(db, first.event, merchant)).toBe('sent');
  await placeLines(db, 100);
  const took = [await taken(), await taken()];
  expect(took.map(({ sequence }) => sequence)).toEqual([2, 1]);
});

test('the next event of an order at rest goes to its merchant’s new address', async () => {
  const notice = await taken();
  await recordTry(db, at.endpoint, notice, accepted, noRest);
  const fresh = 'https://new.example/hooks';
  await changeMerchant(db, at.key.merchant, { notifyUrl: fresh }, by);
  await transaction(db, (inside) => tell(inside, at.key));
  await placeLines(db, 100);
  expect(await takeNotice(db, at.endpoint, trying)).toBeNull();
  const [endpoint] = await takeIdleEndpoints(db, 10);
  expect(await takeNotice(db, String(endpoint?.id), trying)).toMatchObject({
    url: fresh,
    sequence: 2,
    isMisplaced: false,
  });
});

test('a notice whose order names another origin by now finds its endpoint anew', async () => {
  const order = { ...orderOf(at.key.merchant), notifyUrl: 'https://own.example/hooks' };
  await createOrder(db, order);
  await transaction(db, (inside) => tell(inside, order.key));
  // As a line is left by a change of address that had too many lines to move.
  await owner.query('update notice_lines set endpoint = $1 where order_id = $2', [
    at.endpoint,
    order.key.orderId,
  ]);
  const took = [await taken(), await taken()];
  const wrong = took.find(({ key }) => key.orderId === order.key.orderId);
  expect(wrong).toMatchObject({ isMisplaced: true });
  if (wrong !== undefined) await misplaced(db, wrong);
  await placeLines(db, 100);
  const [endpoint] = (await takeIdleEndpoints(db, 10)).filter(({ id }) => id !== at.endpoint);
  expect(await takeNotice(db, String(endpoint?.id), trying)).toMatchObject({ isMisplaced: false });
});

test('a notice that is given up is an item of attention until somebody has seen it', async () => {
  const notice = await taken();
  const end = { ...accepted, status: 'given_up', responseStatus: 410, error: 'gone' } as const;
  await recordTry(db, at.endpoint, notice, end, noRest);
  const mine = async () =>
    (await listAttention(db, { limit: 100, merchant: at.key.merchant })).items;
  const [item] = await mine();
  expect(item).toMatchObject({ id: `notices:${at.endpoint}`, kind: 'account', key: null });
  expect(item?.detail).toContain('gone');
  expect(await forgetGivenUp(db, String(item?.id), by)).toBe(true);
  expect(await mine()).toEqual([]);
  expect(await forgetGivenUp(db, String(item?.id), by)).toBe(false);
});

test('a receiver that takes nothing for an hour is one, too', async () => {
  await owner.query(
    "update notice_endpoints set failing_since = now() - interval '61 minutes' where id = $1",
    [at.endpoint],
  );
  const items = await listAttention(db, { limit: 100, merchant: at.key.merchant });
  expect(items.items).toMatchObject([{ id: `notices:${at.endpoint}` }]);
  expect(await forgetGivenUp(db, `notices:${at.endpoint}`, by)).toBe(true);
  expect((await listAttention(db, { limit: 100, merchant: at.key.merchant })).items).toEqual([]);
});

test('an endpoint that is woken for two minutes and not worked at has a run that can’t go on', async () => {
  const idle = async () => (await takeIdleEndpoints(db, 10)).find(({ id }) => id === at.endpoint);
  const later = `update notice_endpoints set wake_after = now(),
    woken_since = woken_since - interval '61 seconds' where id = $1`;
  await owner.query(later, [at.endpoint]);
  expect(await idle()).toMatchObject({ isStuck: false });
  await owner.query(later, [at.endpoint]);
  expect(await idle()).toMatchObject({ isStuck: true });
});

test('old tries are forgotten, but not those of an order that still has something to tell', async () => {
  const { merchant } = at.key;
  const tries = async (): Promise<number> =>
    (await listTries(db, { merchant, limit: 10 })).items.length;
  const failed = { ...accepted, status: 'failed', nextAtMs: Date.now() } as const;
  await recordTry(db, at.endpoint, await taken(), failed, noRest);
  await forgetTries(db, 0);
  expect(await tries(), 'it waits').toBe(1);
  await recordTry(db, at.endpoint, await taken(), accepted, noRest);
  await forgetTries(db, 60_000);
  expect(await tries(), 'they are young').toBe(2);
  await eraseWhatIsOld(db, { keepMs: 0, unusedAfterMs: 60_000 });
  expect(await tries()).toBe(0);
});

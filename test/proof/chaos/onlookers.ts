import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Diary } from './diary.ts';
import type { Merchant } from './merchant.ts';

const standing = z.object({
  id: z.string(),
  status: z.string(),
  version: z.number(),
  winner: z.string().nullable(),
});
const list = z.object({ data: z.array(standing), next_cursor: z.string().nullable() });
const told = z.object({
  data: z.array(z.object({ order_id: z.string(), data: z.object({ order: standing }) })),
  next_cursor: z.string(),
});

const everyMs = 3_000;

/** Reads the newest hundred orders again and again. */
async function watchList(merchant: Merchant, diary: Diary, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const sentAtMs = Date.now();
    const answer = await merchant.ask('GET', '/v1/orders?limit=100');
    const receivedAtMs = Date.now();
    for (const { id, ...one } of list.parse(answer.body).data) {
      diary.see(id, { sentAtMs, receivedAtMs, by: 'list', ...one });
    }
    await delay(everyMs, null, { signal: stopping }).catch(() => undefined);
  }
}

/** Reads the merchant's events, from the first on. */
async function watchEvents(merchant: Merchant, diary: Diary, stopping: AbortSignal): Promise<void> {
  let after = '0';
  for (;;) {
    const isLast = stopping.aborted;
    const answer = await merchant.ask('GET', `/v1/events?after=${after}&limit=100&wait=1`);
    const page = told.parse(answer.body);
    const atMs = Date.now();
    for (const event of page.data) {
      const { id, status, version, winner } = event.data.order;
      const at = { sentAtMs: atMs, receivedAtMs: atMs };
      diary.see(id, { ...at, by: 'event', status, version, winner });
    }
    after = page.next_cursor;
    if (isLast && page.data.length === 0) return;
  }
}

/** Notes how orders look from outside until told to stop, and then up to the newest event. */
export async function watchOrders(
  merchant: Merchant,
  diary: Diary,
  stopping: AbortSignal,
): Promise<void> {
  await Promise.all([watchList(merchant, diary, stopping), watchEvents(merchant, diary, stopping)]);
}

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createLedgerActivities } from '../../../activities/ledger-activities.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import type { CallbackInput } from '../../../domain/facts/input.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { NamedInputs } from '../../../workflows/messages/order-activities.ts';
import { append } from '../../../ledger/append/append.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { storeCallback } from '../../../ledger/inbox/inbox.ts';
import { paidOrder, startMs } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db } = await openOwnLedger();

/** The ledger activities of a worker, and what it logs. */
function openWorker() {
  const lines: LogEntry[] = [];
  const logger = new DefaultLogger('WARN', (entry) => lines.push(entry));
  const environment = new MockActivityEnvironment({}, { logger });
  const ledger = createLedgerActivities(db, noFaults, { build: 'test', waitsMs: [30_000] });
  const read = async (
    key: OrderKey,
    callbacks: readonly string[],
  ): Promise<readonly CallbackInput[]> => {
    const names = { callbacks, answers: [], requests: [] };
    const read: Promise<NamedInputs> = environment.run(() => ledger.read(key, names));
    return (await read).callbacks;
  };
  return { lines, read };
}

async function callbackOf(channelNumber: string): Promise<string> {
  const { id } = await storeCallback(db, {
    channel: 'wechat',
    account: 'default',
    eventId: randomUUID(),
    headers: {},
    body: Buffer.alloc(0),
    receivedAtMs: startMs,
    signedAtMs: startMs,
    fresh: true,
    channelNumber,
    news: { kind: 'payment', finding: { kind: 'processing' } },
  });
  return id;
}

test('ids that are unknown, or of another order, bring nothing and are told of once a minute', async () => {
  const { lines, read } = openWorker();
  const [one, other] = [await paidOrder(db), await paidOrder(db)];
  const [own, foreign] = [await callbackOf(one.winner), await callbackOf(other.winner)];
  const impossible = ['a\u0000', '\ud83d', 'x'.repeat(8_000), ''];
  const found = read(one.key, [own, foreign, 'cb_unknown', ...impossible]);
  await expect(found).resolves.toMatchObject([{ id: own }]);
  expect(lines.map(({ meta }) => meta)).toMatchObject([{ count: 6 }]);
  for (let times = 0; times < 20; times += 1) await read(one.key, ['cb_unknown']);
  expect(lines).toHaveLength(1);
});

test('a callback that its order has taken may be named again without a warning', async () => {
  const { lines, read } = openWorker();
  const { key, winner } = await paidOrder(db);
  const id = await callbackOf(winner);
  const { seq } = await loadFacts(db, key);
  const nothing = { facts: [], nextDueAtMs: null };
  await append(db, {
    key,
    expectedSeq: seq,
    consumed: { callbacks: [id], answers: [] },
    digest: null,
    ...nothing,
  });
  expect(await read(key, [id])).toEqual([]);
  expect(lines).toEqual([]);
});

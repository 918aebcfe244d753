/**
 * Saves the golden histories of endpoints' notices anew, from live ones:
 * `npx tsx test/golden/record-notices.ts`. When to run it, and what to do with the old ones:
 * test/golden/record.ts.
 */
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '../../client/client.ts';
import { type Receiver, startReceiver } from '../component/worker/receiver.ts';
import { startPaidOnce } from '../kit/paidonce.ts';
import { Street } from '../kit/shop.ts';
import { EngineConsole } from '../live/engine.ts';
import { noticeStories } from './notice-stories.ts';
import { withoutMachine } from './without-machine.ts';

const here = new URL('./notices/', import.meta.url);

async function until(what: string, holds: () => boolean): Promise<void> {
  const untilMs = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > untilMs) throw new Error(`waited in vain: ${what}`);
    await setTimeout(20);
  }
}

const paidonce = await startPaidOnce({ timeScale: 0.2 });
const engine = await EngineConsole.open(paidonce.addresses);
const { api, ops_key: opsKey } = paidonce.addresses;
const ops = createClient({ url: api, key: opsKey });
const street = new Street(paidonce.addresses);

/** The one run of the merchant's endpoint; the engine lists it a moment later. */
async function runOf(merchant: string): Promise<string> {
  for (;;) {
    for await (const { workflowId } of engine.client.workflow.list()) {
      if (workflowId.startsWith(`notices/${merchant}/`)) return workflowId;
    }
    await setTimeout(100);
  }
}

/** Pays an order; the story is told by how the receiver answers, and what is done meanwhile. */
async function record(name: keyof typeof noticeStories, receiver: Receiver): Promise<void> {
  const merchant = `golden-${name}`;
  await ops.merchants.create({ id: merchant, name: 'Golden', notify_url: receiver.url });
  await ops.noticeSecrets.create(merchant, {});
  const { key } = await ops.keys.create(merchant, { role: 'merchant' });
  const shop = createClient({ url: api, key: String(key) });
  const amount = { currency: 'CNY', value: 1999 };
  await shop.orders.create({ id: 'A-1', amount, description: 'Tea', expires_in: 900 });
  const attempt = await shop.orders.pay('A-1', { channel: 'wechat', method: 'qr' });
  const { failures, isWoken } = noticeStories[name];
  receiver.answer(({ count }) => (count <= failures ? 500 : 204));
  await street.pay(attempt.id);
  await until('the failures', () => receiver.received.length >= Math.max(1, failures));
  const handle = engine.client.workflow.getHandle(await runOf(merchant));
  // What waits is due at once with a new secret, and its run is told so.
  if (isWoken) await ops.noticeSecrets.create(merchant, { overlap_s: 60 });
  await handle.result();
  const history = await handle.fetchHistory();
  writeFileSync(new URL(`${name}.json`, here), withoutMachine(historyToJSON(history)));
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}

try {
  for (const name of ['accepted', 'retried', 'woken'] as const) {
    const receiver = await startReceiver();
    await record(name, receiver);
    await receiver.stop();
  }
} finally {
  await engine.close();
  await paidonce.stop();
}

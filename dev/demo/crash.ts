import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { whatIsWrong } from './money-book.ts';
import { amount, type Stage } from './stage.ts';

const lookEveryMs = 20;

/** A worker that can be stopped at a place in its code. @see config/armed-faults.ts */
export type HeldWorker = Readonly<{
  /** The folder that `PAIDONCE_FAULT_POINTS` names. */
  points: string;
  /** Its process id now. */
  pid: () => number | null;
}>;

async function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  while (!holds()) await delay(lookEveryMs, null, { signal });
}

/**
 * A worker dies after the channel took the money and before it heard the channel's answer.
 *
 * @returns what is wrong in the end; empty: there is one charge
 */
export async function playCrash(stage: Stage, worker: HeldWorker): Promise<string[]> {
  const { client, teller, signal } = stage;
  const id = `crash-${randomUUID().slice(0, 8)}`;
  const point = 'create-after-call';
  teller.step('A shop makes an order of 19.99 yuan, and the shopper clicks on WeChat Pay.');
  await stage.makeOrder(id);
  writeFileSync(join(worker.points, point), 'hold');
  const clicking = stage.open(id, 'wechat', `${id}-1`);
  // It is awaited below; where the story fails before that, its own failure is told.
  clicking.catch(() => undefined);
  await until(() => existsSync(join(worker.points, `${point}.reached`)), signal);
  const number = (await client.orders.get(id, { signal })).attempts[0]?.id ?? '';
  teller.note(`WeChat Pay has opened payment ${number};`);
  teller.note('its answer is on the way to the worker, which has written down nothing of it yet.');

  teller.step('At this moment the shopper pays, and the worker is killed: kill -9.');
  await stage.pay('wechat', number);
  await stage.showBook(id);
  const victim = worker.pid();
  if (victim === null) return ['no worker of this start runs, so none could be killed'];
  process.kill(victim, 'SIGKILL');
  teller.note(`worker ${victim} is dead; nobody knows what the channel answered`);

  teller.step('The supervisor starts another, and the shop repeats its click under the same key.');
  await until(() => ![null, victim].includes(worker.pid()), signal);
  teller.note(`worker ${worker.pid() ?? '?'} asks the ledger what is owed, and then the channel`);
  const attempt = await clicking;
  const order = await client.orders.until(id, (one) => one.status === 'paid', { signal });
  teller.note(`the click was answered with payment ${attempt.id}; the order is ${order.status}`);

  teller.step('The channel’s own book:');
  const book = await stage.showBook(id);
  const wrong = whatIsWrong(book, amount, 1);
  if (book.payments.length !== 1) wrong.push(`there are ${book.payments.length} payments, not one`);
  if (attempt.id !== number) wrong.push(`the click was answered with another payment`);
  return wrong;
}

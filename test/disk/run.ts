import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startPaidOnce } from '../kit/paidonce.ts';
import { type Answer, Shop, Street } from '../kit/shop.ts';
import { smallDisk } from './small-disk.ts';

/*
 * `npm run test:disk-full`: the disk of the ledger, the engine and the logs fills up while shoppers
 * pay, PostgreSQL, the engine and the worker are
 * killed meanwhile, and it is freed again. It needs the right to mount a disk, as root has it, and fails without.
 *
 * nothing-lost: whatever was answered with success is there afterwards, each order is paid once by
 * the channel's own book, and what was refused was refused in words that let the caller ask again.
 */
const patienceMs = 120_000;
const orders = 6;
const killedMeanwhile = ['postgres', 'worker', 'temporal'] as const;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function require(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}

const refusals = new Set<string>();

/** Done, or refused so that the same may be asked again. */
function requireHonest(answer: Answer): void {
  if (answer.status === 503) refusals.add(String(answer.body.code));
  const isRetryable = answer.status === 503 && answer.body.retryable === true;
  require(answer.status < 300 ||
    isRetryable, `answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

const disk = smallDisk();
process.once('exit', disk.remove);
const paidonce = await startPaidOnce({ timeScale: 0.05, dataFolder: disk.dataFolder });
const shop = new Shop(paidonce.addresses);
const street = new Street(paidonce.addresses);

async function offered(): Promise<Readonly<{ id: string; number: string }>> {
  const id = await shop.order();
  const number = String((await shop.pay(id)).body.id);
  await shop.until(id, (order) => order.attempts[0]?.status === 'offered');
  return { id, number };
}

/** A new order as a shop makes it that takes no answer for an answer. */
async function create(id: string): Promise<Answer | null> {
  const terms = {
    id,
    amount: { currency: 'CNY', value: 1999 },
    description: 'Tea',
    expires_in: 900,
  };
  try {
    return await shop.call('POST', '/v1/orders', terms);
  } catch {
    // The API is starting again, or the answer took too long: unknown.
    return null;
  }
}

/** Offers orders until the full disk refuses one. */
async function untilRefused(): Promise<readonly string[]> {
  const kept: string[] = [];
  const untilMs = Date.now() + patienceMs;
  while (Date.now() < untilMs) {
    const id = `F-${randomUUID()}`;
    const answer = await create(id);
    if (answer === null) continue;
    requireHonest(answer);
    if (answer.status === 503) return kept;
    kept.push(id);
  }
  throw new Error('the full disk refused nothing');
}

async function untilTaken(): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  while (Date.now() < untilMs) {
    const answer = await create(`G-${randomUUID()}`);
    if (answer?.status === 201) return;
    if (answer !== null) requireHonest(answer);
    await delay(100);
  }
  throw new Error('no order was taken after the disk was freed');
}

try {
  const waiting = await Promise.all(Array.from({ length: orders }, offered));
  disk.fill();
  for (const { number } of waiting) await street.pay(number);
  const kept = await untilRefused();
  say(`The disk is full: ${kept.length} more orders were taken, then the ledger refused.`);
  // Recovery has no room either, and what npm start notes of its processes has none.
  for (const name of killedMeanwhile) process.kill(paidonce.pid(name), 'SIGKILL');
  for (let second = 0; second < 8; second += 1) {
    const answer = await create(`F-${randomUUID()}`);
    if (answer !== null) requireHonest(answer);
    await delay(1_000);
  }
  say(`All the while: ${[...refusals].join(', ')}.`);
  const beganMs = Date.now();
  disk.free();
  await untilTaken();
  say(`Freed: an order was taken ${((Date.now() - beganMs) / 1_000).toFixed(1)} s later.`);
  for (const id of kept) require((await shop.get(id)).id === id, `${id} was taken and is lost`);
  for (const { id } of waiting) {
    await shop.until(id, (order) => order.status === 'paid', patienceMs);
    const money = await street.money(id);
    const isOnce = money.captured === 1999 && money.net === 1999;
    require(isOnce, `${id} was not charged once: ${JSON.stringify(money)}`);
  }
  say(`Each of the ${orders} orders that were paid meanwhile is paid, once.`);
} finally {
  await paidonce.stop();
}

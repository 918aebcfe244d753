import type { OrderKey } from '../../domain/values/order-key.ts';
import { eraseAttemptInputs, eraseUnusedInputs } from './attempt-inputs.ts';
import { eraseAttemptOffers } from './attempt-offers.ts';
import { eraseAnswerWords } from '../answers/channel-answers.ts';
import { type Db, run, select, transaction } from '../database/database.ts';
import { orderKeyRow } from '../database/order-key-row.ts';
import { eraseWords } from './failure-words.ts';
import { forgetKeys, forgetUnusedKeys } from '../keys/idempotency-keys.ts';
import { forgetTries } from '../notices/try-retention.ts';
import { eraseCallbacks, eraseStrayCallbacks } from '../inbox/inbox-erasure.ts';
import { cameToNothing, eraseReasons, mayBeSent } from './refund-reasons.ts';

/**
 * `not_at_rest`: nothing was erased, for a channel may still have to be told the same again.
 * `reason_kept`: everything was erased but the reason of a refund that may still be sent, as a
 * refund that waits for a person may be.
 */
export type Erasure = 'erased' | 'reason_kept' | 'not_at_rest';

const nothingDue = `not exists (select from order_dues
  where order_dues.merchant = orders.merchant and order_dues.order_id = orders.id)`;

// Nothing is due, and the newest fact is older than $1 ms. A parked attempt counts as at rest,
// because it waits for a person. A held order does not: what is held may yet be sent.
const atRest = `orders.status in ('paid', 'closed') and not orders.held
  and ${nothingDue} and exists (
  select from facts where facts.merchant = orders.merchant and facts.order_id = orders.id
    and facts.seq = orders.version
    and facts.appended_at <= clock_timestamp() - $1 * interval '1 millisecond')`;

/** Erases an order's rows in all tables; only in a transaction that holds the order's lock. */
async function eraseRows(db: Db, key: OrderKey): Promise<Erasure> {
  await eraseAttemptInputs(db, key);
  await eraseAttemptOffers(db, key);
  await eraseCallbacks(db, key);
  await eraseWords(db, key);
  await eraseAnswerWords(db, key);
  await forgetKeys(db, key);
  const kept = await eraseReasons(db, key);
  return kept === 0 ? 'erased' : 'reason_kept';
}

/**
 * Erases an order's personal and free text for good, unless the order is under way. It takes the
 * order's lock, so that an append comes before the erasure or after it, never in between.
 *
 * @param restedMs how long the order must have been at rest
 */
export async function eraseOrder(db: Db, key: OrderKey, restedMs: number): Promise<Erasure> {
  return transaction(db, async (inside) => {
    // Looked at behind the lock: what an append that was under way left is seen in all tables.
    const of = [key.merchant, key.orderId];
    await run(inside, 'select from orders where merchant = $1 and id = $2 for update', of);
    const isAtRest = `select from orders where merchant = $2 and id = $3 and ${atRest}`;
    const found = await run(inside, isAtRest, [restedMs, ...of]);
    if (found === 0) return 'not_at_rest';
    return eraseRows(inside, key);
  });
}

// By `now()`, which stands still for a statement: by a clock that moves no index is read in part.
function older(column: string): string {
  return `${column} < now() - $1 * interval '1 millisecond'`;
}

/** Rows that are kept and old, of orders at rest. Each table has an index over what it keeps, by age. */
type Kept = Readonly<{
  from: string;
  /** Names of the columns that say whose they are. */
  of: readonly [merchant: string, orderId: string];
  where: string;
  age: string;
}>;

const notErased = 'erased_at is null';

const kept: readonly Kept[] = [
  {
    from: 'attempt_inputs as kept',
    of: ['kept.merchant', 'kept.order_id'],
    where: notErased,
    age: 'kept.created_at',
  },
  {
    from: 'attempt_offers as kept join attempts using (number)',
    of: ['attempts.merchant', 'attempts.order_id'],
    where: notErased,
    age: 'kept.created_at',
  },
  {
    from: 'inbox as kept',
    of: ['kept.consumed_by_merchant', 'kept.consumed_by_order'],
    where: `${notErased} and kept.state = 'consumed'`,
    age: 'kept.received_at',
  },
  {
    from: 'failure_words as kept',
    of: ['kept.merchant', 'kept.order_id'],
    where: notErased,
    age: 'kept.kept_at',
  },
  {
    from: 'channel_answers as kept',
    of: ['kept.merchant', 'kept.order_id'],
    where: 'words is not null',
    age: 'kept.answered_at',
  },
  {
    from: 'requests',
    of: ['requests.merchant', 'requests.order_id'],
    where: `reason is not null and ${cameToNothing}`,
    age: 'requests.created_at',
  },
  {
    from: 'refund_reasons as kept join refunds using (number)',
    of: ['refunds.merchant', 'refunds.order_id'],
    where: `${notErased} and not ${mayBeSent}`,
    age: 'kept.kept_at',
  },
];

// Each part ends with its own few orders, so that a sweep's first look at a large ledger is as quick
// as its last.
const ordersOf = ({ from, of: [merchant, orderId], where, age }: Kept): string =>
  `(select orders.merchant, orders.id as order_id
    from ${from} join orders on orders.merchant = ${merchant} and orders.id = ${orderId}
    where ${where} and ${older(age)} and ${atRest} order by ${age} limit $2)`;

const ordersToEraseSql = `${kept.map(ordersOf).join(' union ')} limit $2`;

async function ordersToErase(db: Db, restedMs: number, limit: number): Promise<OrderKey[]> {
  return select(db, orderKeyRow, ordersToEraseSql, [restedMs, limit]);
}

export type ErasingSettings = Readonly<{
  /** How long personal and free text is kept after its order came to rest, ms. */
  keepMs: number;
  /** How long a click may take to become an attempt, ms; its data goes after that. */
  unusedAfterMs: number;
}>;

const mostAtOnce = 200;

/**
 * Rule 22: erases what has been kept long enough. Each order is erased in a transaction of its own,
 * so that an append waits for the erasure of its own order only.
 *
 * @returns how many orders were erased
 */
export async function eraseWhatIsOld(db: Db, settings: ErasingSettings): Promise<number> {
  const { keepMs, unusedAfterMs } = settings;
  await eraseUnusedInputs(db, unusedAfterMs);
  await eraseStrayCallbacks(db, keepMs);
  await forgetUnusedKeys(db, keepMs);
  await forgetTries(db, keepMs);
  let erased = 0;
  for (;;) {
    const keys = await ordersToErase(db, keepMs, mostAtOnce);
    let now = 0;
    for (const key of keys) if ((await eraseOrder(db, key, keepMs)) !== 'not_at_rest') now += 1;
    erased += now;
    // If none of these orders is at rest any more, the next sweep is soon enough.
    if (keys.length < mostAtOnce || now === 0) return erased;
  }
}

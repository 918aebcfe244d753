import type { OrderKey } from '../../domain/values/order-key.ts';
import { eraseAttemptInputs, eraseUnusedInputs } from './attempt-inputs.ts';
import { eraseAttemptOffers } from './attempt-offers.ts';
import { eraseAnswerWords } from '../answers/channel-answers.ts';
import { type Db, run, select, transaction } from '../database/database.ts';
import { orderKeyRow } from '../database/order-key-row.ts';
import { eraseWords } from './failure-words.ts';
import { forgetKeys, forgetUnusedKeys } from '../keys/idempotency-keys.ts';
import { eraseCallbacks, eraseStrayCallbacks } from '../inbox/inbox-erasure.ts';
import { cameToNothing, eraseReasons, mayBeSent } from './refund-reasons.ts';

/**
 * `not_at_rest`: nothing was erased, for a channel may still have to be told the same again.
 * `reason_kept`: everything was erased but the reason of a refund that may still be sent, as a
 * refund that waits for a person may be.
 */
export type Erasure = 'erased' | 'reason_kept' | 'not_at_rest';

// Nothing is due, and the newest fact is older than $1 ms. A parked attempt counts as at rest,
// because it waits for a person. A held order does not: what is held may yet be sent.
const atRest = `orders.status in ('paid', 'closed') and not orders.held
  and orders.next_due_at is null and exists (
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
    const found = await run(
      inside,
      `select from orders where merchant = $2 and id = $3 and ${atRest} for update`,
      [restedMs, key.merchant, key.orderId],
    );
    if (found === 0) return 'not_at_rest';
    return eraseRows(inside, key);
  });
}

function older(column: string): string {
  return `${column} < clock_timestamp() - $1 * interval '1 millisecond'`;
}

const old = `erased_at is null and ${older('created_at')}`;

// Each of these tables has an index over what is not erased yet.
const unerased = `
  select merchant, order_id from attempt_inputs where ${old}
  union all
  select attempts.merchant, attempts.order_id from attempt_offers join attempts using (number)
    where ${old}
  union all
  select consumed_by_merchant, consumed_by_order from inbox
    where erased_at is null and state = 'consumed'
      and ${older('received_at')}
  union all
  select merchant, order_id from failure_words where erased_at is null and ${older('kept_at')}
  union all
  select merchant, order_id from channel_answers where words is not null and ${older('answered_at')}
  union all
  select merchant, order_id from requests
    where reason is not null and ${cameToNothing} and ${older('created_at')}
  union all
  select refunds.merchant, refunds.order_id from refund_reasons join refunds using (number)
    where erased_at is null and not ${mayBeSent} and ${older('kept_at')}`;

async function ordersToErase(db: Db, restedMs: number, limit: number): Promise<OrderKey[]> {
  return select(
    db,
    orderKeyRow,
    `select distinct unerased.merchant, unerased.order_id from (${unerased}) as unerased
     join orders on orders.merchant = unerased.merchant and orders.id = unerased.order_id
     where ${atRest} limit $2`,
    [restedMs, limit],
  );
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

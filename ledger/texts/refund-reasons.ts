import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run } from '../database/database.ts';

/**
 * Stores a merchant's reason under the refund's number, because the channel must be told the same
 * under that number each time. The reason moves here from the request; only inside the append of
 * the fact that takes the request up.
 */
export async function keepReason(db: Db, key: OrderKey, fact: RecordedFact): Promise<void> {
  if (fact.type !== 'refund_requested' || fact.kind !== 'merchant' || fact.input === null) return;
  await run(
    db,
    `with asked as (
       select merchant, order_id, id, reason from requests
       where merchant = $1 and order_id = $2 and id = $3 for update
     ), moved as (
       update requests set reason = null from asked
       where requests.merchant = asked.merchant and requests.order_id = asked.order_id
         and requests.id = asked.id
     )
     insert into refund_reasons (number, merchant, order_id, reason)
     select $4, merchant, order_id, coalesce(reason, '') from asked`,
    [key.merchant, key.orderId, fact.input, fact.number],
  );
}

/** SQL condition: the refund may still be sent, with the same reason as before. */
export const mayBeSent = `(refunds.abnormal
  or refunds.status in ('awaiting_approval', 'requested', 'processing'))`;

/** SQL condition: the request is over an hour old, so it is no longer on its way to its order. */
export const cameToNothing = `requests.created_at < clock_timestamp() - interval '1 hour'`;

/**
 * Erases for good the reasons of an order's refunds, and of requests that made no refund. The
 * reason of a refund that may still be sent is kept, for its channel must be told the same under
 * its number. So is that of a request of the last hour, which may still make a refund.
 *
 * @returns how many reasons are kept
 */
export async function eraseReasons(db: Db, key: OrderKey): Promise<number> {
  const of = [key.merchant, key.orderId];
  await run(
    db,
    `update requests set reason = null where merchant = $1 and order_id = $2
       and reason is not null and ${cameToNothing}`,
    of,
  );
  await run(
    db,
    `update refund_reasons set reason = null, erased_at = now() from refunds
     where refunds.number = refund_reasons.number and not ${mayBeSent}
       and refund_reasons.merchant = $1 and refund_reasons.order_id = $2 and erased_at is null`,
    of,
  );
  return run(
    db,
    `select from refund_reasons where merchant = $1 and order_id = $2 and reason <> ''
     union all
     select from requests where merchant = $1 and order_id = $2 and reason <> ''`,
    of,
  );
}

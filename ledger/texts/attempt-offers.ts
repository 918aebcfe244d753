import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Action } from '../../domain/order/action.ts';
import { action } from './action.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { theseOrders, valuesOfOrders } from '../database/rows-by-order.ts';

/**
 * Stores what a channel gave for the shopper to act on, before the fact of the offer is
 * appended. A repeated create may bring a fresh offer, which replaces the old.
 *
 * @throws LedgerViolation for an attempt that is not in the ledger
 */
export async function putAttemptOffer(db: Db, number: string, offer: Action): Promise<void> {
  await run(
    db,
    `insert into attempt_offers (number, action) values ($1, $2::jsonb)
     on conflict (number) do update set action = excluded.action where attempt_offers.erased_at is null`,
    [number, JSON.stringify(offer)],
  );
}

/** An attempt's offer; null when there is none, or when it was erased. */
export async function readAttemptOffer(db: Db, number: string): Promise<Action | null> {
  const row = await selectOne(
    db,
    z.object({ action: action.nullable() }),
    'select action from attempt_offers where number = $1',
    [number],
  );
  return row?.action ?? null;
}

/** The offers of the attempts of many orders, by attempt number. */
export async function offersOfOrders(
  db: Db,
  keys: readonly OrderKey[],
): Promise<ReadonlyMap<string, Action>> {
  const rows = await select(
    db,
    z.object({ number: z.string(), action }),
    `select number, action from attempt_offers join attempts using (number)
     where (merchant, order_id) in (${theseOrders}) and action is not null`,
    valuesOfOrders(keys),
  );
  return new Map(rows.map((row) => [row.number, row.action]));
}

/** Erases an order's offers for good. */
export async function eraseAttemptOffers(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update attempt_offers set action = null, erased_at = now() from attempts
     where attempts.number = attempt_offers.number and merchant = $1 and order_id = $2
       and erased_at is null`,
    [key.merchant, key.orderId],
  );
}

import { z } from 'zod';
import type { Shopper } from '../../domain/order/shopper.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, selectOne } from '../database/database.ts';

const text = z.string().optional();
const shopper = z.object({
  ip: text,
  openid: text,
  name: text,
  email: text,
  tax_id: text,
  address: text,
} satisfies Record<keyof Shopper, z.ZodType>);

/**
 * Stores the shopper's data of a click under the payment number drawn for it, before
 * the engine is asked. The first write stays, because a repeated create must say the
 * same.
 */
export async function putAttemptInput(
  db: Db,
  input: Readonly<{ number: string; key: OrderKey; shopper: Shopper }>,
): Promise<void> {
  await run(
    db,
    `insert into attempt_inputs (number, merchant, order_id, shopper)
     values ($1, $2, $3, $4::jsonb) on conflict (number) do nothing`,
    [input.number, input.key.merchant, input.key.orderId, JSON.stringify(input.shopper)],
  );
}

/** The shopper's data of an attempt; null when there is none, or when it was erased. */
export async function readAttemptInput(db: Db, number: string): Promise<Shopper | null> {
  const row = await selectOne(
    db,
    z.object({ shopper: shopper.nullable() }),
    'select shopper from attempt_inputs where number = $1',
    [number],
  );
  return row?.shopper ?? null;
}

/** Erases what is kept of an order's shoppers, for good. */
export async function eraseAttemptInputs(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update attempt_inputs set shopper = null, erased_at = now()
     where merchant = $1 and order_id = $2 and erased_at is null`,
    [key.merchant, key.orderId],
  );
}

/**
 * Erases the data of clicks that never opened an attempt.
 *
 * @param olderThanMs age in ms; a younger click may still open one
 * @returns how many
 */
export async function eraseUnusedInputs(db: Db, olderThanMs: number): Promise<number> {
  return run(
    db,
    `delete from attempt_inputs where created_at < now() - $1 * interval '1 millisecond'
       and not exists (select from attempts where attempts.number = attempt_inputs.number)`,
    [olderThanMs],
  );
}

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

/** What a click says besides what the rules read. */
export type AttemptInput = Readonly<{
  /** Null when nothing of it is needed, or when it was erased. */
  shopper: Shopper | null;
  /** Where the channel sends the shopper back to; null: to the order's own address. */
  returnUrl: string | null;
}>;

/**
 * Stores what a click says under the payment number drawn for it, before the engine is
 * asked. The first write stays, because a repeated create must say the same.
 */
export async function putAttemptInput(
  db: Db,
  input: Pick<AttemptInput, 'shopper'> &
    Partial<Pick<AttemptInput, 'returnUrl'>> &
    Readonly<{ number: string; key: OrderKey }>,
): Promise<void> {
  const { number, key, shopper: told, returnUrl = null } = input;
  await run(
    db,
    `insert into attempt_inputs (number, merchant, order_id, shopper, return_url)
     values ($1, $2, $3, $4::jsonb, $5) on conflict (number) do nothing`,
    [number, key.merchant, key.orderId, told === null ? null : JSON.stringify(told), returnUrl],
  );
}

const inputRow = z
  .object({ shopper: shopper.nullable(), return_url: z.string().nullable() })
  .transform((row): AttemptInput => ({ shopper: row.shopper, returnUrl: row.return_url }));

/** What the click of an attempt said. */
export async function readAttemptInput(db: Db, number: string): Promise<AttemptInput> {
  const row = await selectOne(
    db,
    inputRow,
    'select shopper, return_url from attempt_inputs where number = $1',
    [number],
  );
  return row ?? { shopper: null, returnUrl: null };
}

/** Forgets the data of a click that was refused; that of an attempt stays. */
export async function forgetAttemptInput(db: Db, number: string): Promise<void> {
  await run(
    db,
    `delete from attempt_inputs where number = $1
       and not exists (select from attempts where attempts.number = $1)`,
    [number],
  );
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

const clicksAtOnce = 1_000;

const sweptRow = z.object({ swept: z.number(), erased: z.number() });

/**
 * Erases the data of clicks that never opened an attempt. Each click is looked at once, when it is
 * old enough: how far the sweep has come is kept, so that it never goes through all of them again.
 *
 * @param olderThanMs age in ms; a younger click may still open one
 * @returns how many
 */
export async function eraseUnusedInputs(db: Db, olderThanMs: number): Promise<number> {
  let erased = 0;
  for (;;) {
    // Two sweeps at once see the same clicks, and the further of them is kept. What is locked is
    // being erased by another.
    const row = await selectOne(
      db,
      sweptRow,
      `with clicks as materialized (
         select number, created_at from attempt_inputs
         where erased_at is null and created_at < now() - $1 * interval '1 millisecond'
           and created_at > coalesce(
             (select reached from sweeps where name = 'unused clicks'), '-infinity')
         order by created_at limit $2
       ), unused as (
         select number from attempt_inputs join clicks using (number)
         where not exists (select from attempts where attempts.number = attempt_inputs.number)
         for update of attempt_inputs skip locked
       ), erased as (
         delete from attempt_inputs using unused where attempt_inputs.number = unused.number
         returning attempt_inputs.number
       ), noted as (
         insert into sweeps as old select 'unused clicks', max(created_at) from clicks having count(*) > 0
         on conflict (name) do update set reached = greatest(old.reached, excluded.reached)
       )
       select (select count(*) from clicks) as swept, (select count(*) from erased) as erased`,
      [olderThanMs, clicksAtOnce],
    );
    if (row === null) throw new Error('The database returned no row for a sweep.');
    erased += row.erased;
    if (row.swept < clicksAtOnce) return erased;
  }
}

import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run } from '../database/database.ts';

const erased = `headers = '{}'::jsonb, body = ''::bytea, news = null, erased_at = now()`;

/**
 * Erases the content of the callbacks that an order took up. Their evidence stands in its facts,
 * and their rows stay, so that the same event is known again.
 */
export async function eraseCallbacks(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update inbox set ${erased} where consumed_by_merchant = $1 and consumed_by_order = $2
       and state = 'consumed' and erased_at is null`,
    [key.merchant, key.orderId],
  );
}

/**
 * Erases old callbacks that belong to no order: those that say nothing to the rules, and unmatched
 * ones that a person has resolved. Deletes old refused callbacks.
 *
 * @param olderThanMs age in ms
 * @returns how many
 */
export async function eraseStrayCallbacks(db: Db, olderThanMs: number): Promise<number> {
  const stray = await run(
    db,
    `with stray as (
       select id from inbox
       where erased_at is null and received_at < now() - $1 * interval '1 millisecond'
         and (state = 'ignored' or (state = 'unmatched' and exists (
           select from unmatched where source = 'callback' and source_id = inbox.id
             and resolved_at < now() - $1 * interval '1 millisecond')))
       for update skip locked
     ) update inbox set ${erased} from stray where inbox.id = stray.id`,
    [olderThanMs],
  );
  const refused = await run(
    db,
    `delete from refused_callbacks where arrival in (
       select arrival from refused_callbacks
       where received_at < now() - $1 * interval '1 millisecond' for update skip locked)`,
    [olderThanMs],
  );
  return stray + refused;
}

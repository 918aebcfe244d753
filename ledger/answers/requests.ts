import { z } from 'zod';
import { requestId, type RequestInput } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select } from '../database/database.ts';
import { storedRequest } from './stored-request.ts';

/** The key that made a request. */
export type Asker = Readonly<{ keyId: string; role: 'merchant' | 'read' | 'ops' }>;

/**
 * Stores a request before its order is asked. The first request under an id stays: sent again, it
 * is the same request, even if its account or terms changed since. Only a reason that was erased
 * is stored again; it is the same one, because the id is made from it, too.
 *
 * @param reason the merchant's, for a refund: free text, stored apart from what the rules read
 * @throws LedgerViolation where the role may not make this request
 */
export async function putRequest(
  db: Db,
  key: OrderKey,
  input: RequestInput,
  { keyId, role }: Asker,
  reason: string | null = null,
): Promise<void> {
  await run(
    db,
    `insert into requests (merchant, order_id, id, key_id, role, input, reason)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7)
     on conflict (merchant, order_id, id) do update
       set reason = excluded.reason, created_at = excluded.created_at
       where requests.reason is null and excluded.reason is not null`,
    [key.merchant, key.orderId, requestId(input), keyId, role, JSON.stringify(input), reason],
  );
}

// As with callbacks: somebody may type any text as an id into the engine's console, and that must
// not hold the order.
const rowId = /^[\x21-\x7e]{1,200}$/;

// A request that this build can't read holds up no other; its caller is told that it was not taken.
const requestRow = z
  .object({ input: storedRequest })
  .transform((row) => row.input)
  .nullable()
  .catch(null);

/**
 * An order's requests by their ids, as they came. An unknown id, or another order's, brings none.
 */
export async function storedRequests(
  db: Db,
  key: OrderKey,
  ids: readonly string[],
): Promise<RequestInput[]> {
  const asked = ids.filter((id) => rowId.test(id));
  if (asked.length === 0) return [];
  const found = await select(
    db,
    requestRow,
    `select input from requests where merchant = $1 and order_id = $2 and id = any($3)
     order by created_at, id`,
    [key.merchant, key.orderId, asked],
  );
  return found.filter((one) => one !== null);
}

import { z } from 'zod';
import { requestId, type RequestInput } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select } from '../database/database.ts';
import { storedRequest } from './stored-request.ts';

/** Whose key asked. */
export type Asker = Readonly<{ keyId: string; role: 'merchant' | 'read' | 'ops' }>;

/**
 * Keeps a request before its order is asked. The first of an id stays: sent again, it is the
 * same request, whatever became of its account or terms since. A reason that was erased comes
 * again with it: its id is made of it too.
 *
 * @param reason a merchant's, for a refund: free text, kept apart from what the rules read
 * @throws LedgerViolation where the role may not ask it
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

// As with callbacks: an id typed into the engine's console may be any text, and must not hold the
// order.
const rowId = /^[\x21-\x7e]{1,200}$/;

// One that this build can't read holds up no other; who asked is told that it was not taken.
const requestRow = z
  .object({ input: storedRequest })
  .transform((row) => row.input)
  .nullable()
  .catch(null);

/** An order's requests by their ids, as they came. An id that is unknown, or of another order, brings none. */
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

import { requestId, type RequestInput } from '../../domain/facts/input.ts';
import { type KeyRole, keyRoles } from '../../domain/values/key-role.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select } from '../database/database.ts';
import { json, oneOf, orNull, text } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { listOf, only, placesOf, rowOf, type Table, valuesOf } from '../database/table.ts';
import { storedRequest } from './stored-request.ts';

/** A row of `requests`. */
const requestColumns = {
  ...ofOrder,
  id: text('id'),
  keyId: text('key_id'),
  role: oneOf('role', keyRoles),
  input: json('input', storedRequest),
  /** A merchant's, for a refund: free text, kept apart from what the rules read. */
  reason: orNull(text('reason')),
};

export const requestsTable = {
  name: 'requests',
  columns: requestColumns,
  besides: ['created_at'],
} as const satisfies Table;

/** Whose key asked. */
export type Asker = Readonly<{ keyId: string; role: KeyRole }>;

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
    `insert into requests (${listOf(requestColumns)}) values (${placesOf(requestColumns)})
     on conflict (merchant, order_id, id) do update
       set reason = excluded.reason, created_at = excluded.created_at
       where requests.reason is null and excluded.reason is not null`,
    valuesOf(requestColumns, { ...key, id: requestId(input), keyId, role, input, reason }),
  );
}

/**
 * Forgets a request that its order refused: nothing came of it, and sent again it is stored again.
 */
export async function forgetRequest(db: Db, key: OrderKey, id: string): Promise<void> {
  await run(db, 'delete from requests where merchant = $1 and order_id = $2 and id = $3', [
    key.merchant,
    key.orderId,
    id,
  ]);
}

/** Whether anything was ever asked of this order. */
export async function isAsked(db: Db, { merchant, orderId }: OrderKey): Promise<boolean> {
  const any = 'select from requests where merchant = $1 and order_id = $2 limit 1';
  return (await run(db, any, [merchant, orderId])) > 0;
}

// As with callbacks: somebody may type any text as an id into the engine's console, and that must
// not hold the order.
const rowId = /^[\x21-\x7e]{1,200}$/;

// A request that this build can't read holds up no other; its caller is told that it was not taken.
const requestRow = rowOf(only(requestColumns, 'input'))
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

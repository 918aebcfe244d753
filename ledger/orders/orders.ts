import { randomBytes } from 'node:crypto';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import { fold } from '../../domain/facts/evolve.ts';
import type { Money } from '../../domain/values/money.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Policy } from '../../domain/order/policy.ts';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, run, transaction } from '../database/database.ts';
import { insertFacts } from './facts.ts';
import { selectOrders, type StoredOrder } from './order-rows.ts';
import { readModelsOf } from './read-model-rows.ts';
import { insertOf, valuesOf } from '../database/table.ts';
import { ordersTable } from './order-columns.ts';

/** What a merchant wants paid; everything but `policy` is as the merchant said it. */
export type NewOrder = Readonly<{
  key: OrderKey;
  amount: Money;
  deadlineMs: number;
  createdAtMs: number;
  /** The terms that hold for this order for ever. */
  policy: Policy;
  description: string;
  returnUrl: string | null;
  notifyUrl: string | null;
  metadata: Readonly<Record<string, string>>;
  /** Hash of the request: shows whether a later request under this id has the same content. */
  contentHash: string;
}>;

export type Created =
  | Readonly<{ kind: 'created'; order: StoredOrder }>
  /** The same order was made before. */
  | Readonly<{ kind: 'same'; order: StoredOrder }>
  /** An order with other content has this id. */
  | Readonly<{ kind: 'conflict' }>;

const tokenByteCount = 24;

async function insertOrder(db: Db, order: NewOrder): Promise<boolean> {
  const { key, amount, policy, deadlineMs } = order;
  const fact: RecordedFact = {
    type: 'order_created',
    atMs: order.createdAtMs,
    key,
    amount,
    deadlineMs,
    policy,
  };
  const state = fold([fact]);
  if (state === null) throw new Error('An order begins with its first fact.');
  const row = readModelsOf(state).order;
  const { description, returnUrl, notifyUrl, metadata, contentHash } = order;
  const inserted = await run(
    db,
    `${insertOf(ordersTable)} on conflict (merchant, id) do nothing`,
    valuesOf(ordersTable.columns, {
      ...key,
      ...row,
      description,
      returnUrl,
      notifyUrl,
      metadata,
      checkoutToken: randomBytes(tokenByteCount).toString('base64url'),
      contentHash,
      held: false,
      version: 1,
      nextDueAtMs: row.expiresAtMs,
    }),
  );
  if (inserted === 0) return false;
  await insertFacts(db, key, 0, [fact]);
  return true;
}

/**
 * Makes an order: its row and its first fact. The watchdog finds it at its deadline,
 * whether or not anybody ever clicks.
 *
 * @throws LedgerViolation for an unknown merchant
 */
export async function createOrder(db: Db, order: NewOrder): Promise<Created> {
  const isNew = await transaction(db, (inside) => insertOrder(inside, order));
  const stored = await findOrder(db, order.key);
  if (stored === null) throw new Error('An order was made and can not be found.');
  if (isNew) {
    await tellChange(db, { kind: 'order', key: order.key, isNumberedApart: true });
    return { kind: 'created', order: stored };
  }
  return stored.contentHash === order.contentHash
    ? { kind: 'same', order: stored }
    : { kind: 'conflict' };
}

/** Reads one order's row; null when unknown. */
export async function findOrder(db: Db, key: OrderKey): Promise<StoredOrder | null> {
  return (
    (await selectOrders(db, 'where merchant = $1 and id = $2', [key.merchant, key.orderId]))[0] ??
    null
  );
}

/** The order whose cashier page this token opens; null when none. */
export async function findOrderByToken(db: Db, token: string): Promise<StoredOrder | null> {
  return (await selectOrders(db, 'where checkout_token = $1', [token]))[0] ?? null;
}

import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, selectOne } from '../database/database.ts';

/** A refund that a merchant asks for under its own id. */
export type RefundClaim = Readonly<{
  key: OrderKey;
  /** The merchant's own id, unique among all its refunds. */
  refundId: string;
  amountMinor: number;
}>;

/**
 * Claims a merchant's refund id before the order's workflow is asked. The id is unique among
 * all orders of the merchant, and the workflow sees only one.
 *
 * @returns `same` when this very refund has the id; `taken` when another has it
 * @throws LedgerViolation for an unknown order
 */
export async function claimRefundId(
  db: Db,
  { key, refundId, amountMinor }: RefundClaim,
): Promise<'claimed' | 'same' | 'taken'> {
  const claimed = await run(
    db,
    `insert into refund_ids (merchant, id, order_id, amount_minor) values ($1, $2, $3, $4)
     on conflict (merchant, id) do nothing`,
    [key.merchant, refundId, key.orderId, amountMinor],
  );
  if (claimed === 1) return 'claimed';
  const holder = await selectOne(
    db,
    z.object({ order_id: z.string(), amount_minor: z.number() }),
    'select order_id, amount_minor from refund_ids where merchant = $1 and id = $2',
    [key.merchant, refundId],
  );
  const isSame = holder?.order_id === key.orderId && holder.amount_minor === amountMinor;
  return isSame ? 'same' : 'taken';
}

/**
 * Frees the id of a refund that was refused, so that it may be used again. The id stays claimed
 * if a refund of that id exists.
 */
export async function releaseRefundId(db: Db, { key, refundId }: RefundClaim): Promise<void> {
  await run(
    db,
    // Byte by byte, as the index over all of a merchant's refund ids is sorted.
    `delete from refund_ids where merchant = $1 and id = $2 and order_id = $3 and not exists (
       select from refunds
       where merchant = $1 and refunds.id collate "C" = $2 and kind = 'merchant')`,
    [key.merchant, refundId, key.orderId],
  );
}

import { z } from 'zod';
import type { RefundKind, RefundStatus } from '../../domain/order/refund.ts';
import { conditions } from '../database/conditions.ts';
import { type Db, select, selectOne } from '../database/database.ts';
import { text } from '../database/column.ts';
import { cursorMs, keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { type Page, pageOf } from '../database/page.ts';
import { listOf, type RowOf, rowOf } from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';
import { refundsTable } from './refund-columns.ts';

export type RefundFilter = Readonly<{
  /** Null: refunds of all merchants, for ops. */
  merchant: string | null;
  status?: RefundStatus | undefined;
  kind?: RefundKind | undefined;
  orderId?: string | undefined;
  createdAfterMs?: number | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

/** A refund's row, and the currency of its amount. */
export type ListedRefund = RowOf<typeof refundsTable.columns> & Readonly<{ currency: string }>;

const refundNumber = z.string().regex(/^[0-9A-Za-z_-]{1,100}$/);
const cursor = keysetCursor(z.tuple([cursorMs, refundNumber]));

/** Whether a text can be given as `cursor`. */
export function isRefundCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

const listedRefund = rowOf({ ...refundsTable.columns, currency: text('currency') });

const listed = `select ${listOf(refundsTable.columns, 'refunds')},
    coalesce(attempts.captured_currency, attempts.currency) as currency
  from refunds join attempts on attempts.number = refunds.attempt`;

/**
 * Lists refunds of all orders, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isRefundCursor`
 */
export async function listRefunds(db: Db, filter: RefundFilter): Promise<Page<ListedRefund>> {
  const { add, where, values } = conditions();
  if (filter.merchant !== null) add((p) => `refunds.merchant = ${p}`, filter.merchant);
  if (filter.status !== undefined) add((p) => `refunds.status = ${p}`, filter.status);
  if (filter.kind !== undefined) add((p) => `refunds.kind = ${p}`, filter.kind);
  if (filter.orderId !== undefined) {
    // Whose order it is comes from the orders, so that the refunds of one order are found by it.
    add(
      (p) =>
        `(refunds.merchant, refunds.order_id) in (select merchant, id from orders where id = ${p})`,
      filter.orderId,
    );
  }
  if (filter.createdAfterMs !== undefined) {
    add((p) => `refunds.created_at > ${p}`, toTimestamp(filter.createdAfterMs));
  }
  if (filter.cursor !== undefined) {
    const [createdAtMs, number] = placeAfter(cursor, filter.cursor);
    add(
      (...p) => `(refunds.created_at, refunds.number) < (${p.join(', ')})`,
      toTimestamp(createdAtMs),
      number,
    );
  }
  const found = await select(
    db,
    listedRefund,
    `${listed} ${where()}
     order by refunds.created_at desc, refunds.number desc limit ${filter.limit + 1}`,
    values,
  );
  return pageOf(found, filter.limit, (last) => cursor.write([last.createdAtMs, last.number]));
}

/**
 * A refund by its number; null when unknown.
 *
 * @param merchant null: of any merchant, for ops
 */
export async function findListedRefund(
  db: Db,
  number: string,
  merchant: string | null,
): Promise<ListedRefund | null> {
  return selectOne(
    db,
    listedRefund,
    `${listed} where refunds.number = $1 and ($2::text is null or refunds.merchant = $2)`,
    [number, merchant],
  );
}

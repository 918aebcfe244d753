import { type Db, snapshot } from '../database/database.ts';
import type { Page } from '../database/page.ts';
import {
  findListedRefund,
  type ListedRefund,
  listRefunds,
  type RefundFilter,
} from '../orders/refund-list.ts';
import { refundSnapshot, type RefundView } from './order-json.ts';
import { type OrderTexts, orderTexts, refundWithTexts } from './order-texts.ts';

/** A refund outside its order: whose it is, and the currency of its amount. */
export type ListedRefundView = RefundView &
  Readonly<{ merchant: string; order_id: string; currency: string }>;

function viewOf(refund: ListedRefund, texts: OrderTexts): ListedRefundView {
  return {
    ...refundWithTexts(refundSnapshot(refund), texts),
    merchant: refund.merchant,
    order_id: refund.orderId,
    currency: refund.currency,
  };
}

/**
 * Refunds of all orders, newest first, one page at a time, with their free text as far as it is
 * kept.
 *
 * @throws RangeError for text that is no cursor of ours
 */
export async function refundViews(db: Db, filter: RefundFilter): Promise<Page<ListedRefundView>> {
  return snapshot(db, async (inside) => {
    const { items, nextCursor } = await listRefunds(inside, filter);
    const texts = await orderTexts(inside, items);
    return { items: items.map((one) => viewOf(one, texts)), nextCursor };
  });
}

/**
 * As `refundViews`, of one refund; null when unknown.
 *
 * @param merchant null: of any merchant, for ops
 */
export async function refundViewOf(
  db: Db,
  number: string,
  merchant: string | null,
): Promise<ListedRefundView | null> {
  return snapshot(db, async (inside) => {
    const refund = await findListedRefund(inside, number, merchant);
    return refund && viewOf(refund, await orderTexts(inside, [refund]));
  });
}

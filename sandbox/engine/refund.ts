import type { Charge, Trade } from './trade.ts';

/** What every refund is asked for with, fixed for its life; a channel adds its own fields. */
export type NewRefund = Readonly<{
  account: string;
  number: string;
  /** The charge that it takes from. */
  chargeId: string;
  refundNumber: string;
  amountFen: number;
  createdAtMs: number;
}>;

/** `returned`: the merchant has the money, whether it never left or came back. */
export type RefundStatus = 'processing' | 'success' | 'returned' | 'abnormal';
export type RefundEnd = Exclude<RefundStatus, 'processing'>;

/** A refund as a channel knows it. */
export type Refund<Asked extends NewRefund = NewRefund> = Asked &
  Readonly<{ status: RefundStatus; endedAtMs: number | undefined }>;

/** Names a refund; `chargeId` only counts where each charge has refund numbers of its own. */
export type RefundName = Readonly<{ account: string; chargeId?: string; refundNumber: string }>;

/** What went back of a charge or is on its way, in fen. */
export function refundedFen({ id }: Charge, refunds: readonly Refund[]): number {
  return refunds
    .filter((refund) => refund.chargeId === id && refund.status !== 'returned')
    .reduce((total, refund) => total + refund.amountFen, 0);
}

/** What can still go back of a charge, in fen; a returned refund gives its share back. */
export function refundableFen(trade: Trade, charge: Charge, refunds: readonly Refund[]): number {
  return charge.amountFen - refundedFen(charge, refunds) - (trade.reversedFen[charge.id] ?? 0);
}

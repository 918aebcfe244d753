import type { NewRefund, RefundEnd, RefundName } from './refund.ts';
import type { Charge, NewTrade } from './trade.ts';

type OfTrade<Kind, More = unknown> = Readonly<{ kind: Kind; account: string; number: string }> &
  Readonly<More>;

/**
 * What can happen to a payment, in the engine's words. A channel's journal may have words of its
 * own: the schema of its entries reads them into these.
 */
export type Happening<Asked extends NewTrade, RefundAsked extends NewRefund> =
  | Readonly<{ kind: 'asked'; trade: Asked }>
  /** `payableUntilMs`: a fresh code may move the last moment to pay. */
  | OfTrade<
      'code_issued',
      { code: string; expiresAtMs: number; payableUntilMs?: number | undefined }
    >
  | OfTrade<'begun', { tradeNo: string; atMs: number }>
  | OfTrade<'settling'>
  | OfTrade<'paid', { charge: Charge }>
  | OfTrade<'closed', { payableAfterClose: boolean }>
  | OfTrade<'finished'>
  | OfTrade<'reversed', { chargeId: string; amountFen: number }>
  | Readonly<{ kind: 'refund_asked'; refund: RefundAsked }>
  | (RefundName & Readonly<{ kind: 'refund_ended'; end: RefundEnd; atMs: number }>);

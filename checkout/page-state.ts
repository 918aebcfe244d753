import type { CashierView, ShownPayment } from './cashier-view.ts';

/** What the page shows. `offline` is known to the browser alone. @see docs/api.md#cashier-page */
export type PageState =
  | 'choose'
  | 'opening'
  | 'waiting'
  | 'expired'
  | 'confirming'
  | 'paid'
  | 'refunding'
  | 'refunded'
  | 'closed'
  | 'unknown';

/** Where the shopper is: on the page itself, or back from a page of a channel. */
export type Place = 'pay' | 'return';

function whileReturning({ returns }: CashierView, otherwise: PageState): PageState {
  if (returns.length === 0) return otherwise;
  return returns.every(({ standing }) => standing === 'done') ? 'refunded' : 'refunding';
}

/**
 * Whether nothing that is open leads the shopper on, while a payment that was begun before may still
 * be made.
 */
export function waitsForEarlier({ status, held, payment, payable }: CashierView): boolean {
  if (status !== 'open' || held || payable.length === 0) return false;
  return payment === null || payment.status === 'failed' || payment.status === 'succeeded';
}

function ofPayment(payment: ShownPayment, nowMs: number, place: Place): PageState {
  switch (payment.status) {
    case 'opening':
      // Its create is not answered, and past its expiry it is begun no more: another may be.
      return nowMs < payment.expiresAtMs ? 'opening' : 'expired';
    case 'approved':
      return 'confirming';
    case 'offered':
      // The return proves nothing: neither that it was paid, nor that it was not.
      if (place === 'return') return 'confirming';
      return payment.action !== null && nowMs < payment.expiresAtMs ? 'waiting' : 'expired';
    case 'closed':
      return 'expired';
    case 'failed':
    case 'succeeded':
      return 'choose';
    default:
      return payment.status satisfies never;
  }
}

/** What a shopper sees of an order at a moment; ms since 1970. It decides nothing. */
export function pageStateOf(view: CashierView, nowMs: number, place: Place): PageState {
  switch (view.status) {
    case 'paid':
      return whileReturning(view, 'paid');
    case 'closed':
      if (view.lateAnswerByMs !== null) return 'confirming';
      // Money that nobody has counted yet may be a late payment of it.
      if (view.held && view.returns.length === 0) return 'confirming';
      return whileReturning(view, 'closed');
    case 'closing':
      return 'confirming';
    case 'open':
      // Past the deadline nothing is begun any more, though the order may not be told so yet.
      if (nowMs >= view.expiresAtMs) return 'confirming';
      // Money that nobody has counted yet may be the order's: nothing may be paid besides it.
      if (view.held || waitsForEarlier(view)) return 'confirming';
      return view.payment === null ? 'choose' : ofPayment(view.payment, nowMs, place);
    default:
      return view.status satisfies never;
  }
}

/** States after which more is seldom to be expected: a page without a script looks again seldom. */
export function isLastState(state: PageState): boolean {
  return state === 'paid' || state === 'refunded' || state === 'closed' || state === 'unknown';
}

import type {
  CashierView,
  Choice,
  ShownAction,
  ShownPayment,
  ShownReturn,
  Way,
} from '../../checkout/cashier-view.ts';
import type { Action } from '../../domain/order/action.ts';
import { exponentOf } from '../../domain/values/currency.ts';
import type { AttemptView, OrderView, RefundView } from '../../ledger/views/order-json.ts';

function shownAction(action: Action): ShownAction {
  switch (action.type) {
    case 'qr':
      return { type: 'qr', content: action.content };
    case 'redirect':
      return { type: 'redirect', url: action.url };
    case 'sdk':
      // The parameters are for the app that asked for them.
      return { type: 'sdk' };
    case 'voucher':
      return { type: 'voucher', number: action.number, url: action.url };
    default:
      return action satisfies never;
  }
}

type TitleOf = (channel: string) => string;

function wayOf({ channel, method, account }: AttemptView, titleOf: TitleOf): Way {
  return { channel, title: titleOf(channel), method, account };
}

function shownPayment(attempt: AttemptView, titleOf: TitleOf): ShownPayment {
  return {
    ...wayOf(attempt, titleOf),
    status: attempt.status,
    action: attempt.action === null ? null : shownAction(attempt.action),
    expiresAtMs: Date.parse(attempt.expires_at),
  };
}

/** Whether a payment may still be made, as far as is known. */
export function isPayable({ status }: Pick<AttemptView, 'status'>): boolean {
  return status === 'opening' || status === 'offered' || status === 'approved';
}

function standingOf({ status, hold }: RefundView): ShownReturn['standing'] | null {
  switch (status) {
    case 'succeeded':
      return 'done';
    case 'requested':
    case 'processing':
      return 'under_way';
    case 'awaiting_approval':
    case 'manual':
      return 'person';
    case 'failed':
      // It is tried again under another number, or waits for a person: a row of its own.
      return hold === null ? null : 'person';
    default:
      return status satisfies never;
  }
}

/** Money that is not the order's, and of which no refund tells yet. */
function owedWithout(order: OrderView, attempt: AttemptView): number {
  if (attempt.id === order.winner || attempt.late_payment?.decision === null) return 0;
  const told = order.refunds
    .filter((one) => one.attempt === attempt.id && standingOf(one) !== null)
    .filter((one) => one.status !== 'succeeded')
    .reduce((sum, one) => sum + one.amount, 0);
  const kept = attempt.amount_captured - attempt.amount_refunded - attempt.amount_reversed;
  return Math.max(0, kept - told);
}

function returnsOf(order: OrderView, titleOf: TitleOf): ShownReturn[] {
  const { currency } = order.amount;
  const money = (value: number) => ({ currency, value, exponent: exponentOf(currency) });
  return order.attempts.flatMap((attempt) => {
    const { channel } = attempt;
    const of = { channel, title: titleOf(channel) };
    const refunds = order.refunds
      .filter((one) => one.attempt === attempt.id)
      .flatMap((one): ShownReturn[] => {
        const standing = standingOf(one);
        if (standing === null) return [];
        const at = one.expected?.at ?? one.succeeded_at;
        const atMs = at === null ? null : Date.parse(at);
        const to = one.expected?.to ?? null;
        return [{ ...of, money: money(one.amount), standing, to, atMs }];
      });
    const row = (value: number, standing: ShownReturn['standing']): ShownReturn[] =>
      value === 0 ? [] : [{ ...of, money: money(value), standing, to: null, atMs: null }];
    const goneBack = attempt.id === order.winner ? 0 : attempt.amount_reversed;
    return [...refunds, ...row(goneBack, 'done'), ...row(owedWithout(order, attempt), 'under_way')];
  });
}

/** What is not in the order itself. */
type Besides = Readonly<{
  merchant: string;
  choices: readonly Choice[];
  titleOf: TitleOf;
  isInsideApp: boolean;
}>;

/** The shopper's view of an order: no metadata, no payer, no reference of a channel. */
export function cashierView(order: OrderView, besides: Besides): CashierView {
  const { merchant, choices, titleOf, isInsideApp } = besides;
  const newest = order.attempts.findLast((one) => !one.superseded);
  const late = order.attempts.find((one) => one.late_payment?.decision === null);
  const { currency, value } = order.amount;
  return {
    orderId: order.id,
    merchant,
    description: order.description,
    amount: { currency, value, exponent: exponentOf(currency) },
    status: order.status,
    version: order.version,
    expiresAtMs: Date.parse(order.expires_at),
    returnUrl: order.return_url,
    payment: newest === undefined ? null : shownPayment(newest, titleOf),
    payable: order.attempts.filter(isPayable).map((one) => wayOf(one, titleOf)),
    lateAnswerByMs:
      late?.late_payment === undefined || late.late_payment === null || order.status !== 'closed'
        ? null
        : Date.parse(late.late_payment.answer_by),
    returns: returnsOf(order, titleOf),
    choices,
    isInsideApp,
  };
}

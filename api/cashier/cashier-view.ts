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
    startedAtMs: Date.parse(attempt.created_at),
    expiresAtMs: Date.parse(attempt.expires_at),
    isBoundElsewhere: false,
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

/** What an attempt still keeps of the shopper's money, minor units. */
function keptOf(attempt: AttemptView): number {
  return attempt.amount_captured - attempt.amount_refunded - attempt.amount_reversed;
}

/** Whether the payment that paid the order went back since, to the last cent. */
function isGivenBack({ attempts, winner }: OrderView): boolean {
  const paid = attempts.find(({ id }) => id === winner);
  return paid !== undefined && paid.amount_captured > 0 && keptOf(paid) <= 0;
}

/** Rule 10: what is parked, or disputed, does not go back before a person has looked. */
function owedStanding({ attention }: OrderView): ShownReturn['standing'] {
  const waits = attention.some((kind) => ['parked', 'dispute', 'reversed', 'held'].includes(kind));
  return waits ? 'person' : 'under_way';
}

/** Money that is not the order's, and of which no refund tells yet. */
function owedWithout(order: OrderView, attempt: AttemptView): number {
  if (attempt.id === order.winner || attempt.late_payment?.decision === null) return 0;
  const told = order.refunds
    .filter((one) => one.attempt === attempt.id && standingOf(one) !== null)
    .filter((one) => one.status !== 'succeeded')
    .reduce((sum, one) => sum + one.amount, 0);
  return Math.max(0, keptOf(attempt) - told);
}

function returnsOf(order: OrderView, titleOf: TitleOf): ShownReturn[] {
  const { currency } = order.amount;
  const money = (value: number) => ({ currency, value, exponent: exponentOf(currency) });
  return order.attempts.flatMap((attempt) => {
    const { channel } = attempt;
    const isSecond = order.winner !== null && attempt.role === 'duplicate';
    const of = { channel, title: titleOf(channel), isSecond };
    const refunds = order.refunds
      .filter((one) => one.attempt === attempt.id)
      .flatMap((one): ShownReturn[] => {
        const standing = standingOf(one);
        if (standing === null) return [];
        const at = one.expected?.at ?? one.succeeded_at;
        const atMs = at === null ? null : Date.parse(at);
        const wentAtMs = one.succeeded_at === null ? null : Date.parse(one.succeeded_at);
        const to = one.expected?.to ?? null;
        return [{ ...of, money: money(one.amount), standing, to, atMs, wentAtMs }];
      });
    const row = (value: number, standing: ShownReturn['standing']): ShownReturn[] =>
      value === 0
        ? []
        : [{ ...of, money: money(value), standing, to: null, atMs: null, wentAtMs: null }];
    const goneBack = attempt.id === order.winner ? 0 : attempt.amount_reversed;
    const owed = row(owedWithout(order, attempt), owedStanding(order));
    return [...refunds, ...row(goneBack, 'done'), ...owed];
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
    held: order.attention.includes('held'),
    isGivenBack: isGivenBack(order),
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

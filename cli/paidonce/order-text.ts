import type { Attempt, ListedOrder, ListedRefund, Order } from '../../client/contract.ts';
import { moneyText } from './money-text.ts';
import { sheet, table } from './table.ts';

function attempts(order: Order): string {
  const { currency } = order.amount;
  const rows = order.attempts.map((one) => [
    one.id,
    `${one.channel} ${one.method}`,
    one.status,
    one.role ?? '',
    moneyText(currency, one.amount_captured),
    moneyText(currency, one.amount_refunded + one.amount_reversed),
  ]);
  return table(['payment', 'by', 'status', 'role', 'captured', 'given back'], rows);
}

function refunds(order: Order): string {
  const rows = order.refunds.map((one) => [
    one.number,
    one.kind,
    moneyText(order.amount.currency, one.amount),
    one.status,
    one.hold ?? one.failure?.code ?? '',
  ]);
  return table(['refund', 'kind', 'amount', 'status', 'waits for'], rows);
}

/** One order for a person. */
export function orderText(order: Order): string {
  const { currency, value } = order.amount;
  const head = sheet({
    order: order.id,
    status: order.status,
    amount: moneyText(currency, value),
    refunded: order.amount_refunded === 0 ? null : moneyText(currency, order.amount_refunded),
    description: order.description,
    'expires at': order.expires_at,
    'paid at': order.paid_at,
    'closed at': order.closed_at,
    'needs a person': order.attention.join(', '),
    checkout: order.checkout_url,
    version: String(order.version),
  });
  const tried = order.attempts.length === 0 ? '' : `\n${attempts(order)}`;
  return head + tried + (order.refunds.length === 0 ? '' : `\n${refunds(order)}`);
}

/** What the shopper needs to pay an attempt. */
export function actionText(attempt: Attempt): string {
  const { action } = attempt;
  const shown = {
    payment: attempt.id,
    status: attempt.status,
    'expires at': attempt.expires_at,
    problem: attempt.failure?.message ?? null,
  };
  switch (action?.type) {
    case undefined:
      return sheet(shown);
    case 'qr':
      return sheet({ ...shown, 'to scan': action.content });
    case 'redirect':
      return sheet({ ...shown, 'to open': action.url });
    case 'sdk':
      return sheet({ ...shown, parameters: JSON.stringify(action.parameters) });
    case 'voucher':
      return sheet({ ...shown, voucher: action.number, 'to print': action.url });
    default:
      return action satisfies never;
  }
}

export function listedOrders(orders: readonly ListedOrder[]): string {
  const rows = orders.map((one) => [
    one.id,
    one.status,
    moneyText(one.amount.currency, one.amount.value),
    one.created_at,
    one.merchant ?? '',
    one.attention.join(', '),
  ]);
  return table(['order', 'status', 'amount', 'made at', 'merchant', 'needs a person'], rows);
}

export function listedRefunds(refundsOfAll: readonly ListedRefund[]): string {
  const rows = refundsOfAll.map((one) => [
    one.number,
    one.order_id,
    one.kind,
    moneyText(one.currency, one.amount),
    one.status,
    one.hold ?? one.failure?.code ?? '',
    one.created_at,
  ]);
  return table(['refund', 'order', 'kind', 'amount', 'status', 'waits for', 'asked at'], rows);
}

function arrivalText({ expected }: ListedRefund): string | null {
  if (expected === null) return null;
  const { to, at, usually } = expected;
  return [to ?? 'where the channel did not say', at, usually].filter(Boolean).join(', ');
}

/** One refund for a person who asks where the money is. */
export function refundText(one: ListedRefund): string {
  return sheet({
    refund: one.number,
    order: one.order_id,
    kind: one.kind,
    amount: moneyText(one.currency, one.amount),
    status: one.status,
    reason: one.reason,
    'waits for': one.hold ?? one.failure?.message ?? null,
    'asked at': one.created_at,
    'succeeded at': one.succeeded_at,
    'arrives at': arrivalText(one),
    'the channel calls it': one.channel_reference,
  });
}

import { z } from 'zod';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import type { PaymentStanding } from '../../../domain/order/channel-answer.ts';
import type { CallbackInput, RequestInput } from '../../../domain/facts/input.ts';
import type { PayRequest } from '../../../domain/order/order.ts';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import type { PaperOrder, PaperOrders } from './paper-orders.ts';

function payRequest(number: string): PayRequest {
  return {
    id: `click-${number}`,
    number,
    channel: 'paper',
    method: 'qr',
    account: 'default',
    payer: null,
    traits: codeTraits,
  };
}

/** A click; the attempt, if one comes of it, gets that number. */
export function pay(number: string): Extract<RequestInput, { type: 'pay' }> {
  return { type: 'pay', request: payRequest(number) };
}

/** What a channel says of a payment of 19.99 yuan that it took. */
export function success(number: string): Extract<PaymentStanding, { kind: 'success' }> {
  return {
    kind: 'success',
    transaction: `T-${number}`,
    amountMinor: 1_999,
    currency: 'CNY',
    returnedMinor: 0,
    paidAtMs: null,
  };
}

/** A fresh callback of that success. */
export function paidCallback(id: string, number: string): CallbackInput {
  const news = { kind: 'payment', finding: success(number) } as const;
  return { type: 'callback', id, channelNumber: number, fresh: true, news };
}

/** The fact that a click leaves. */
export function planned(number: string, atMs: number): RecordedFact {
  const { id, ...offer } = payRequest(number);
  const amount = { amountMinor: 1_999, currency: 'CNY' };
  return { ...offer, type: 'attempt_planned', input: id, amount, expiresAtMs: atMs + 1e6, atMs };
}

/** The fact that a success leaves. */
export function captured(number: string, atMs: number): RecordedFact {
  const { transaction, amountMinor, currency } = success(number);
  const of = { number, transaction, amountMinor, currency };
  return { ...of, type: 'payment_captured', paidAtMs: null, input: null, atMs };
}

/** Types of the facts that the ledger holds. */
export function types(order: PaperOrder): string[] {
  return order.facts.map((one) => one.type);
}

/** What the engine's page shows of a run now. */
export async function detailsOf(orders: PaperOrders, order: PaperOrder): Promise<string> {
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  const metadata: unknown = await run.query('__temporal_workflow_metadata');
  return z.object({ currentDetails: z.string() }).parse(metadata).currentDetails;
}

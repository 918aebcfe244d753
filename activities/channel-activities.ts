import type { ChannelAccount, PaymentRef, RefundRef, RefundRequest } from '../channels/channel.ts';
import type { Faults } from '../domain/fault-point.ts';
import type { CreateAnswer } from '../channels/worded-answers.ts';
import type { NoAnswer } from '../domain/order/channel-answer.ts';
import { orderReference } from '../domain/values/order-key.ts';
import { readAttemptInput } from '../ledger/texts/attempt-inputs.ts';
import { putAttemptOffer } from '../ledger/texts/attempt-offers.ts';
import { callbackBase } from '../ledger/orders/callback-bases.ts';
import type { CalledPaymentRow } from '../ledger/orders/called-payment.ts';
import type { CalledRefundRow } from '../ledger/orders/called-refund.ts';
import { automaticRefundsOn } from '../ledger/people/controls.ts';
import type { Database } from '../ledger/database/database.ts';
import type { ChannelActivities, ChannelCall } from '../workflows/messages/order-activities.ts';
import type { Send } from './channel-call.ts';
import { recordedCalls } from './recorded-call.ts';

export type ChannelActivityDeps = Readonly<{
  db: Database;
  /** The account that an attempt was made on; undefined: not configured here. Rule 16. */
  account: (channel: string, account: string) => ChannelAccount | undefined;
  /** Where channels reach our callbacks, without a slash at the end. */
  publicUrl: string;
  faults: Faults;
}>;

/** For a call that this channel does not have. */
const unsupported: NoAnswer = { kind: 'retry', code: 'not_supported' };

/**
 * Where the channel sends its callbacks about this number, of the attempt or of its refund.
 *
 * @returns the same for each call under the number
 */
async function notifyUrl(
  { db, publicUrl }: ChannelActivityDeps,
  { channel, account }: CalledPaymentRow,
  number: string,
): Promise<string> {
  return `${await callbackBase(db, number, publicUrl)}/callbacks/${channel}/${account}`;
}

function paymentOf(payment: CalledPaymentRow): PaymentRef {
  return {
    paymentNumber: payment.channelNumber,
    method: payment.method,
    channelReference: payment.channelReference,
    transaction: payment.transaction,
    amount: payment.amount,
  };
}

function refundOf(refund: CalledRefundRow, payment: CalledPaymentRow): RefundRef {
  return {
    refundNumber: refund.number,
    payment: paymentOf(payment),
    amountMinor: refund.amountMinor,
  };
}

/** Creates at the channel. The offer is stored in an erasable row before the answer is returned. */
async function create(
  deps: ChannelActivityDeps,
  account: ChannelAccount,
  { key }: ChannelCall,
  payment: CalledPaymentRow,
  send: Send,
): Promise<CreateAnswer> {
  const { db, faults } = deps;
  const input = await readAttemptInput(db, payment.number);
  const callbacks = await notifyUrl(deps, payment, payment.number);
  await faults.reach('create-before-call');
  const { answer, action } = await send((signal) =>
    account.create(
      {
        paymentNumber: payment.channelNumber,
        method: payment.method,
        amount: payment.amount,
        expiresAtMs: payment.expiresAtMs,
        plannedAtMs: payment.plannedAtMs,
        description: payment.description,
        orderReference: orderReference(key),
        notifyUrl: callbacks,
        returnUrl: input.returnUrl ?? payment.returnUrl,
        shopper: input.shopper ?? {},
      },
      signal,
    ),
  );
  await faults.reach('create-after-call');
  if (action !== null) await putAttemptOffer(db, payment.number, action);
  await faults.reach('create-after-offer');
  return answer;
}

/**
 * The activities that call a channel. Whatever channel or network do is returned as an answer. An
 * answer from which the rules may draw conclusions is in the ledger before the run learns of it.
 */
export function createChannelActivities(deps: ChannelActivityDeps): ChannelActivities {
  const { db, faults } = deps;
  const { ofPayment, ofRefund } = recordedCalls(deps);
  return {
    create: (call) =>
      ofPayment('create', call, async ({ of, account, payment, send }) => {
        const answer = await create(deps, account, call, payment, send);
        return { ...of, type: 'created', answer };
      }),
    query: (call) =>
      ofPayment('query', call, async ({ of, account, payment, send }) => {
        await faults.reach('query-before-call');
        const answer = await send((signal) => account.query(paymentOf(payment), signal));
        await faults.reach('query-after-call');
        return { ...of, type: 'queried', answer };
      }),
    close: (call) =>
      ofPayment('close', call, async ({ of, account, payment, send }) => {
        await faults.reach('close-before-call');
        const answer = await send((signal) => account.close(paymentOf(payment), signal));
        await faults.reach('close-after-call');
        return { ...of, type: 'close_answered', answer };
      }),
    voidApproval: (call) =>
      ofPayment('void', call, async ({ of, account: { void: giveBack }, payment, send }) => ({
        ...of,
        type: 'close_answered',
        answer:
          giveBack === undefined
            ? unsupported
            : await send((signal) => giveBack(paymentOf(payment), signal)),
      })),
    capture: (call) =>
      ofPayment('capture', call, async ({ of, account: { capture }, payment, send }) => ({
        ...of,
        type: 'captured',
        answer:
          capture === undefined
            ? unsupported
            : await send((signal) => capture(paymentOf(payment), signal)),
      })),
    refund: (call) =>
      ofRefund('refund', call, async ({ of, account, payment, refund, send }) => {
        // Rule 10: the switch is read again right before the channel is asked.
        const isOurs = refund.standing.kind === 'compensation' && !refund.isApproved;
        if (isOurs && !(await automaticRefundsOn(db))) {
          return { ...of, type: 'refunded', answer: { kind: 'held', hold: 'switch_off' } };
        }
        await faults.reach('refund-before-call');
        const request: RefundRequest = {
          ...refundOf(refund, payment),
          reason: refund.reason ?? '',
          notifyUrl: await notifyUrl(deps, payment, refund.number),
        };
        const answer = await send((signal) => account.refund(request, signal));
        await faults.reach('refund-after-call');
        return { ...of, type: 'refunded', answer };
      }),
    queryRefund: (call) =>
      ofRefund('query_refund', call, async ({ of, account, payment, refund, send }) => {
        const asked = refundOf(refund, payment);
        const answer = await send((signal) => account.queryRefund(asked, signal));
        return { ...of, type: 'refund_queried', answer };
      }),
  };
}

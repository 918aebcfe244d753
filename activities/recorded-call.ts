import { z } from 'zod';
import type { ChannelAccount } from '../channels/channel.ts';
import { refusalOfPaymentCall, refusalOfRefundCall } from '../domain/agenda/call-standing.ts';
import { provesNothing } from '../domain/agenda/task-answer.ts';
import type { NoAnswer } from '../domain/order/channel-answer.ts';
import type { TaskAnswer } from '../domain/facts/input.ts';
import type { CallKind, PaymentCallKind, RefundCallKind } from '../domain/agenda/task.ts';
import { calledPayment, type CalledPaymentRow } from '../ledger/orders/called-payment.ts';
import { calledRefund, type CalledRefundRow } from '../ledger/orders/called-refund.ts';
import { apartFromWords } from '../ledger/answers/apart-from-words.ts';
import { putAnswer } from '../ledger/answers/channel-answers.ts';
import { storedAnswer } from '../ledger/answers/stored-answer.ts';
import type { Database } from '../ledger/database/database.ts';
import { noteNextDue } from '../ledger/orders/dues.ts';
import type { ChannelCall, ChannelReply } from '../workflows/messages/order-activities.ts';
import { beating, type Send } from './channel-call.ts';

export type RecordedCallDeps = Readonly<{
  db: Database;
  account: (channel: string, account: string) => ChannelAccount | undefined;
}>;

/** Everything a call is made of: the ledger's rows, and the account that they name. */
type OfPayment = Readonly<{
  of: Readonly<{ number: string; askedAtMs: number }>;
  account: ChannelAccount;
  payment: CalledPaymentRow;
  send: Send;
}>;
type OfRefund = Omit<OfPayment, 'of'> &
  Readonly<{
    of: Readonly<{ refundNumber: string; askedAtMs: number }>;
    refund: CalledRefundRow;
  }>;

const channelCall = z.object({
  key: z.object({ merchant: z.string(), orderId: z.string() }),
  number: z.string(),
  askedAtMs: z.int(),
  nextDueAtMs: z.number().nullable(),
});

/** This version can't read the call. Nothing was sent; its run makes the call again. */
const malformed: NoAnswer = { kind: 'retry', code: 'malformed_call' };

/** The channel account is not configured here. Its attempts wait until it is configured again. */
const unconfigured: NoAnswer = { kind: 'retry', code: 'account_not_configured' };

const reasonIsErased =
  'a refund whose reason was erased, and to its channel other words are another refund; settle it there';

function notInLedger(why: string): ChannelReply {
  return { kind: 'not_in_ledger', why };
}

/** Makes calls of a channel from the ledger's rows alone, and stores their answers there. */
export function recordedCalls({ db, account }: RecordedCallDeps) {
  /**
   * An answer that proves nothing goes back by value, without the channel's words; any other is
   * stored in its row first.
   */
  async function recorded(
    call: CallKind,
    { key, number, askedAtMs }: ChannelCall,
    payment: CalledPaymentRow,
    answer: TaskAnswer,
  ): Promise<ChannelReply> {
    const { said } = apartFromWords(answer.answer);
    if (provesNothing(said)) return said;
    // An answer that could not be read back would be lost, so the channel is asked again instead.
    const isReadable = storedAnswer.safeParse({ ...answer, answer: said }).success;
    if (!isReadable) return { kind: 'unknown', code: 'malformed_answer' };
    await putAnswer(db, { key, name: { call, number, askedAtMs }, attempt: payment, answer });
    return { kind: 'stored' };
  }

  async function prepared(
    unread: ChannelCall,
    work: (call: ChannelCall, send: Send) => Promise<ChannelReply>,
  ): Promise<ChannelReply> {
    return await beating<ChannelReply>(async (send) => {
      const { data: call } = channelCall.safeParse(unread);
      if (call === undefined) return malformed;
      // A poll leaves no fact, and so no append: it must move the order's due time itself.
      if (call.nextDueAtMs !== null) await noteNextDue(db, call.key, call.nextDueAtMs);
      return await work(call, send);
    });
  }

  return {
    /**
     * Makes a call about a payment, if the payment's row allows it.
     *
     * @param ask makes the call; the answer that it returns is stored
     */
    ofPayment: (
      kind: PaymentCallKind,
      unread: ChannelCall,
      ask: (prepared: OfPayment) => Promise<TaskAnswer>,
    ): Promise<ChannelReply> =>
      prepared(unread, async (call, send) => {
        const payment = await calledPayment(db, call.key, call.number);
        if (payment === null) return notInLedger(`attempt ${call.number}, which it does not have`);
        const refusal = refusalOfPaymentCall(kind, payment.standing);
        if (refusal !== null) return notInLedger(refusal);
        const asked = account(payment.channel, payment.account);
        if (asked === undefined) return unconfigured;
        const of = { number: call.number, askedAtMs: call.askedAtMs };
        const answer = await ask({ of, account: asked, payment, send });
        return await recorded(kind, call, payment, answer);
      }),

    /** The same for a refund; the row of its attempt names the channel account. */
    ofRefund: (
      kind: RefundCallKind,
      unread: ChannelCall,
      ask: (prepared: OfRefund) => Promise<TaskAnswer>,
    ): Promise<ChannelReply> =>
      prepared(unread, async (call, send) => {
        const refund = await calledRefund(db, call.key, call.number);
        if (refund === null) return notInLedger(`refund ${call.number}, which it does not have`);
        const payment = await calledPayment(db, call.key, refund.attempt);
        if (payment === null) return notInLedger(`attempt ${refund.attempt}, which it has not`);
        const refusal = refusalOfRefundCall(kind, refund.standing, payment.standing);
        if (refusal !== null) return notInLedger(refusal);
        // To a channel, the same number with other words is another refund, so nothing is sent.
        if (kind === 'refund' && refund.reason === null) return notInLedger(reasonIsErased);
        const asked = account(payment.channel, payment.account);
        if (asked === undefined) return unconfigured;
        const of = { refundNumber: call.number, askedAtMs: call.askedAtMs };
        const answer = await ask({ of, account: asked, payment, refund, send });
        return await recorded(kind, call, payment, answer);
      }),
  };
}

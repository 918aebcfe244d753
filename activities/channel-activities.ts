import type { ChannelAccount, PaymentRef, RefundRequest } from '../channels/channel.ts';
import type { Faults } from '../domain/fault-point.ts';
import type { CreateAnswer, NoAnswer } from '../domain/finding.ts';
import { orderReference } from '../domain/order-key.ts';
import { readAttemptInput } from '../ledger/attempt-inputs.ts';
import { putAttemptOffer } from '../ledger/attempt-offers.ts';
import { attemptDetails } from '../ledger/attempts.ts';
import { automaticRefundsOn } from '../ledger/controls.ts';
import type { Database } from '../ledger/database.ts';
import { noteNextDue } from '../ledger/orders.ts';
import type { ChannelActivities, PaymentCall, RefundCall } from '../workflows/order-activities.ts';
import { beating, type Send } from './channel-call.ts';

export type ChannelActivityDeps = Readonly<{
  db: Database;
  /** The account an attempt was made on; rule 16: kept while any may need it. */
  account: (channel: string, account: string) => ChannelAccount | undefined;
  /** Where channels reach our callbacks, without a slash at the end. */
  publicUrl: string;
  faults: Faults;
}>;

const unconfigured: NoAnswer = {
  kind: 'retry',
  code: 'account_not_configured',
  message: 'This channel account is not configured here. Attempts on it wait until it is again.',
};

function notifyUrl(publicUrl: string, call: PaymentCall): string {
  return `${publicUrl}/callbacks/${call.channel}/${call.account}`;
}

function paymentOf(call: PaymentCall): PaymentRef {
  return {
    paymentNumber: call.number,
    method: call.method,
    channelReference: call.channelReference,
    transaction: call.transaction,
    amount: call.amount,
  };
}

function refundOf(publicUrl: string, call: RefundCall): RefundRequest {
  return {
    refundNumber: call.refundNumber,
    payment: paymentOf(call.payment),
    amountMinor: call.amountMinor,
    reason: call.reason,
    notifyUrl: notifyUrl(publicUrl, call.payment),
  };
}

/** Creates at the channel; the offer goes into its own erasable row before the answer goes back. */
async function create(
  { db, publicUrl, faults }: ChannelActivityDeps,
  account: ChannelAccount,
  call: PaymentCall,
  send: Send,
): Promise<CreateAnswer> {
  const details = await attemptDetails(db, call.number);
  const shopper = (await readAttemptInput(db, call.number)) ?? {};
  await faults.reach('create-before-call');
  const { answer, action } = await send((signal) =>
    account.create(
      {
        paymentNumber: call.number,
        method: call.method,
        amount: call.amount,
        expiresAtMs: call.expiresAtMs,
        plannedAtMs: call.plannedAtMs,
        description: details?.description ?? call.number,
        orderReference: orderReference(call.key),
        notifyUrl: notifyUrl(publicUrl, call),
        returnUrl: details?.returnUrl ?? null,
        shopper,
      },
      signal,
    ),
  );
  await faults.reach('create-after-call');
  if (action !== null) await putAttemptOffer(db, call.number, action);
  await faults.reach('create-after-offer');
  return answer;
}

/** The activities that call a channel. What channel or network do comes back as an answer. */
export function createChannelActivities(deps: ChannelActivityDeps): ChannelActivities {
  const { db, faults, publicUrl } = deps;

  async function withAccount<T>(
    call: PaymentCall,
    use: (account: ChannelAccount, send: Send) => Promise<T>,
  ): Promise<T | NoAnswer> {
    const account = deps.account(call.channel, call.account);
    if (account === undefined) return unconfigured;
    return await beating(async (send) => {
      // Polls leave no fact, so the watchdog's mark moves with them.
      if (call.nextDueAtMs !== null) await noteNextDue(db, call.key, call.nextDueAtMs);
      return await use(account, send);
    });
  }

  return {
    create: (call) => withAccount(call, (account, send) => create(deps, account, call, send)),
    query: (call) =>
      withAccount(call, async (account, send) => {
        await faults.reach('query-before-call');
        const answer = await send((signal) => account.query(paymentOf(call), signal));
        await faults.reach('query-after-call');
        return answer;
      }),
    close: (call) =>
      withAccount(call, async (account, send) => {
        await faults.reach('close-before-call');
        const answer = await send((signal) => account.close(paymentOf(call), signal));
        await faults.reach('close-after-call');
        return answer;
      }),
    voidApproval: (call) =>
      withAccount(call, async (account, send) => {
        const { void: giveBack } = account;
        if (giveBack === undefined) return unsupported('void');
        return await send((signal) => giveBack(paymentOf(call), signal));
      }),
    capture: (call) =>
      withAccount(call, async (account, send) => {
        const { capture } = account;
        if (capture === undefined) return unsupported('capture');
        return await send((signal) => capture(paymentOf(call), signal));
      }),
    refund: (call) =>
      withAccount(call.payment, async (account, send) => {
        // Rule 10: the switch is read again right before the channel is asked.
        const isOurs = call.kind === 'compensation' && !call.approved;
        if (isOurs && !(await automaticRefundsOn(db))) return { kind: 'held', hold: 'switch_off' };
        await faults.reach('refund-before-call');
        const answer = await send((signal) => account.refund(refundOf(publicUrl, call), signal));
        await faults.reach('refund-after-call');
        return answer;
      }),
    queryRefund: (call) =>
      withAccount(call.payment, (account, send) =>
        send((signal) => account.queryRefund(refundOf(publicUrl, call), signal)),
      ),
  };
}

function unsupported(call: string): NoAnswer {
  return { kind: 'retry', code: 'not_supported', message: `This channel has no ${call}.` };
}

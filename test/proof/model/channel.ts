import type { Attempt } from '../../../domain/order/attempt.ts';
import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  PaymentStanding,
  RefundAnswer,
  RefundQueryAnswer,
  RefundStanding,
} from '../../../domain/order/channel-answer.ts';
import { type KindName, kinds } from './kinds.ts';

/** The amount of every order of the model, in minor units. */
export const amountMinor = 100;

export type ChannelRefund = Readonly<{
  number: string;
  amountMinor: number;
  standing: RefundStanding['kind'];
  askedAtMs: number;
}>;

/**
 * One payment in the channel's own books, which are the truth of the model. Nothing here is
 * computed from our state, and nothing is refused whose refusal would hide our errors: the
 * channel even pays out refunds beyond what it captured.
 */
export type Payment = Readonly<{
  number: string;
  kind: KindName;
  expiresAtMs: number;
  status: 'unscanned' | 'unpaid' | 'approved' | 'paid' | 'closed';
  capturedMinor: number;
  reversedMinor: number;
  /** What a person gave back outside the channel. */
  byHandMinor: number;
  refunds: readonly ChannelRefund[];
}>;

type Served<A> = Readonly<{ payment: Payment | null; answer: A }>;

function refused(code: string) {
  return { kind: 'refused', code } as const;
}

/** Until when the shopper's money may still come, by clock skew or slow settlement; absolute ms. */
export function payableUntilMs(payment: Payment): number {
  return payment.expiresAtMs + kinds[payment.kind].traits.settlementMarginMs;
}

/** Whether the shopper can pay or approve it now. */
export function canBePaid(payment: Payment, nowMs: number): boolean {
  if (nowMs >= payableUntilMs(payment)) return false;
  if (payment.status === 'closed') return kinds[payment.kind].paysAfterClose;
  return payment.status === 'unscanned' || payment.status === 'unpaid';
}

/** What went back of this payment under refund numbers, or is on its way; in minor units. */
export function refundedMinor(payment: Payment): number {
  return payment.refunds
    .filter((one) => one.standing !== 'failed')
    .reduce((sum, one) => sum + one.amountMinor, 0);
}

function successOf(payment: Payment) {
  return {
    kind: 'success',
    transaction: `T${payment.number}`,
    amountMinor: payment.capturedMinor,
    currency: 'CNY',
    // Some channels count a refund once it is asked, others once it settled; the rules must fit
    // both.
    returnedMinor: payment.reversedMinor + countedMinor(payment),
    paidAtMs: null,
  } as const;
}

function countedMinor(payment: Payment): number {
  return payment.refunds
    .filter((one) => one.standing === 'succeeded' || one.standing === 'processing')
    .reduce((sum, one) => sum + one.amountMinor, 0);
}

/** What a query, or a callback sent now, says of the payment. */
export function findingOf(payment: Payment | null): PaymentStanding {
  if (payment === null) return { kind: 'not_known' };
  switch (payment.status) {
    case 'unscanned':
      return { kind: 'not_known' };
    case 'unpaid':
      return { kind: 'unpaid' };
    case 'approved':
      return { kind: 'approved' };
    case 'closed':
      return { kind: 'closed' };
    case 'paid':
      return successOf(payment);
    default:
      return payment.status satisfies never;
  }
}

/** Serves create; under the same number it is the same payment. */
export function serveCreate(
  payment: Payment | null,
  attempt: Attempt,
  kind: KindName,
  nowMs: number,
): Served<CreateAnswer> {
  const isByReference = attempt.traits.lookup === 'channel_reference';
  const channelReference = isByReference ? `ref-${attempt.number}` : null;
  const offered = { kind: 'offered', channelReference, validUntilMs: null } as const;
  if (payment !== null) {
    const isOpen = payment.status === 'unpaid' || payment.status === 'unscanned';
    // A replay under an idempotency key is answered as the first time, whatever became of the
    // payment.
    return { payment, answer: isOpen || isByReference ? offered : refused('used') };
  }
  if (nowMs >= attempt.expiresAtMs) return { payment, answer: refused('expired') };
  const born: Payment = {
    number: attempt.number,
    kind,
    expiresAtMs: attempt.expiresAtMs,
    status: attempt.traits.knownBeforeScan ? 'unpaid' : 'unscanned',
    capturedMinor: 0,
    reversedMinor: 0,
    byHandMinor: 0,
    refunds: [],
  };
  return { payment: born, answer: offered };
}

/**
 * Serves close, which works only for a payment that the channel knows and nobody approved or paid.
 */
export function serveClose(payment: Payment | null): Served<CloseAnswer> {
  // As at WeChat Pay, the close of an unknown number is answered with success.
  if (payment === null) return { payment, answer: { kind: 'done' } };
  if (payment.status !== 'unpaid') return { payment, answer: refused('not closable now') };
  return { payment: { ...payment, status: 'closed' }, answer: { kind: 'done' } };
}

/** Serves void, which gives an approval back. */
export function serveVoid(payment: Payment | null): Served<CloseAnswer> {
  if (payment?.status !== 'approved') return { payment, answer: refused('nothing approved') };
  return { payment: { ...payment, status: 'closed' }, answer: { kind: 'done' } };
}

/** Serves a capture in full; a repeat finds it done. */
export function serveCapture(payment: Payment | null): Served<CaptureAnswer> {
  if (payment?.status === 'paid') return { payment, answer: successOf(payment) };
  if (payment?.status !== 'approved') return { payment, answer: refused('nothing approved') };
  const paid: Payment = { ...payment, status: 'paid', capturedMinor: amountMinor };
  return { payment: paid, answer: successOf(paid) };
}

function standingOf(refund: ChannelRefund): RefundStanding {
  const { standing } = refund;
  if (standing === 'succeeded' || standing === 'processing') return { kind: standing };
  return { kind: standing, code: standing };
}

/** Serves a refund; for a number already used the answer says where that refund stands. */
export function serveRefund(
  payment: Payment | null,
  number: string,
  refundMinor: number,
  standing: RefundStanding['kind'],
  askedAtMs: number,
): Served<RefundAnswer> {
  if (payment?.status !== 'paid') return { payment, answer: refused('not paid') };
  const known = payment.refunds.find((one) => one.number === number);
  if (known !== undefined) return { payment, answer: standingOf(known) };
  // Nothing else is refused, so that a refund too many shows in the channel's books.
  if (payment.reversedMinor > 0) {
    return { payment, answer: { ...refused('charged back'), lessIsLeft: true } };
  }
  const refund: ChannelRefund = { number, amountMinor: refundMinor, standing, askedAtMs };
  return {
    payment: { ...payment, refunds: [...payment.refunds, refund] },
    answer: standingOf(refund),
  };
}

/** Where a refund stands. */
export function serveRefundQuery(payment: Payment | null, number: string): RefundQueryAnswer {
  const known = payment?.refunds.find((one) => one.number === number);
  return known === undefined ? { kind: 'not_known' } : standingOf(known);
}

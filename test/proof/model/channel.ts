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

/** What every order of the model costs, in minor units. */
export const amountMinor = 100;

export type ChannelRefund = Readonly<{
  number: string;
  amountMinor: number;
  standing: RefundStanding['kind'];
  askedAtMs: number;
}>;

/**
 * One payment in the channel's own books: the truth of the model. Nothing here
 * is computed from our state, and it refuses nothing that would hide our errors
 * (it pays out refunds beyond what it captured).
 */
export type Payment = Readonly<{
  number: string;
  kind: KindName;
  expiresAtMs: number;
  status: 'unscanned' | 'unpaid' | 'approved' | 'paid' | 'closed';
  capturedMinor: number;
  reversedMinor: number;
  /** Given back by a person outside the channel. */
  byHandMinor: number;
  refunds: readonly ChannelRefund[];
}>;

type Served<A> = Readonly<{ payment: Payment | null; answer: A }>;

function refused(code: string) {
  return { kind: 'refused', code } as const;
}

/** Clock skew and slow settlement: until here the shopper's money may still come. Absolute ms. */
export function payableUntilMs(payment: Payment): number {
  return payment.expiresAtMs + kinds[payment.kind].traits.settlementMarginMs;
}

/** The shopper can pay or approve it now. */
export function canBePaid(payment: Payment, nowMs: number): boolean {
  if (nowMs >= payableUntilMs(payment)) return false;
  if (payment.status === 'closed') return kinds[payment.kind].paysAfterClose;
  return payment.status === 'unscanned' || payment.status === 'unpaid';
}

/** Minor units that went out of this payment under refund numbers, or are on their way. */
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
    // Some channels count a refund once asked, some once settled; the rules must bear both.
    returnedMinor: payment.reversedMinor + countedMinor(payment),
    paidAtMs: null,
  } as const;
}

function countedMinor(payment: Payment): number {
  return payment.refunds
    .filter((one) => one.standing === 'succeeded' || one.standing === 'processing')
    .reduce((sum, one) => sum + one.amountMinor, 0);
}

/** What a query, or a callback sent now, says of it. */
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

/** Create; again under the same number it is the same one. */
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
    // A replay under an idempotency key answers as the first time, whatever became of it.
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

/** Close: only what the channel knows and nobody has approved or paid. */
export function serveClose(payment: Payment | null): Served<CloseAnswer> {
  // As WeChat Pay does: the close of an unknown number is answered with success.
  if (payment === null) return { payment, answer: { kind: 'done' } };
  if (payment.status !== 'unpaid') return { payment, answer: refused('not closable now') };
  return { payment: { ...payment, status: 'closed' }, answer: { kind: 'done' } };
}

/** Void: gives an approval back. */
export function serveVoid(payment: Payment | null): Served<CloseAnswer> {
  if (payment?.status !== 'approved') return { payment, answer: refused('nothing approved') };
  return { payment: { ...payment, status: 'closed' }, answer: { kind: 'done' } };
}

/** Capture, in full; a repeat finds it done. */
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

/** Refund; a number already used is answered with where that refund stands. */
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
  // Nothing else is refused: a refund too much must show in the channel's books.
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

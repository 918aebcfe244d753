import type { RecordedFact } from '../../../../domain/facts/fact.ts';
import { defaultPolicy } from '../../../../domain/order/policy.ts';
import { wechatMethods } from '../../../../channels/wechat/wechat-traits.ts';
import { alipayMethods } from '../../../../channels/alipay/alipay-traits.ts';
import type {
  BookedPayment,
  Evidence,
  LedgerAttempt,
  LedgerOrder,
  LedgerRefund,
  OrderEvidence,
} from '../evidence.ts';
import { storiesOf } from '../stories.ts';

/**
 * A true story, as everybody's books would have it: an order is paid by WeChat, then by Alipay as
 * well, whose payment went back; the merchant refunded a part of the first. Each test plants a lie.
 */
export const amountMinor = 1_999;
export const winner = 'W1';
export const duplicate = 'A1';
export const compensation = 'A1R1';
export const merchantRefund = 'W1R1';
const key = { merchant: 'chaos', orderId: 'K1' };
const startMs = 1_000_000;
export const expiresAtMs = startMs + 60_000;

const attempts: readonly LedgerAttempt[] = [
  {
    number: duplicate,
    channel: 'alipay',
    channelNumber: duplicate,
    status: 'succeeded',
    role: 'duplicate',
    isFinal: false,
    isParked: false,
    capturedMinor: amountMinor,
    refundedMinor: amountMinor,
  },
  {
    number: winner,
    channel: 'wechat',
    channelNumber: winner,
    status: 'succeeded',
    role: 'winner',
    isFinal: false,
    isParked: false,
    capturedMinor: amountMinor,
    refundedMinor: 500,
  },
];

const refunds: readonly LedgerRefund[] = [
  {
    number: compensation,
    id: compensation,
    kind: 'compensation',
    attempt: duplicate,
    amountMinor,
    status: 'succeeded',
    isOverdue: false,
    knownSinceMs: startMs + 12_000,
  },
  {
    number: merchantRefund,
    id: 'R-1',
    kind: 'merchant',
    attempt: winner,
    amountMinor: 500,
    status: 'succeeded',
    isOverdue: false,
    knownSinceMs: startMs + 13_000,
  },
];

function planned(number: string, channel: 'wechat' | 'alipay'): RecordedFact {
  const traits = channel === 'wechat' ? wechatMethods.qr.traits : alipayMethods.qr;
  return {
    type: 'attempt_planned',
    number,
    channel,
    method: 'qr',
    account: 'default',
    payer: null,
    amount: { amountMinor, currency: 'CNY' },
    traits,
    expiresAtMs,
    input: `click:${number}`,
    atMs: startMs,
  };
}

function captured(number: string): RecordedFact {
  const of = { number, amountMinor, currency: 'CNY', paidAtMs: null, input: null };
  return { type: 'payment_captured', ...of, transaction: `T-${number}`, atMs: startMs + 9_000 };
}

export function asked(number: string, attempt: string, minor: number): RecordedFact {
  const isOurs = number === compensation;
  return {
    type: 'refund_requested',
    number,
    id: isOurs ? number : 'R-1',
    kind: isOurs ? 'compensation' : 'merchant',
    attempt,
    amountMinor: minor,
    reasonMark: null,
    input: isOurs ? null : `refund:${number}`,
    atMs: startMs + 10_000,
  };
}

const facts: readonly RecordedFact[] = [
  {
    type: 'order_created',
    key,
    amount: { amountMinor, currency: 'CNY' },
    deadlineMs: expiresAtMs,
    policy: defaultPolicy,
    atMs: startMs,
  },
  planned(duplicate, 'alipay'),
  planned(winner, 'wechat'),
  captured(winner),
  { type: 'order_paid', number: winner, atMs: startMs + 9_000 },
  captured(duplicate),
  { type: 'duplicate_found', number: duplicate, atMs: startMs + 9_000 },
  asked(compensation, duplicate, amountMinor),
  asked(merchantRefund, winner, 500),
  { type: 'refund_succeeded', number: compensation, atMs: startMs + 14_000 },
  { type: 'refund_succeeded', number: merchantRefund, atMs: startMs + 14_000 },
];

/** Facts with their seqs, a second apart. */
export function ledgerFacts(all: readonly RecordedFact[]): LedgerOrder['facts'] {
  return all.map((fact, index) => ({
    seq: index + 1,
    appendedAtMs: startMs + index * 1_000,
    fact,
  }));
}

export const trueFacts = facts;

function booked(channel: string, number: string, refunded: number): BookedPayment {
  return {
    channel,
    number,
    order: 'chaos/K1',
    captured: amountMinor,
    refunded,
    reversed: 0,
    charges: 1,
    mostRefunded: refunded,
    knownSinceMs: startMs + 3_500,
  };
}

function trueLedger(): LedgerOrder {
  return {
    status: 'paid',
    winner,
    amountMinor,
    version: facts.length,
    nextDueAtMs: null,
    attempts,
    refunds,
    facts: ledgerFacts(facts),
  };
}

function trueStory(): OrderEvidence['story'] {
  const [story] = storiesOf(1, 1);
  if (story === undefined) throw new Error('a seed has stories');
  return { ...story, id: 'K1', faults: [] };
}

function trueOrder(): OrderEvidence & Readonly<{ ledger: LedgerOrder }> {
  const seen = { by: 'answer', version: 11, status: 'paid', winner } as const;
  return {
    id: 'K1',
    story: trueStory(),
    notes: {
      acknowledged: [
        { what: 'order', amountMinor },
        { what: 'attempt', key: 'k1', number: duplicate },
        { what: 'attempt', key: 'k2', number: winner },
        { what: 'refund', key: 'k3', id: 'R-1', number: merchantRefund, amountMinor: 500 },
      ],
      sightings: [
        { ...seen, version: 3, status: 'open', winner: null, sentAtMs: 1, receivedAtMs: 2 },
        { ...seen, sentAtMs: 3, receivedAtMs: 4 },
      ],
    },
    book: [booked('alipay', duplicate, amountMinor), booked('wechat', winner, 500)],
    ledger: trueLedger(),
  };
}

/** What a lie may change: the order in the ledger, other evidence of the order, or the rest. */
export type Lie = Readonly<{
  ledger?: Partial<LedgerOrder>;
  order?: Partial<OrderEvidence>;
  rest?: Partial<Evidence>;
}>;

/** The true story with this lie planted. */
export function plant({ ledger = {}, order = {}, rest = {} }: Lie = {}): Evidence {
  const truth = trueOrder();
  return {
    orders: [{ ...truth, ledger: { ...truth.ledger, ...ledger }, ...order }],
    inbox: [
      { channel: 'wechat', eventId: 'E1', number: winner, state: 'consumed' },
      { channel: 'alipay', eventId: 'E2', number: duplicate, state: 'consumed' },
    ],
    acknowledgedCallbacks: [
      { channel: 'wechat', eventId: 'E1', number: winner },
      { channel: 'alipay', eventId: 'E2', number: duplicate },
    ],
    unwatched: [],
    strangers: [],
    unanswered: [],
    ...rest,
  };
}

export const truth = plant().orders[0] ?? trueOrder();
export const trueAttempts = attempts;
export const trueRefunds = refunds;

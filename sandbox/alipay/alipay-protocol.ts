import { ControlError } from '../engine/control-error.ts';
import type { Entry } from '../engine/journal.ts';
import { beginTrade, requirePayable } from '../engine/pay-trade.ts';
import type { Protocol } from '../engine/protocol.ts';
import type { PaymentName } from '../engine/simulated-channel.ts';
import { whyNotPayable } from '../engine/trade.ts';
import type { AlipayContext } from './alipay-context.ts';
import { beginEntries } from './begin-trade.ts';
import { exists } from './call.ts';
import { backUrl, openLink } from './cashier.ts';
import { refundAtOnce } from './end-refund.ts';
import { alipayEntry, paidEntry, refundEndedEntry } from './journal-words.ts';
import { isTold, newTradeNo, paymentNotification, refundNotification } from './payment.ts';
import { chargeStatus, isClosed, refundFeeFen } from './trade.ts';
import type { NewOffer, NewRefund, Refund, Trade } from './trade.ts';

const notKnown =
  'Alipay knows no payment of that number. A page, wap or app payment is unknown until its link ' +
  'is opened: GET the link, or give it here as "url" (or "order_string").';
const expired = 'its timeout_express or time_expire has passed';
const codeExpired =
  'its QR code has expired (at most 2 h); precreate it again with the same content';

function unpayableSince(trade: Trade, nowMs: number): string | undefined {
  const needsCode = trade.method === 'precreate' && !exists(trade);
  return whyNotPayable(trade, nowMs, { expired, noCode: needsCode ? codeExpired : undefined });
}

/** How a trade stands in the wire's words, or that it is none yet. */
export function stateOf({ book, clock }: AlipayContext, trade: Trade): string {
  if (!exists(trade)) return 'NOT_CREATED';
  const nowMs = clock.nowMs();
  const [charge] = trade.charges;
  if (charge !== undefined) return chargeStatus(trade, charge, book.refundsOf(trade), nowMs);
  return isClosed(trade, nowMs) ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY';
}

function openedTrade(context: AlipayContext, name: PaymentName): Trade | undefined {
  const link = name.url ?? name.order_string;
  if (link === undefined) return undefined;
  const trade = openLink(context, link);
  if (trade.number !== name.number) {
    throw new ControlError(400, `The link is for ${trade.number}, not for ${name.number}`);
  }
  return trade;
}

/** The callback of a refund's success, where that is told; nothing tells of its return. */
function tellRefund(context: AlipayContext, trade: Trade, refund: Refund): readonly Entry[] {
  const { book, callbacks, clock, register } = context;
  const charge = trade.charges.find((one) => one.id === refund.chargeId);
  if (charge === undefined || refund.status !== 'success') return [];
  const others = book
    .refundsOf(trade)
    .filter((one) => one.chargeId !== refund.chargeId || one.refundNumber !== refund.refundNumber);
  const refunds = [...others, refund];
  const atMs = refund.endedAtMs ?? clock.nowMs();
  const status = chargeStatus(trade, charge, refunds, atMs);
  if (!isTold(trade.method, status)) return [];
  const after = { status, refundFeeFen: refundFeeFen(charge, refunds), atMs };
  const account = register.named(trade.account);
  return callbacks.plan(refundNotification(account, trade, charge, refund, after));
}

const bookedKinds = { refund: 'refunded', cancel: 'refunded', console: 'reversed' } as const;

/** What Alipay says where the engine acts. @param whole the context that this becomes a part of */
export function alipayProtocol(whole: () => AlipayContext): Protocol<NewOffer, NewRefund> {
  return {
    title: 'Alipay',
    newChargeId: newTradeNo,
    whyNotPayable: unpayableSince,
    begin: (trade, tradeNo, atMs) => beginEntries(whole(), trade, tradeNo, atMs),
    settling: ({ account, number }) => alipayEntry({ kind: 'settling', account, number }),
    paid: paidEntry,
    tellPaid(trade, charge) {
      const { callbacks, register } = whole();
      return callbacks.plan(paymentNotification(register.named(trade.account), trade, charge));
    },
    refundEnded: refundEndedEntry,
    booked: ({ by, refundNumber }) => ({ kind: bookedKinds[by], reference: refundNumber }),
    tellRefund: (trade, refund) => tellRefund(whole(), trade, refund),
    refundByHand(trade, charge, amountFen) {
      const count = whole().book.refundsOf(trade).length + 1;
      const refundNumber = `console_${charge.id}_${count}`;
      return refundAtOnce(whole(), trade, charge, { refundNumber, amountFen, by: 'console' });
    },
    state: (trade) => stateOf(whole(), trade),
    shown: (trade) => ({
      description: trade.subject,
      ...(trade.method === 'page' && !exists(trade) ? { scanLabel: 'Log in' } : {}),
      backUrl: backUrl(whole(), trade),
    }),
    unknown: (number) => `${number}: ${notKnown}`,
    opened: (name) => openedTrade(whole(), name),
    scan(trade) {
      // With wap and app only the password makes a trade.
      if (trade.method === 'precreate' || trade.method === 'page') beginTrade(whole(), trade);
      else requirePayable(whole(), trade);
    },
    // The password was right and the bank refused: a trade, unpaid and payable.
    decline: (trade) => beginTrade(whole(), trade),
  };
}

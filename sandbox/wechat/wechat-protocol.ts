import { ControlError } from '../engine/control-error.ts';
import { moneyEntry } from '../engine/money-book.ts';
import type { Protocol } from '../engine/protocol.ts';
import { randomDigits } from '../engine/random-digits.ts';
import { whyNotPayable } from '../engine/trade.ts';
import { paymentNotification, refundNotification } from './callbacks.ts';
import { paidEntry, refundEndWords, wechatEntry } from './journal-words.ts';
import { tradeState, type NewRefund, type NewTrade, type Trade } from './trade.ts';
import type { WechatContext } from './wechat-context.ts';

const unpayable = {
  expired: 'its time_expire has passed',
  noCode:
    'its code has expired (2 h, h5 5 min); create it again with the same content for a new one',
};

/** What WeChat Pay says where the engine acts. */
export function wechatProtocol(
  context: Omit<WechatContext, 'protocol'>,
): Protocol<NewTrade, NewRefund> {
  const { book, callbacks, channel, clock, register } = context;

  // Neither a scan nor a second thought changes anything on WeChat's wire.
  const lookAt = (trade: Trade): void => {
    const why = whyNotPayable(trade, clock.nowMs(), unpayable);
    if (why !== undefined) throw new ControlError(409, `Payment ${trade.number}: ${why}.`);
  };

  return {
    title: 'WeChat Pay',
    newChargeId: () => `4200${randomDigits(24)}`,
    whyNotPayable: (trade, nowMs) => whyNotPayable(trade, nowMs, unpayable),
    settling: ({ account, number }) => wechatEntry({ kind: 'settling', account, number }),
    paid: paidEntry,
    tellPaid: (trade, charge) =>
      callbacks.plan(paymentNotification(register.named(trade.account), trade, charge)),
    refundEnded: ({ account, refundNumber }, end, atMs) =>
      wechatEntry({
        kind: 'refund_ended',
        account,
        refundNumber,
        status: refundEndWords[end],
        atMs,
      }),
    booked: ({ refundId }) => ({ kind: 'refunded', reference: refundId }),
    tellRefund(trade, refund) {
      const said = refundNotification(register.named(trade.account), trade, refund);
      return said === undefined ? [] : callbacks.plan(said, refund.refundNumber);
    },
    refundByHand(trade, { id }, amountFen) {
      const { account, number } = trade;
      const move = { kind: 'reversed', amount: amountFen, reference: `console ${id}` } as const;
      return [
        wechatEntry({ kind: 'console_refunded', account, number, transactionId: id, amountFen }),
        moneyEntry(channel, trade, { ...move, atMs: clock.nowMs() }),
      ];
    },
    state: (trade) => tradeState(trade, book.refundsOf(trade)),
    shown: ({ description }) => ({ description }),
    unknown: (number) => `WeChat knows no payment ${number}`,
    scan: lookAt,
    decline: lookAt,
  };
}

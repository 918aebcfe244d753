import type { SandboxContext } from '../engine/simulated-channel.ts';
import type { FaultKind, Operation } from '../engine/fault-kinds.ts';
import type { Fault } from '../engine/faults.ts';
import type { MerchantRegister } from './merchant-account.ts';
import type { TradeBook } from './trade-book.ts';
import type { Trade } from './trade.ts';

/** What every part of the simulated WeChat Pay works with. */
export type WechatContext = SandboxContext &
  Readonly<{ register: MerchantRegister; book: TradeBook }>;

/** Uses up a fault armed for this trade (and refund, if one is meant). */
export function takeFault(
  context: WechatContext,
  operation: Operation,
  kind: FaultKind,
  subject: Readonly<{ number: string; attach: string; refundNumber?: string }>,
): Fault | undefined {
  const { number, attach, refundNumber } = subject;
  const subjects = refundNumber === undefined ? [number, attach] : [number, attach, refundNumber];
  return context.faults.take({ channel: 'wechat', operation, subjects }, kind);
}

/** The money book's words for a trade. */
export function bookedAs(trade: Pick<Trade, 'account' | 'number' | 'attach'>): Readonly<{
  channel: 'wechat';
  account: string;
  number: string;
  order: string;
}> {
  return {
    channel: 'wechat',
    account: trade.account,
    number: trade.number,
    order: trade.attach,
  };
}

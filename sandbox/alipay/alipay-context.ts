import type { FaultKind, Operation } from '../engine/fault-kinds.ts';
import type { Fault } from '../engine/faults.ts';
import type { SandboxContext } from '../engine/simulated-channel.ts';
import type { AlipayRegister } from './alipay-account.ts';
import type { TradeBook } from './trade-book.ts';
import type { Trade } from './trade.ts';

/** What every part of the simulated Alipay works with. */
export type AlipayContext = SandboxContext &
  Readonly<{ register: AlipayRegister; book: TradeBook }>;

/** What a fault's `match` is looked for in. */
export type Subject = Readonly<{ number: string; order: string; requestNo?: string | undefined }>;

/** Uses up a fault armed for this trade (and refund, if one is meant). */
export function takeFault(
  context: AlipayContext,
  operation: Operation,
  kind: FaultKind,
  subject: Subject,
): Fault | undefined {
  const { number, order, requestNo } = subject;
  const subjects = requestNo === undefined ? [number, order] : [number, order, requestNo];
  return context.faults.take({ channel: 'alipay', operation, subjects }, kind);
}

/** The money book's words for a trade. */
export function bookedAs(trade: Pick<Trade, 'account' | 'number' | 'order'>): Readonly<{
  channel: 'alipay';
  account: string;
  number: string;
  order: string;
}> {
  const { account, number, order } = trade;
  return { channel: 'alipay', account, number, order };
}

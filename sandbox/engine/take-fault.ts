import type { FaultKind, Operation } from './fault-kinds.ts';
import type { Fault } from './faults.ts';
import type { SandboxContext } from './simulated-channel.ts';

/** What the sandbox gives every channel, with the channel's name in it. */
export type ChannelCore = SandboxContext & Readonly<{ channel: string }>;

/** What a call or callback is about: a fault's `match` is looked for in it. */
export type Subject = Readonly<{
  number: string;
  order: string;
  refundNumber?: string | undefined;
}>;

/** Uses up a fault of one operation and subject; undefined when none is armed for it. */
export type FaultTaker = (kind: FaultKind) => Fault | undefined;

/** Uses up a fault armed for this payment (and refund, if one is meant). */
export function takeFault(
  context: ChannelCore,
  operation: Operation,
  kind: FaultKind,
  subject: Subject,
): Fault | undefined {
  return faultTaker(context, operation, subject)(kind);
}

/** @param operation one that takes no faults, such as a list of certificates, finds none armed */
export function faultTaker(
  { faults, channel }: ChannelCore,
  operation: string,
  { number, order, refundNumber }: Subject,
): FaultTaker {
  const subjects = refundNumber === undefined ? [number, order] : [number, order, refundNumber];
  return (kind) => faults.take({ channel, operation, subjects }, kind);
}

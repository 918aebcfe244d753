import { z } from 'zod';
import { takeFault, type ChannelCore, type Subject } from './take-fault.ts';

export const birthFaultsSchema = z.object({
  wrongAmount: z.boolean(),
  secondTransaction: z.boolean(),
  /** Milliseconds between the shopper's payment and its success; 0 is at once. */
  settlesAfterMs: z.int(),
});

/** Faults that a trade was born with. */
export type BirthFaults = Readonly<z.infer<typeof birthFaultsSchema>>;

const settlesAfterByDefaultMs = 60_000;

/** How long a payment takes to succeed, in milliseconds; undefined where no fault says so. */
export function slowSettlementMs(
  context: ChannelCore,
  operation: 'create' | 'callback',
  subject: Subject,
): number | undefined {
  const slow = takeFault(context, operation, 'slow_settlement', subject);
  if (slow === undefined) return undefined;
  return slow.delay_ms ?? context.clock.scaledMs(settlesAfterByDefaultMs);
}

/** Uses up the faults on `create` that a new trade carries. */
export function takeBirthFaults(context: ChannelCore, subject: Subject): BirthFaults {
  const settlesAfterMs = slowSettlementMs(context, 'create', subject) ?? 0;
  return {
    wrongAmount: takeFault(context, 'create', 'wrong_amount', subject) !== undefined,
    secondTransaction: takeFault(context, 'create', 'second_transaction', subject) !== undefined,
    settlesAfterMs,
  };
}

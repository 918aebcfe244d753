import type { KindName } from '../model/kinds.ts';
import { type FaultName, plainSetting, type Setting, smallPolicy } from '../model/world.ts';

const everyFault: readonly FaultName[] = [
  'unanswered',
  'refused',
  'slow',
  'callback_lost',
  'callback_again',
  'callback_stale',
  'death',
  'conflict',
  'refund_fails',
  'refund_abnormal',
  'refund_later',
  'refund_undone',
  'over_budget',
  'switched_off',
  'reversal',
  'dispute',
  'callback_lies',
  'wrong_amount',
  'outage',
  'stale_run',
  'hint',
  'cancelled',
];

/** Who decides about late payments: the default, or the merchant. */
export type Lateness = 'refund' | 'ask';

/**
 * All faults at once, upon three buttons: each is clicked, the first twice, and
 * three attempts are the most. Codes are scanned, parts of the money asked back,
 * the order closed early, and persons decide what waits for them.
 */
export function storm(
  buttons: readonly [KindName, KindName, KindName],
  latePayment: Lateness,
): Setting {
  return {
    ...plainSetting,
    name: `storm: ${buttons.join(' + ')}, late payments: ${latePayment}`,
    buttons,
    clicks: [0, 0, 1, 2],
    faults: everyFault,
    maxFaults: 10,
    closes: 1,
    refunds: [60, 40, 10],
    persons: 30,
    policy: { ...smallPolicy, maxAttempts: 3, latePayment, refundPatienceMs: 4_000 },
  };
}

import type { KindName } from '../model/kinds.ts';
import { faultNames, plainSetting, type Setting, smallPolicy } from '../model/world.ts';

/** What happens to a late payment: it is refunded, or the merchant is asked. */
export type Lateness = 'refund' | 'ask';

/**
 * All faults at once, with three buttons: each is clicked, the first twice, and three attempts
 * are the most; one refusal makes a channel cool down. Codes are scanned, parts of the money are
 * refunded, the order is closed early, and persons decide what waits for them.
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
    faults: faultNames,
    maxFaults: 10,
    closes: 1,
    refunds: [60, 40, 10],
    persons: 30,
    policy: {
      ...smallPolicy,
      maxAttempts: 3,
      maxAttemptsEver: 3,
      maxRefusals: 1,
      coolingMs: 100,
      latePayment,
      refundPatienceMs: 4_000,
    },
  };
}

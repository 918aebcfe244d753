import { policyFrom, type PolicySettings } from '../../config/policy-settings.ts';
import type { Policy } from '../../domain/order/policy.ts';

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * The terms an order is made under: those of the installation, overridden by the merchant's, and
 * both by the order's own choice for late payments.
 *
 * @param timeScale as configured; the merchant's durations run on the same clock as the installation's
 */
export function orderPolicy(
  installation: Policy,
  merchant: PolicySettings,
  order: Readonly<{ latePayment: Policy['latePayment'] | undefined }>,
  timeScale: number,
): Policy {
  const own = policyFrom(merchant, timeScale);
  const named = new Set(Object.keys(merchant).map(camel));
  const overrides = Object.fromEntries(Object.entries(own).filter(([name]) => named.has(name)));
  return Object.freeze({
    ...installation,
    ...overrides,
    ...(order.latePayment === undefined ? {} : { latePayment: order.latePayment }),
  });
}

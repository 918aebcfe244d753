import { defineSearchAttributeKey } from '@temporalio/common';

/** The order's status, as in the API. */
export const payStatus = defineSearchAttributeKey('PayStatus', 'KEYWORD');
export const merchantId = defineSearchAttributeKey('MerchantId', 'KEYWORD');
/** A person should look at the order. */
export const needsAttention = defineSearchAttributeKey('NeedsAttention', 'BOOL');
export const amountMinor = defineSearchAttributeKey('AmountMinor', 'INT');
/** The channels that the order has attempts on. */
export const payChannels = defineSearchAttributeKey('PayChannels', 'KEYWORD_LIST');
/** Until when the order can be paid. */
export const payDeadline = defineSearchAttributeKey('PayDeadline', 'DATETIME');

/** Those of the releases before; an engine that was set up then has only these. */
export const firstSearchAttributes = Object.freeze([
  payStatus,
  merchantId,
  needsAttention,
  amountMinor,
]);

/** Those that came later. A run has both or none of them, as it was started. */
export const laterSearchAttributes = Object.freeze([payChannels, payDeadline]);

/** What the order's workflow shows in the engine's list of workflows. */
export const everySearchAttribute = Object.freeze([
  ...firstSearchAttributes,
  ...laterSearchAttributes,
]);

/**
 * Which of them a run may carry: the engine refuses a start, and fails a workflow task, with one
 * that is not registered.
 */
export type ShownAttributes = 'none' | 'first' | 'all';

/** What may be carried where attributes of these names are registered. */
export function shownOf(registered: readonly string[]): ShownAttributes {
  const has = (keys: readonly Readonly<{ name: string }>[]): boolean =>
    keys.every(({ name }) => registered.includes(name));
  if (!has(firstSearchAttributes)) return 'none';
  return has(laterSearchAttributes) ? 'all' : 'first';
}

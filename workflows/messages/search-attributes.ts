import { defineSearchAttributeKey } from '@temporalio/common';

/** The order's status, as in the API. */
export const payStatus = defineSearchAttributeKey('PayStatus', 'KEYWORD');
export const merchantId = defineSearchAttributeKey('MerchantId', 'KEYWORD');
/** A person should look at the order. */
export const needsAttention = defineSearchAttributeKey('NeedsAttention', 'BOOL');
export const amountMinor = defineSearchAttributeKey('AmountMinor', 'INT');

/** What the order's workflow shows in the engine's list of workflows. */
export const everySearchAttribute = Object.freeze([
  payStatus,
  merchantId,
  needsAttention,
  amountMinor,
]);

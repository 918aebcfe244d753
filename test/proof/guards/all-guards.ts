import { accountGuards } from './guards/accounts.ts';
import { activityGuards } from './guards/activities.ts';
import { apiGuards } from './guards/api.ts';
import { callbackGuards } from './guards/callbacks.ts';
import { channelGuards } from './guards/channels.ts';
import { constraintGuards } from './guards/constraints.ts';
import { edgeGuards } from './guards/edge.ts';
import { eventGuards } from './guards/events.ts';
import { evidenceGuards } from './guards/evidence.ts';
import { heldGuards } from './guards/held.ts';
import { hostileGuards } from './guards/hostile.ts';
import { keyGuards } from './guards/keys.ts';
import { ledgerGuards } from './guards/ledger.ts';
import { limitGuards } from './guards/limits.ts';
import { listGuards } from './guards/lists.ts';
import { noticeSendingGuards } from './guards/notice-sending.ts';
import { cashierGuards } from './guards/cashier.ts';
import { noticeGuards } from './guards/notices.ts';
import { orderGuards } from './guards/orders.ts';
import { paymentGuards } from './guards/payments.ts';
import { privacyGuards } from './guards/privacy.ts';
import { refundGuards } from './guards/refunds.ts';
import { refusedRefundGuards } from './guards/refused-refunds.ts';
import { workerGuards } from './guards/worker.ts';
import { workflowGuards } from './guards/workflows.ts';
import type { Guard } from './guard.ts';

/** Every guard, room by room. */
export const allGuards: readonly Guard[] = [
  ...orderGuards,
  ...paymentGuards,
  ...accountGuards,
  ...refundGuards,
  ...refusedRefundGuards,
  ...callbackGuards,
  ...ledgerGuards,
  ...eventGuards,
  ...evidenceGuards,
  ...heldGuards,
  ...keyGuards,
  ...limitGuards,
  ...listGuards,
  ...noticeSendingGuards,
  ...cashierGuards,
  ...noticeGuards,
  ...constraintGuards,
  ...workflowGuards,
  ...workerGuards,
  ...activityGuards,
  ...apiGuards,
  ...channelGuards,
  ...privacyGuards,
  ...edgeGuards,
  ...hostileGuards,
];

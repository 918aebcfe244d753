import { takeCallback } from './callbacks/callback-route.ts';
import { readContract } from './contract/contract-route.ts';
import { readCashierAsset } from './cashier/asset-route.ts';
import { clickToPay } from './cashier/click-route.ts';
import { showAfterClick, showCashier, showReturn } from './cashier/page-routes.ts';
import { streamOrder } from './cashier/stream-route.ts';
import {
  readDocAsset,
  readDocs,
  readGuide,
  readProblemPage,
  readReference,
} from './docs/doc-routes.ts';
import { listDeliveries } from './events/delivery-route.ts';
import { readEvents, readOrderEvents } from './events/event-routes.ts';
import { resendMany, resendOne } from './events/resend-routes.ts';
import type { Route } from './http/route.ts';
import { checkAccount, listAccounts } from './ops/account-routes.ts';
import { listAttentionRoute, resolveAttention } from './ops/attention-routes.ts';
import { readAudit } from './ops/audit-route.ts';
import { listChannels } from './ops/channel-routes.ts';
import { changeControls, readControls } from './ops/control-routes.ts';
import { readHealth, readReadiness } from './ops/health-routes.ts';
import { createKey, listKeys, revokeKey } from './ops/key-routes.ts';
import {
  changeMerchant,
  createMerchant,
  listMerchants,
  readMerchant,
} from './ops/merchant-routes.ts';
import { createNoticeSecret } from './ops/notice-secret-route.ts';
import { listOrdersRoute } from './orders/order-list-route.ts';
import { closeOrder, decideLatePayment } from './orders/order-request-routes.ts';
import { createOrder, readOrder } from './orders/order-routes.ts';
import { searchRoute } from './orders/search-route.ts';
import { readTimeline } from './orders/timeline-route.ts';
import { payOrder } from './payments/pay-route.ts';
import { decideRefunds } from './refunds/decide-refunds-route.ts';
import { approveRefund, rejectRefund, resolveRefund } from './refunds/refund-decision-routes.ts';
import { listRefunds, readRefund } from './refunds/refund-list-route.ts';
import { refundOrder } from './refunds/refund-route.ts';

/** Every address of the contract. @see docs/api.md#calls */
export const allRoutes: readonly Route[] = Object.freeze([
  createOrder,
  listOrdersRoute,
  searchRoute,
  readOrder,
  payOrder,
  closeOrder,
  decideLatePayment,
  readTimeline,
  refundOrder,
  listRefunds,
  readRefund,
  decideRefunds,
  approveRefund,
  rejectRefund,
  resolveRefund,
  readEvents,
  readOrderEvents,
  resendOne,
  resendMany,
  listDeliveries,
  listChannels,
  listAccounts,
  checkAccount,
  listAttentionRoute,
  resolveAttention,
  readAudit,
  readControls,
  changeControls,
  listMerchants,
  createMerchant,
  readMerchant,
  changeMerchant,
  listKeys,
  createKey,
  revokeKey,
  createNoticeSecret,
  showCashier,
  clickToPay,
  showAfterClick,
  streamOrder,
  showReturn,
  readCashierAsset,
  takeCallback,
  readHealth,
  readReadiness,
  readContract,
  readDocs,
  readReference,
  readGuide,
  readProblemPage,
  readDocAsset,
]);

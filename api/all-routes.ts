import { takeCallback } from './callbacks/callback-route.ts';
import { readContract } from './contract/contract-route.ts';
import {
  readDocAsset,
  readDocs,
  readGuide,
  readProblemPage,
  readReference,
} from './docs/doc-routes.ts';
import { readEvents, readOrderEvents } from './events/event-routes.ts';
import type { Route } from './http/route.ts';
import { listAttentionRoute, resolveAttention } from './ops/attention-routes.ts';
import { listChannels } from './ops/channel-routes.ts';
import { changeControls, readControls } from './ops/control-routes.ts';
import { readHealth, readReadiness } from './ops/health-routes.ts';
import { createKey, listKeys } from './ops/key-routes.ts';
import { createMerchant, listMerchants } from './ops/merchant-routes.ts';
import { listOrdersRoute } from './orders/order-list-route.ts';
import { closeOrder, decideLatePayment } from './orders/order-request-routes.ts';
import { createOrder, readOrder } from './orders/order-routes.ts';
import { readTimeline } from './orders/timeline-route.ts';
import { payOrder } from './payments/pay-route.ts';
import { approveRefund, rejectRefund, resolveRefund } from './refunds/refund-decision-routes.ts';
import { refundOrder } from './refunds/refund-route.ts';

/** Every address of the contract. @see docs/api.md#calls */
export const allRoutes: readonly Route[] = Object.freeze([
  createOrder,
  listOrdersRoute,
  readOrder,
  payOrder,
  closeOrder,
  decideLatePayment,
  readTimeline,
  refundOrder,
  approveRefund,
  rejectRefund,
  resolveRefund,
  readEvents,
  readOrderEvents,
  listChannels,
  listAttentionRoute,
  resolveAttention,
  readControls,
  changeControls,
  listMerchants,
  createMerchant,
  listKeys,
  createKey,
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

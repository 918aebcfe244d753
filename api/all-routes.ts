import type { ApiDeps } from './api-deps.ts';
import { attentionRoutes } from './ops/attention-routes.ts';
import { callbackRoute } from './callbacks/callback-route.ts';
import { channelRoutes } from './ops/channel-routes.ts';
import { controlRoutes } from './ops/control-routes.ts';
import { eventRoutes } from './events/event-routes.ts';
import { healthRoutes } from './ops/health-routes.ts';
import { openEarlyPolls } from './callbacks/early-polls.ts';
import { merchantRoutes } from './ops/merchant-routes.ts';
import { orderListRoute } from './orders/order-list-route.ts';
import { orderRequestRoutes } from './orders/order-request-routes.ts';
import { orderRoutes } from './orders/order-routes.ts';
import { payRoute } from './payments/pay-route.ts';
import { refundDecisionRoutes } from './refunds/refund-decision-routes.ts';
import { refundRoute } from './refunds/refund-route.ts';
import type { OpenRoute, Route } from './http/route.ts';
import { timelineRoute } from './orders/timeline-route.ts';

/** Every address that needs a key. @see docs/api.md#calls */
export function apiRoutes(deps: ApiDeps): readonly Route[] {
  return [
    ...orderRoutes(deps),
    orderListRoute(deps),
    payRoute(deps),
    ...orderRequestRoutes(deps),
    refundRoute(deps),
    ...eventRoutes(deps),
    timelineRoute(deps),
    ...channelRoutes(deps),
    ...refundDecisionRoutes(deps),
    ...attentionRoutes(deps),
    ...controlRoutes(deps),
    ...merchantRoutes(deps),
  ];
}

/** Every address that needs no key. A callback is authenticated by the channel's signature. */
export function openRoutes(deps: ApiDeps): readonly OpenRoute[] {
  return [callbackRoute(deps, openEarlyPolls(deps)), ...healthRoutes(deps)];
}

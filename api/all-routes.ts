import type { ApiDeps } from './api-deps.ts';
import { attentionRoutes } from './attention-routes.ts';
import { callbackRoute } from './callback-route.ts';
import { channelRoutes } from './channel-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { openHints } from './hints.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { orderListRoute } from './order-list-route.ts';
import { orderRequestRoutes } from './order-request-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { payRoute } from './pay-route.ts';
import { refundDecisionRoutes } from './refund-decision-routes.ts';
import { refundRoute } from './refund-route.ts';
import type { OpenRoute, Route } from './route.ts';
import { timelineRoute } from './timeline-route.ts';

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

/** Every address without one: callbacks prove themselves by the channel's signature. */
export function openRoutes(deps: ApiDeps): readonly OpenRoute[] {
  return [callbackRoute(deps, openHints(deps)), ...healthRoutes(deps)];
}

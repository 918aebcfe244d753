import type { Ask } from './ask.ts';
import type { Delivery, Event, Resend, ResendRequest } from './contract.ts';
import { followEvents, type FollowedEvent, type FollowSettings } from './following.ts';
import { type Listing, listing } from './listing.ts';
import type { QueryOf } from './operations.ts';
import type { CallSettings, PostSettings } from './settings.ts';

/** Events of all orders of a merchant: the twin of notices, to be pulled. */
export type Events = Readonly<{
  /** What there is now, oldest first; ends with the newest. */
  list: (query?: QueryOf<'listEvents'>, settings?: CallSettings) => Listing<Event>;
  /** What there is from `after` on, then each new one; without an end. */
  follow: (
    settings?: FollowSettings & Readonly<{ after?: string | number | undefined }>,
  ) => AsyncGenerator<FollowedEvent, void, undefined>;
  /** Has one notice sent again, beside the line of its order. */
  resend: (id: string, settings?: PostSettings) => Promise<Resend>;
  /** Has all notices of a time range sent again. */
  resendRange: (request: ResendRequest, settings?: PostSettings) => Promise<Resend>;
}>;

/** Tries to deliver notices. */
export type Deliveries = Readonly<{
  /** Newest first. */
  list: (query?: QueryOf<'listDeliveries'>, settings?: CallSettings) => Listing<Delivery>;
}>;

export function eventsOver(ask: Ask): Events {
  return Object.freeze<Events>({
    list: (query = {}, settings = {}) =>
      listing(async (cursor) => {
        const from = cursor === undefined ? query : { ...query, after: Number(cursor) };
        const page = await ask('listEvents', { query: from }, settings);
        // This list gives a cursor without news too; here it ends where there are none.
        return page.data.length === 0 ? { data: [], next_cursor: null } : page;
      }),
    follow: ({ after = 0, ...settings } = {}) => followEvents(ask, after, settings),
    resend: (id, settings) => ask('resendEvent', { parts: { id } }, settings),
    resendRange: (body, settings) => ask('resendEvents', { body }, settings),
  });
}

export function deliveriesOver(ask: Ask): Deliveries {
  return Object.freeze<Deliveries>({
    list: (query = {}, settings = {}) =>
      listing((cursor) => {
        const from = cursor === undefined ? query : { ...query, cursor };
        return ask('listDeliveries', { query: from }, settings);
      }),
  });
}

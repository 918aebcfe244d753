import type { Event, Order } from './contract.ts';
import type { Ask } from './ask.ts';
import type { CallSettings } from './settings.ts';
import { type OnTrouble, unlessHeld, untilAnswered } from './until-answered.ts';

/** How something is followed. */
export type FollowSettings = CallSettings &
  Readonly<{
    /** How long the installation may hold an answer without news, seconds (default 25, 60 at most). */
    waitS?: number | undefined;
    /** Told of each failure that is waited out; without it they pass in silence. */
    onTrouble?: OnTrouble | undefined;
  }>;

const defaultWaitS = 25;

/** An event, and where to go on. */
export type FollowedEvent = Readonly<{
  event: Event;
  /**
   * Keep it once `event` was dealt with: following on `after` it misses nothing. After a crash some
   * events may come again; drop them by their `id`.
   */
  cursor: string;
}>;

/**
 * Each event of a merchant from a place on, in order, and then each new one, without an end. It
 * outlasts outages of the installation, and ends by `break`, by its signal, or by throwing what will
 * not pass.
 *
 * @param after a `cursor` given before; 0: from the first event on
 */
export async function* followEvents(
  ask: Ask,
  after: string | number,
  settings: FollowSettings,
): AsyncGenerator<FollowedEvent, void, undefined> {
  const { signal, onTrouble, waitS: wait = defaultWaitS } = settings;
  let cursor = String(after);
  for (;;) {
    const beganMs = performance.now();
    const query = { after: Number(cursor), wait };
    const page = await untilAnswered(
      () => ask('listEvents', { query }, settings),
      signal,
      onTrouble,
    );
    const from = cursor;
    for (const [place, event] of page.data.entries()) {
      yield { event, cursor: place === page.data.length - 1 ? page.next_cursor : from };
    }
    cursor = page.next_cursor;
    if (page.data.length === 0) await unlessHeld(beganMs, signal);
  }
}

/**
 * An order as it stands now, and again each time it changes, without an end: also a paid order
 * changes, by refunds. It outlasts outages, and ends as `followEvents` does.
 *
 * @param version only what is newer than this; 0: what stands now, first
 */
export async function* watchOrder(
  ask: Ask,
  id: string,
  version: number,
  settings: FollowSettings,
): AsyncGenerator<Order, void, undefined> {
  const { signal, onTrouble, waitS: wait = defaultWaitS } = settings;
  let seen = version;
  for (;;) {
    const beganMs = performance.now();
    const asked = { parts: { id }, query: { wait, version: seen } };
    const order = await untilAnswered(() => ask('getOrder', asked, settings), signal, onTrouble);
    if (order.version > seen) yield order;
    else await unlessHeld(beganMs, signal);
    seen = Math.max(seen, order.version);
  }
}

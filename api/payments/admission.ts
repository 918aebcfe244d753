import { isUnavailable } from '../engine/engine-problem.ts';
import { overloaded } from '../problems/overloaded.ts';
import { createAdaptiveLimit, type LimitSettings } from './adaptive-limit.ts';
import { openShare, type Share } from './refused-share.ts';

/** How long a click waits for a seat, ms; and how many wait at a time. */
const mostWaitMs = 500;
const mostWaiting = 100;
/** How many clicks on one order share its seat; they take turns, and most find the first's offer. */
const mostOnOneSeat = 100;
/**
 * How long a call keeps its seat after the order took it, ms: from then on it waits for its
 * channel, which costs the engine nothing. So a slow channel refuses nobody.
 */
const afterTakenMs = 1_000;

/** The right to ask the engine for a new payment of one order. */
export type Seat = Readonly<{
  /** Asks the engine, and learns from how soon the order took it. */
  asks: <T>(call: (onTaken: () => void) => Promise<T>) => Promise<T>;
  leave: () => void;
}>;

/**
 * Decides how many new payments this process asks the engine for at a time. What is too much is
 * refused before anything of it is done, so that what was let in is done in time.
 */
export type Admission = Readonly<{
  /** A seat for a click on this order, if one is free or the order has one already. */
  seatAtOnce: (order: string) => Seat | null;
  /** The same, after a short wait. @throws ProblemError `overloaded` */
  seat: (order: string) => Promise<Seat>;
  /** For a click that can be answered without the engine, should it need the engine all the same. */
  standing: Seat;
  /**
   * For what leads to clicks: as many of a hundred are refused as of a hundred clicks.
   *
   * @throws ProblemError `overloaded`
   */
  checkOrder: () => void;
  /** How many may be under way now, are under way and wait. */
  standings: () => Readonly<{ limit: number; seated: number; waiting: number }>;
}>;

type Taken = { clicks: number; given: boolean };
type Waiter = Readonly<{ order: string; isSeated: (seat: Seat) => void }>;

/** One call under way: it is late once the target has passed, even if it never ends. */
function watchCall(late: () => void, inTime: () => void, targetMs: number) {
  const state = { over: false };
  const once = (end: () => void): void => {
    if (state.over) return;
    state.over = true;
    clearTimeout(timer);
    end();
  };
  const timer = setTimeout(() => once(late), targetMs);
  timer.unref();
  return {
    taken: () => once(inTime),
    failed: () => once(late),
    ended: () => once(() => undefined),
  };
}

/** Seats of one process. @see createAdaptiveLimit for the algorithm of their number */
export function createAdmission(settings: LimitSettings): Admission {
  const limit = createAdaptiveLimit(settings);
  const seated = new Map<string, Taken>();
  const waiting = new Set<Waiter>();
  const share: Share = openShare();
  const isFull = (): boolean => seated.size >= limit.now();

  function vacate(order: string, taken: Taken): void {
    if (taken.given) return;
    taken.given = true;
    seated.delete(order);
    fill();
  }

  async function ask<T>(
    call: (onTaken: () => void) => Promise<T>,
    onTaken: () => void,
  ): Promise<T> {
    const [begunAtMs, wasFull] = [Date.now(), isFull()];
    const watch = watchCall(
      () => limit.late(begunAtMs, Date.now()),
      () => limit.inTime(wasFull),
      settings.targetMs,
    );
    try {
      return await call(() => {
        watch.taken();
        onTaken();
      });
    } catch (error) {
      if (isUnavailable(error)) watch.failed();
      throw error;
    } finally {
      watch.ended();
    }
  }

  function seatOn(order: string, taken: Taken): Seat {
    taken.clicks += 1;
    const mine = { left: false };
    return {
      asks: (call) =>
        ask(call, () => void setTimeout(() => vacate(order, taken), afterTakenMs).unref()),
      leave: () => {
        if (mine.left) return;
        mine.left = true;
        taken.clicks -= 1;
        if (taken.clicks === 0) vacate(order, taken);
      },
    };
  }

  function seatAtOnce(order: string): Seat | null {
    const taken = seated.get(order);
    if (taken !== undefined) return taken.clicks < mostOnOneSeat ? seatOn(order, taken) : null;
    if (isFull()) return null;
    const own: Taken = { clicks: 0, given: false };
    seated.set(order, own);
    return seatOn(order, own);
  }

  function fill(): void {
    for (const waiter of waiting) {
      const seat = seatAtOnce(waiter.order);
      if (seat === null) continue;
      waiting.delete(waiter);
      waiter.isSeated(seat);
    }
  }

  function waitForSeat(order: string): Promise<Seat | null> {
    if (waiting.size >= mostWaiting) return Promise.resolve(null);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        order,
        isSeated: (seat) => {
          clearTimeout(patience);
          resolve(seat);
        },
      };
      const patience = setTimeout(() => {
        waiting.delete(waiter);
        resolve(null);
      }, mostWaitMs);
      waiting.add(waiter);
    });
  }

  return {
    seatAtOnce: (order) => {
      const seat = seatAtOnce(order);
      if (seat !== null) share.count('taken');
      return seat;
    },
    seat: async (order) => {
      const seat = seatAtOnce(order) ?? (await waitForSeat(order));
      share.count(seat === null ? 'refused' : 'taken');
      if (seat === null) throw overloaded();
      return seat;
    },
    standing: { asks: (call) => ask(call, () => undefined), leave: () => undefined },
    checkOrder: () => {
      if (Math.random() < share.refused()) throw overloaded();
    },
    standings: () => ({ limit: limit.now(), seated: seated.size, waiting: waiting.size }),
  };
}

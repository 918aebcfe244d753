import { type OrderKey, orderReference } from '../../domain/values/order-key.ts';
import { isUnavailable } from '../engine/engine-problem.ts';
import { openFairLine } from '../limits/fair-line.ts';
import { overloaded } from '../problems/overloaded.ts';
import { createAdaptiveLimit, type LimitSettings } from './adaptive-limit.ts';
import { openRefusedShares } from './refused-shares.ts';

/** How many requests of all merchants wait for a seat at a time, and how long, ms. */
const usualWaiting = { most: 100, mostMs: 500 };
/** How many requests of one order share its seat: of clicks, most find the first's offer. */
const mostOnOneSeat = 100;
/**
 * How long a call keeps its seat after the order took it, ms: from then on it waits for its
 * channel, which costs the engine nothing. So a slow channel refuses nobody.
 */
const afterTakenMs = 1_000;
/** Seats beyond the limit, for merchants whose own orders do not take up all of it. */
const spareSeats = 1;

/** `waiting`: how many wait for a seat, and how long, ms; by default a hundred, half a second. */
export type AdmissionSettings = LimitSettings &
  Readonly<{ waiting?: Readonly<{ most: number; mostMs: number }> }>;

/** The right to ask the engine for something of one order. */
export type Seat = Readonly<{
  /** Asks the engine, and learns from how soon the order took it. */
  asks: <T>(call: (onTaken: () => void) => Promise<T>) => Promise<T>;
  leave: () => void;
}>;

/**
 * Decides how much merchants ask of the engine at a time through this process: new payments,
 * refunds, closings. What is too much is refused before anything of it is done, so that what was
 * let in is done in time. Who asks much keeps nobody else out.
 */
export type Admission = Readonly<{
  /** A seat for a request of this order, if one is free or the order has one already. */
  seatAtOnce: (order: OrderKey) => Seat | null;
  /**
   * The same, after a short wait. Merchants take turns; and where too many wait, the newest of the
   * merchant with most of them is refused.
   *
   * @throws ProblemError `overloaded`
   */
  seat: (order: OrderKey) => Promise<Seat>;
  /** For what can be answered without the engine, should it need the engine all the same. */
  standing: Seat;
  /**
   * For what leads to clicks: as many of a merchant's hundred are refused as of a hundred requests
   * of that merchant for a seat.
   *
   * @throws ProblemError `overloaded`
   */
  checkOrder: (merchant: string) => void;
  /** How many may be under way now, are under way and wait. */
  standings: () => Readonly<{ limit: number; seated: number; waiting: number }>;
}>;

type Taken = { readonly merchant: string; requests: number; given: boolean };
type Waiter = Readonly<{
  key: OrderKey;
  isSeated: (seat: Seat) => void;
  isRefused: () => void;
}>;

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
export function createAdmission(settings: AdmissionSettings): Admission {
  const limit = createAdaptiveLimit(settings);
  const { most, mostMs } = settings.waiting ?? usualWaiting;
  const seated = new Map<string, Taken>();
  const seatsOf = new Map<string, number>();
  const waiting = openFairLine<Waiter>();
  const shares = openRefusedShares();
  const isFull = (): boolean => seated.size >= limit.now();

  function vacate(order: string, taken: Taken): void {
    if (taken.given) return;
    taken.given = true;
    seated.delete(order);
    const left = (seatsOf.get(taken.merchant) ?? 1) - 1;
    if (left === 0) seatsOf.delete(taken.merchant);
    else seatsOf.set(taken.merchant, left);
    fill();
  }

  async function ask<T>(
    call: (onTaken: () => void) => Promise<T>,
    onTaken: () => void,
  ): Promise<T> {
    const [begunAtMs, wasFull] = [Date.now(), isFull()];
    const watch = watchCall(
      () => limit.late(begunAtMs, Date.now()),
      () => {
        limit.inTime(wasFull);
        fill();
      },
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
    taken.requests += 1;
    const mine = { left: false };
    return {
      asks: (call) =>
        ask(call, () => void setTimeout(() => vacate(order, taken), afterTakenMs).unref()),
      leave: () => {
        if (mine.left) return;
        mine.left = true;
        taken.requests -= 1;
        if (taken.requests === 0) vacate(order, taken);
        else fill();
      },
    };
  }

  /** As many of one merchant as the limit says, and a seat more where others have some of them. */
  function hasSeatFor(key: OrderKey): boolean {
    const taken = seated.get(orderReference(key));
    if (taken !== undefined) return taken.requests < mostOnOneSeat;
    const isOwnFull = (seatsOf.get(key.merchant) ?? 0) >= limit.now();
    return !isOwnFull && seated.size < limit.now() + spareSeats;
  }

  function sitDown({ merchant }: OrderKey, order: string): Taken {
    const taken = { merchant, requests: 0, given: false };
    seated.set(order, taken);
    seatsOf.set(merchant, (seatsOf.get(merchant) ?? 0) + 1);
    return taken;
  }

  function seatAtOnce(key: OrderKey): Seat | null {
    if (!hasSeatFor(key)) return null;
    const order = orderReference(key);
    return seatOn(order, seated.get(order) ?? sitDown(key, order));
  }

  function fill(): void {
    for (;;) {
      const waiter = waiting.next(
        () => true,
        ({ key }) => hasSeatFor(key),
      );
      const seat = waiter === null ? null : seatAtOnce(waiter.key);
      if (waiter === null || seat === null) return;
      waiter.isSeated(seat);
    }
  }

  function waitForSeat(key: OrderKey): Promise<Seat | null> {
    const { merchant } = key;
    if (waiting.waiting() >= most) {
      const pushedOut = waiting.giveWay(merchant);
      if (pushedOut === null) return Promise.resolve(null);
      pushedOut.isRefused();
    }
    return new Promise((resolve) => {
      const end = (seat: Seat | null): void => {
        clearTimeout(patience);
        waiting.leave(merchant, waiter);
        resolve(seat);
      };
      const waiter: Waiter = { key, isSeated: end, isRefused: () => end(null) };
      const patience = setTimeout(() => end(null), mostMs);
      waiting.join(merchant, waiter);
    });
  }

  return {
    seatAtOnce: (key) => {
      const seat = seatAtOnce(key);
      if (seat !== null) shares.count(key.merchant, 'taken');
      return seat;
    },
    seat: async (key) => {
      const seat = seatAtOnce(key) ?? (await waitForSeat(key));
      shares.count(key.merchant, seat === null ? 'refused' : 'taken');
      if (seat === null) throw overloaded();
      return seat;
    },
    standing: { asks: (call) => ask(call, () => undefined), leave: () => undefined },
    checkOrder: (merchant) => {
      if (Math.random() < shares.refused(merchant)) throw overloaded();
    },
    standings: () => ({ limit: limit.now(), seated: seated.size, waiting: waiting.waiting() }),
  };
}

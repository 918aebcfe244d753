import { describe, expect, test } from 'vitest';
import { limitsSchema } from '../../config/limit-settings.ts';
import { addressCaller } from './address-caller.ts';
import { boundedBuckets } from './bounded-buckets.ts';
import type { Caller } from './caller.ts';
import type { LeaseCalls, Wanted } from './leases.ts';
import { openRateLimiter } from './rate-limiter.ts';
import { countCalls, type Meter, untilAllowedMs } from './rate-meter.ts';

const limits = {
  ...limitsSchema.parse({}),
  perKey: { perSecond: 100, burst: 200 },
  perAddress: { perSecond: 20, burst: 100 },
};
const shop: Caller = { kind: 'key', name: 'key_1' };

/** A clock that stands until it is set on. */
function standingClock() {
  const clock = { ms: 1_000_000 };
  return { clock, now: () => clock.ms };
}

/** Patience is a time of the machine, not of the clock that stands. */
function times(nowMs: () => number, patienceMs = 10_000) {
  return { nowMs, patienceMs };
}

/** What all processes share, in the place of the ledger; notes what was asked of it. */
function paperLeases(now: () => number) {
  const meters = new Map<string, Meter>();
  const asked: (readonly Wanted[])[] = [];
  const lease: LeaseCalls = (wanted) => {
    asked.push(wanted);
    const given = wanted.map(({ caller, calls, rate }) => {
      const meter = meters.get(caller.name) ?? { fullAtMs: 0 };
      meters.set(caller.name, meter);
      let got = 0;
      while (got < calls && countCalls(meter, rate, 1, now())) got += 1;
      return { calls: got, fullInMs: meter.fullAtMs - now() };
    });
    return Promise.resolve(given);
  };
  return { lease, asked };
}

/** How many of so many calls may go on. */
async function allowed(
  limiter: ReturnType<typeof openRateLimiter>,
  calls: number,
  caller: Caller = shop,
): Promise<number> {
  let through = 0;
  for (let call = 0; call < calls; call += 1) {
    if ((await limiter.count(caller)) === null) through += 1;
  }
  return through;
}

describe('a rate', () => {
  const rate = { perSecond: 10, burst: 5 };

  test('lets its burst through, and then so many a second', () => {
    const meter = { fullAtMs: 0 };
    const through = [0, 0, 0, 0, 0, 0, 100, 100, 300, 300, 300].map((ms) =>
      countCalls(meter, rate, 1, ms),
    );
    const yes = [true, true, true, true, true, false, true, false, true, true, false];
    expect(through).toEqual(yes);
  });

  test('tells when it allows a call again', () => {
    const meter = { fullAtMs: 0 };
    countCalls(meter, rate, 5, 0);
    expect(untilAllowedMs(meter, rate, 1, 0)).toBe(100);
    expect(untilAllowedMs(meter, rate, 3, 50)).toBe(250);
    expect(untilAllowedMs(meter, rate, 5, 500)).toBe(0);
  });
});

describe('a limiter', () => {
  test('a caller far below its limit costs the ledger nothing', async () => {
    const { clock, now } = standingClock();
    const { lease, asked } = paperLeases(now);
    const limiter = openRateLimiter(limits, lease, times(now));
    for (let second = 0; second < 60; second += 1) {
      expect(await allowed(limiter, 5)).toBe(5);
      clock.ms += 1_000;
    }
    expect(asked).toEqual([]);
  });

  test('of a flood the burst goes through, and then what the limit allows', async () => {
    const { clock, now } = standingClock();
    const { lease, asked } = paperLeases(now);
    const limiter = openRateLimiter(limits, lease, times(now));
    // A twentieth of the burst more is what this process lets through by itself.
    expect(await allowed(limiter, 1_000)).toBe(210);
    const statements = asked.length;
    expect(statements).toBeLessThan(20);
    clock.ms += 1_000;
    expect(await allowed(limiter, 1_000)).toBe(105);
    expect(asked.length - statements).toBeLessThan(10);
  });

  test('all processes share one limit', async () => {
    const { clock, now } = standingClock();
    const { lease } = paperLeases(now);
    const processes = [1, 2, 3, 4].map(() => openRateLimiter(limits, lease, times(now)));
    const flood = async (): Promise<number> => {
      const through = await Promise.all(processes.map((one) => allowed(one, 500)));
      return through.reduce((sum, one) => sum + one, 0);
    };
    expect(await flood()).toBe(200 + 4 * 10);
    clock.ms += 1_000;
    expect(await flood()).toBeLessThanOrEqual(100 + 4 * 5);
  });

  test('a refused call is told when it may be repeated, and may then', async () => {
    const { clock, now } = standingClock();
    const slow = { ...limits, perKey: { perSecond: 0.5, burst: 1 } };
    const limiter = openRateLimiter(slow, paperLeases(now).lease, times(now));
    expect(await allowed(limiter, 9)).toBe(2);
    const again = await limiter.count(shop);
    expect(again).toBe(2_000);
    clock.ms += 1_999;
    expect(await limiter.count(shop)).toBeGreaterThan(0);
    clock.ms += 1;
    expect(await limiter.count(shop)).toBeNull();
  });

  test('a caller who was refused is not asked about for each call', async () => {
    const { now } = standingClock();
    const { lease, asked } = paperLeases(now);
    const limiter = openRateLimiter(limits, lease, times(now));
    await allowed(limiter, 1_000);
    const statements = asked.length;
    expect(await allowed(limiter, 10_000)).toBe(0);
    expect(asked.length).toBe(statements);
  });

  test('calls of many callers at once are one statement’s work at a time', async () => {
    const { now } = standingClock();
    const { lease, asked } = paperLeases(now);
    let underWay = 0;
    const alone: LeaseCalls = async (wanted) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await new Promise(setImmediate);
      underWay -= 1;
      return lease(wanted);
    };
    const limiter = openRateLimiter(limits, alone, times(now));
    const callers = Array.from({ length: 100 }, (_, at) => addressCaller(`192.0.2.${at}`));
    await Promise.all(callers.map((caller) => limiter.count(caller, 20)));
    expect(asked.map((wanted) => wanted.length)).toEqual([1, 100]);
  });

  test('while the ledger does not answer, a process goes by the limit alone, and soon does not wait', async () => {
    const { clock, now } = standingClock();
    let asked = 0;
    const silent: LeaseCalls = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const limiter = openRateLimiter(limits, silent, times(now, 50));
    expect(await allowed(limiter, 1_000)).toBe(200);
    clock.ms += 60_000;
    expect(await allowed(limiter, 1_000)).toBe(200);
    expect(asked).toBe(1);
  });

  test('once the ledger answers again, processes share the limit again', async () => {
    const { clock, now } = standingClock();
    const { lease, asked } = paperLeases(now);
    const state = { isAway: true };
    const limiter = openRateLimiter(
      limits,
      (wanted) => (state.isAway ? Promise.reject(new Error('away')) : lease(wanted)),
      times(now),
    );
    expect(await allowed(limiter, 1_000)).toBe(200);
    state.isAway = false;
    clock.ms += 1_000;
    expect(await allowed(limiter, 300)).toBe(205);
    expect(asked.length).toBeGreaterThan(0);
  });
});

describe('callers told apart', () => {
  test('one IPv6 network is one caller, and so is one IPv4 address', () => {
    const name = (address: string): string => addressCaller(address).name;
    expect(name('2001:db8::1')).toBe(name('2001:db8:0:0:ffff::2'));
    expect(name('2001:db8:0:1::1')).not.toBe(name('2001:db8::1'));
    expect(name('::1')).toBe('0:0:0:0');
    expect(name('192.0.2.1')).not.toBe(name('192.0.2.2'));
  });

  test('from a million addresses, those that come when no place is left share one', () => {
    const { clock, now } = standingClock();
    const buckets = boundedBuckets(now, 100);
    const of = (at: number) => buckets.of({ kind: 'address', name: `net-${at}` });
    const first = Array.from({ length: 100 }, (_, at) => of(at));
    expect(new Set(first).size).toBe(100);
    const late = Array.from({ length: 1_000 }, (_, at) => of(1_000 + at));
    expect(new Set(late).size).toBe(1);
    expect(of(7)).toBe(first[7]);
    clock.ms += 10_000;
    expect(of(2_000)).not.toBe(late[0]);
    expect(buckets.of(shop).caller).toEqual(shop);
  });
});

import { expect, test } from 'vitest';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type Admission, createAdmission, type Seat } from './admission.ts';

/** An order of the merchant `shop`, unless another is named. */
function orderOf(orderId: string, merchant = 'shop'): OrderKey {
  return { merchant, orderId };
}

/** Seats that are all free. */
function seats(count: number, targetMs = 60_000): Admission {
  return createAdmission({ floor: 1, ceiling: count, targetMs });
}

async function refused(
  admission: Admission,
  order: string,
  merchant?: string,
): Promise<ProblemError> {
  const problem: unknown = await admission.seat(orderOf(order, merchant)).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(problem instanceof ProblemError)) throw new Error(`${order} was not refused`);
  return problem;
}

function taken(admission: Admission, order: string): Seat {
  const seat = admission.seatAtOnce(orderOf(order));
  if (seat === null) throw new Error(`no seat for ${order}`);
  return seat;
}

test('who finds no seat is refused after a short wait, and told when to come again', async () => {
  const admission = seats(1);
  const first = taken(admission, 'a');
  expect(admission.seatAtOnce(orderOf('b'))).toBeNull();
  const problem = await refused(admission, 'b');
  expect(problem.code).toBe('overloaded');
  expect(Number(problem.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  first.leave();
  taken(admission, 'b');
});

test('who waits is seated as soon as one leaves, in the order of arrival', async () => {
  const admission = seats(1);
  const first = taken(admission, 'a');
  const seated: string[] = [];
  const waiters = ['b', 'c'].map(async (order) => {
    const seat = await admission.seat(orderOf(order));
    seated.push(order);
    seat.leave();
  });
  first.leave();
  await Promise.all(waiters);
  expect(seated).toEqual(['b', 'c']);
});

test('clicks on one order share its seat, but not without end', () => {
  const admission = seats(1);
  const clicks = Array.from({ length: 100 }, () => taken(admission, 'a'));
  expect(admission.standings().seated).toBe(1);
  expect(admission.seatAtOnce(orderOf('a'))).toBeNull();
  for (const seat of clicks) {
    seat.leave();
    seat.leave();
  }
  expect(admission.standings().seated).toBe(0);
});

test('a call that is not taken in time lowers the limit while it still hangs, and once', async () => {
  const admission = createAdmission({ floor: 1, ceiling: 10, targetMs: 5 });
  const hangs = ['a', 'b', 'c'].map((order) =>
    taken(admission, order).asks(() => new Promise<never>(() => undefined)),
  );
  await expect.poll(() => admission.standings().limit).toBe(7);
  expect(hangs).toHaveLength(3);
  await taken(admission, 'd').asks((onTaken) => {
    onTaken();
    return Promise.resolve();
  });
  expect(admission.standings().limit).toBe(7);
});

test('a call that the engine does not answer lowers the limit; a refusal of the order does not', async () => {
  const admission = seats(10);
  const failing = (code: 'engine_unavailable' | 'order_closed'): Promise<unknown> =>
    taken(admission, code)
      .asks(() => Promise.reject(new ProblemError(code, 'a test')))
      .catch(() => undefined);
  await failing('order_closed');
  expect(admission.standings().limit).toBe(10);
  await failing('engine_unavailable');
  expect(admission.standings().limit).toBe(7);
});

test('a slow channel refuses nobody: a seat is free a second after its order took the click', async () => {
  const admission = seats(1);
  const seat = taken(admission, 'a');
  const slow = seat.asks((onTaken) => {
    onTaken();
    return new Promise<never>(() => undefined);
  });
  await expect.poll(() => admission.standings().seated, { timeout: 5_000 }).toBe(0);
  taken(admission, 'b');
  seat.leave();
  expect(admission.standings().seated, 'the seat of b is b’s').toBe(1);
  void slow;
});

/** How many of 200 new orders of this merchant pass. */
function passing(admission: Admission, merchant: string): number {
  const tries = Array.from({ length: 200 }, () => {
    try {
      admission.checkOrder(merchant);
      return true;
    } catch {
      return false;
    }
  });
  return tries.filter((isTaken) => isTaken).length;
}

test('as many new orders of a hundred are refused as of a hundred clicks, to the merchant whose clicks they are', async () => {
  const admission = seats(1);
  taken(admission, 'a');
  expect(() => admission.checkOrder('shop')).not.toThrow();
  await Promise.all(Array.from({ length: 50 }, (_, at) => refused(admission, `b${at}`)));
  expect(passing(admission, 'shop')).toBeLessThan(40);
  expect(passing(admission, 'quiet')).toBe(200);
});

/** Takes the seat that no merchant has besides its own, and keeps it. */
function takeSpare(admission: Admission): void {
  if (admission.seatAtOnce(orderOf('spare', 'third')) === null) throw new Error('no spare seat');
}

/** Requests that wait, in the sequence in which they are seated; each leaves at once. */
function queueOf(admission: Admission) {
  const seated: string[] = [];
  const lost: string[] = [];
  const all: Promise<void>[] = [];
  return {
    seated,
    lost,
    ended: () => Promise.all(all),
    join: (merchant: string, order: string): void => {
      const joined = admission.seat(orderOf(order, merchant)).then(
        (seat) => {
          seated.push(`${merchant} ${order}`);
          seat.leave();
        },
        () => void lost.push(`${merchant} ${order}`),
      );
      all.push(joined);
    },
  };
}

test('merchants who wait take turns, and each one’s own are served as they came', async () => {
  const admission = seats(1);
  const first = taken(admission, 'first');
  takeSpare(admission);
  const queue = queueOf(admission);
  for (const order of ['1', '2', '3']) queue.join('loud', order);
  for (const order of ['1', '2']) queue.join('quiet', order);
  queue.join('other', '1');
  first.leave();
  await queue.ended();
  const turns = ['loud 1', 'quiet 1', 'other 1', 'loud 2', 'quiet 2', 'loud 3'];
  expect(queue.seated).toEqual(turns);
  expect(admission.standings()).toMatchObject({ seated: 1, waiting: 0 });
});

test('where too many wait, the merchant with most of them loses its newest, and no other', async () => {
  const admission = seats(1);
  const first = taken(admission, 'first');
  takeSpare(admission);
  const queue = queueOf(admission);
  for (let at = 1; at <= 101; at += 1) queue.join('loud', String(at));
  queue.join('quiet', '1');
  queue.join('quiet', '2');
  expect(admission.standings().waiting).toBe(100);
  first.leave();
  await queue.ended();
  expect(queue.lost.toSorted()).toEqual(['loud 100', 'loud 101', 'loud 99']);
  expect(queue.seated.slice(0, 4)).toEqual(['loud 1', 'quiet 1', 'loud 2', 'quiet 2']);
});

test('a merchant whose orders hang in every seat of its own keeps no other out', () => {
  const admission = seats(3);
  for (const order of ['1', '2', '3']) taken(admission, order);
  expect(admission.seatAtOnce(orderOf('4'))).toBeNull();
  const quiet = admission.seatAtOnce(orderOf('1', 'quiet'));
  expect(quiet).not.toBeNull();
  expect(admission.seatAtOnce(orderOf('1', 'third'))).toBeNull();
  quiet?.leave();
  expect(admission.seatAtOnce(orderOf('4'))).toBeNull();
  expect(admission.seatAtOnce(orderOf('1', 'third'))).not.toBeNull();
});

test('who waits on an order’s full seat is seated as soon as one of it leaves', async () => {
  const admission = seats(1);
  const [first] = Array.from({ length: 100 }, () => taken(admission, 'a'));
  const queue = queueOf(admission);
  queue.join('shop', 'a');
  first?.leave();
  await queue.ended();
  expect(queue.seated).toEqual(['shop a']);
});

test('a seat more is for who waits, not for who comes next', async () => {
  const admission = createAdmission({ floor: 1, ceiling: 11, targetMs: 60_000 });
  const [first, ...others] = Array.from({ length: 10 }, (_, at) => taken(admission, `a${at}`));
  takeSpare(admission);
  const queue = queueOf(admission);
  queue.join('quiet', '1');
  for (let calls = 0; calls < 11; calls += 1) {
    await first?.asks((onTaken) => {
      onTaken();
      return Promise.resolve();
    });
  }
  await queue.ended();
  expect(queue.seated).toEqual(['quiet 1']);
  for (const seat of others) seat.leave();
});

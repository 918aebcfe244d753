import { expect, test } from 'vitest';
import { ProblemError } from '../problems/problem-error.ts';
import { type Admission, createAdmission, type Seat } from './admission.ts';

/** Seats that are all free. */
function seats(count: number, targetMs = 60_000): Admission {
  return createAdmission({ floor: 1, ceiling: count, targetMs });
}

async function refused(admission: Admission, order: string): Promise<ProblemError> {
  const problem: unknown = await admission.seat(order).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(problem instanceof ProblemError)) throw new Error(`${order} was not refused`);
  return problem;
}

function taken(admission: Admission, order: string): Seat {
  const seat = admission.seatAtOnce(order);
  if (seat === null) throw new Error(`no seat for ${order}`);
  return seat;
}

test('who finds no seat is refused after a short wait, and told when to come again', async () => {
  const admission = seats(1);
  const first = taken(admission, 'a');
  expect(admission.seatAtOnce('b')).toBeNull();
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
    const seat = await admission.seat(order);
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
  expect(admission.seatAtOnce('a')).toBeNull();
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

test('as many new orders of a hundred are refused as of a hundred clicks', async () => {
  const admission = seats(1);
  taken(admission, 'a');
  expect(() => admission.checkOrder()).not.toThrow();
  await Promise.all(Array.from({ length: 50 }, (_, at) => refused(admission, `b${at}`)));
  const tries = Array.from({ length: 200 }, () => {
    try {
      admission.checkOrder();
      return true;
    } catch {
      return false;
    }
  });
  expect(tries.filter((isTaken) => isTaken).length).toBeLessThan(40);
});

import { expect, test } from 'vitest';
import { isAboutEvents, isAboutOrder, openCommittedChanges } from './committed-changes.ts';
import { lookUntil } from './long-poll.ts';

const anyPlace = () => () => undefined;
const share = (look: () => Promise<number>): Promise<number> => look();
const inForce = () => Promise.resolve();

function counter() {
  const seen = { value: 0 };
  return { seen, look: () => Promise.resolve(seen.value) };
}

test('a waiter is answered as soon as a change makes what it sees new', async () => {
  const changes = openCommittedChanges();
  const { seen, look } = counter();
  const stop = new AbortController();
  const answer = lookUntil(look, (value) => value > 0, {
    changes,
    about: isAboutOrder({ merchant: 'm', orderId: 'mine' }),
    forMs: 60_000,
    hold: anyPlace,
    share,
    checkKey: inForce,
    signal: stop.signal,
  });
  changes.tell({ kind: 'inbox' });
  changes.tell({ kind: 'order', key: { merchant: 'm', orderId: 'another' } });
  seen.value = 7;
  changes.tell({ kind: 'order', key: { merchant: 'm', orderId: 'mine' } });
  expect(await answer).toBe(7);
});

test('a waiter for events is answered when they get numbers, or when an older worker tells of one', async () => {
  const changes = openCommittedChanges();
  const { seen, look } = counter();
  const { signal } = new AbortController();
  const wait = { changes, forMs: 60_000, hold: anyPlace, share, checkKey: inForce, signal };
  const of = { ...wait, about: isAboutEvents('m') };
  const numbered = lookUntil(look, (value) => value > 0, of);
  changes.tell({ kind: 'events', merchant: 'another' });
  changes.tell({ kind: 'order', key: { merchant: 'another', orderId: 'mine' } });
  seen.value = 1;
  changes.tell({ kind: 'events', merchant: 'm' });
  expect(await numbered).toBe(1);
  const told = lookUntil(look, (value) => value > 1, of);
  seen.value = 2;
  changes.tell({ kind: 'order', key: { merchant: 'm', orderId: 'any' } });
  expect(await told).toBe(2);
});

test('a waiter is answered with what stands when the process stops', async () => {
  const stop = new AbortController();
  const { look } = counter();
  const answer = lookUntil(look, () => false, {
    changes: openCommittedChanges(),
    about: () => true,
    forMs: 60_000,
    hold: anyPlace,
    share,
    checkKey: inForce,
    signal: stop.signal,
  });
  stop.abort();
  expect(await answer).toBe(0);
});

test('who does not want to wait is answered at once', async () => {
  const { look } = counter();
  const signal = new AbortController().signal;
  const wait = {
    changes: openCommittedChanges(),
    about: () => true,
    forMs: 0,
    hold: anyPlace,
    share,
    checkKey: inForce,
    signal,
  };
  expect(await lookUntil(look, () => false, wait)).toBe(0);
});

test('a waiter whose key died is told nothing that came since', async () => {
  const changes = openCommittedChanges();
  const { seen, look } = counter();
  const key = { isInForce: true };
  const answer = lookUntil(look, (value) => value > 0, {
    changes,
    about: () => true,
    forMs: 60_000,
    hold: anyPlace,
    share,
    checkKey: () => (key.isInForce ? Promise.resolve() : Promise.reject(new Error('revoked'))),
    signal: new AbortController().signal,
  });
  changes.tell({ kind: 'inbox' });
  Object.assign(key, { isInForce: false });
  seen.value = 7;
  changes.tell({ kind: 'inbox' });
  await expect(answer).rejects.toThrow('revoked');
});

const never = () => new Promise<never>(() => undefined);

test.each([
  ['a look', { share: never, checkKey: inForce }],
  ['a check of the key', { share, checkKey: never }],
])('%s that hangs keeps neither the answer nor its place', async (_what, hangs) => {
  const changes = openCommittedChanges();
  const stop = new AbortController();
  const places = { held: 0 };
  const hold = () => {
    places.held += 1;
    return () => void (places.held -= 1);
  };
  const { look } = counter();
  const wait = { changes, about: () => true, hold, ...hangs, signal: stop.signal };
  const told: number[] = [];
  for (const forMs of [60, 60_000]) {
    void lookUntil(look, () => false, { ...wait, forMs }).then((seen) => told.push(seen));
  }
  await expect.poll(() => places.held).toBe(2);
  changes.tell({ kind: 'inbox' });
  await expect.poll(() => told).toEqual([0]);
  expect(places.held).toBe(1);
  stop.abort();
  await expect.poll(() => told).toEqual([0, 0]);
  expect(places.held).toBe(0);
});

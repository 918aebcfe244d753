import { expect, test } from 'vitest';
import { openTurns } from '../limits/turns.ts';
import { isAboutEvents, openCommittedChanges } from './committed-changes.ts';
import { lookUntil } from './long-poll.ts';
import { openHeldLooks } from './held-looks.ts';
import { shareLooks } from './shared-looks.ts';

const shop = { merchant: 'shop', keyId: 'k' };
const of = (merchant: string) => ({ merchant, keyId: 'k' });
const twoPlaces = () => openTurns({ all: 2, ofOne: 2 });

/** Looks that are counted, and end when they are told to. */
function counted() {
  const looks: string[] = [];
  const ends: (() => void)[] = [];
  const look = (name: string) => async (): Promise<number> => {
    looks.push(name);
    await new Promise<void>((resolve) => ends.push(resolve));
    return looks.length;
  };
  return { looks, look, end: () => ends.shift()?.() };
}

test('one change makes a hundred held answers to one question look once', async () => {
  const changes = openCommittedChanges();
  const seen = { value: 0, looks: 0 };
  const share = shareLooks<number>(twoPlaces());
  let held = 0;
  const answers = Array.from({ length: 100 }, () =>
    lookUntil(
      () => {
        seen.looks += 1;
        return Promise.resolve(seen.value);
      },
      (value) => value > 0,
      {
        changes,
        about: isAboutEvents('m'),
        forMs: 60_000,
        hold: () => {
          held += 1;
          return () => undefined;
        },
        share: (look) => share(shop, 'the same', look),
        checkKey: () => Promise.resolve(),
        signal: new AbortController().signal,
      },
    ),
  );
  await expect.poll(() => held).toBe(100);
  expect(seen.looks).toBe(100);
  seen.value = 1;
  // An append tells of its order, and then of the numbers of its events.
  changes.tell({ kind: 'order', key: { merchant: 'm', orderId: 'o' }, isNumberedApart: true });
  changes.tell({ kind: 'events', merchant: 'm' });
  expect(new Set(await Promise.all(answers))).toEqual(new Set([1]));
  expect(seen.looks).toBe(101);
});

test('who asks while others look shares the next look, for it may know of more', async () => {
  const { looks, look, end } = counted();
  const share = shareLooks<number>(twoPlaces());
  const first = share(shop, 'q', look('q'));
  await expect.poll(() => looks).toEqual(['q']);
  const later = [share(shop, 'q', look('q')), share(shop, 'q', look('q'))];
  await expect.poll(() => looks).toEqual(['q', 'q']);
  end();
  end();
  expect(await first).toBe(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

test('held answers look in few places at a time, whatever they ask', async () => {
  const { looks, look, end } = counted();
  const { keys } = openHeldLooks(5);
  const asked = ['a', 'b', 'c', 'd'].map((name) =>
    keys(of(name), name, async () => {
      await look(name)();
    }),
  );
  await expect.poll(() => looks).toEqual(['a', 'b']);
  end();
  await asked[0];
  await expect.poll(() => looks).toEqual(['a', 'b', 'c']);
  end();
  await expect.poll(() => looks).toEqual(['a', 'b', 'c', 'd']);
  end();
  end();
  await Promise.all(asked);
});

test('a look that failed fails for all who share it, and gives its place back', async () => {
  const share = shareLooks<number>(openTurns({ all: 1, ofOne: 1 }));
  const fails = () => Promise.reject(new Error('no connection'));
  const asked = [share(shop, 'q', fails), share(shop, 'q', fails)];
  for (const one of asked) await expect(one).rejects.toThrow('no connection');
  expect(await share(shop, 'q', () => Promise.resolve(3))).toBe(3);
});

test.each([1, 2, 4, 20])(
  'one merchant’s held orders, whose looks all hang, hold up no other’s, of %s connections',
  async (connections) => {
    const { orders } = openHeldLooks(connections);
    let end = (): void => undefined;
    const hang = new Promise<never>((_, reject) => {
      end = () => reject(new Error('the end of the test'));
    });
    const looks: string[] = [];
    const hold = (merchant: string, order: number) =>
      orders(of(merchant), `${merchant} ${order}`, () => {
        looks.push(merchant);
        return hang;
      });
    const noise = Array.from({ length: 200 }, (_, at) => hold('loud', at));
    await expect.poll(() => looks.length).toBe(Math.max(1, connections / 2 - 1));
    const quiet = hold('quiet', 1);
    await expect.poll(() => looks.at(-1)).toBe('quiet');
    end();
    await Promise.allSettled([...noise, quiet]);
  },
);

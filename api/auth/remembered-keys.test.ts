import { expect, test } from 'vitest';
import type { Database } from '../../ledger/database/database.ts';
import type { Access, FirstAsk, KnownKey } from './access.ts';
import { rememberKeys } from './remembered-keys.ts';

const ada: Access = { keyId: 'key_1', role: 'ops', merchant: null, name: 'Ada' };
const inForce: KnownKey = { access: ada, revokedAtMs: null };

// Which connections are asked by makes no difference but where it is said so.
const [reads, writes] = [{}, {}] as unknown as [Database, Database];
const free: FirstAsk = (ask) => ask();

/** A ledger of keys on a clock that stands, and any number of processes that ask it. */
function keyLedger() {
  const clock = { ms: 1_000_000 };
  const keys = new Map<string, KnownKey>();
  const asked: string[] = [];
  const find = (_db: Database, key: string): Promise<KnownKey | null> => {
    asked.push(key);
    return Promise.resolve(keys.get(key) ?? null);
  };
  return { clock, keys, asked, process: () => rememberKeys(find, () => clock.ms) };
}

test('a revoked key is refused by every process within five seconds', async () => {
  const { clock, keys, process } = keyLedger();
  keys.set('k', inForce);
  const processes = [process(), process()];
  const both = () => Promise.all(processes.map((look) => look(reads, 'k', free)));
  expect(await both()).toEqual([ada, ada]);
  clock.ms += 2_500;
  await processes[0]?.(writes, 'k', free);
  keys.delete('k');
  clock.ms += 2_500;
  expect(await both()).toEqual([null, null]);
});

test('a key that was asked for before it was made opens a second later', async () => {
  const { clock, keys, process } = keyLedger();
  const look = process();
  expect(await look(reads, 'k', free)).toBeNull();
  keys.set('k', inForce);
  clock.ms += 1_000;
  expect(await look(reads, 'k', free)).toEqual(ada);
});

test('a wrong key is asked for once a second, however often it comes', async () => {
  const { clock, asked, process } = keyLedger();
  const look = process();
  const often = () => Promise.all(Array.from({ length: 50 }, () => look(reads, 'wrong', free)));
  expect(new Set(await often())).toEqual(new Set([null]));
  await often();
  expect(asked).toEqual(['wrong']);
  clock.ms += 1_000;
  await often();
  expect(asked).toEqual(['wrong', 'wrong']);
});

test('who waited until he might ask for a key does not ask again for what another found', async () => {
  const { asked, process } = keyLedger();
  const look = process();
  let go = (): void => undefined;
  const turn = new Promise<void>((resolve) => (go = resolve));
  const inTurn: FirstAsk = async (ask) => {
    await turn;
    return ask();
  };
  const waiting = [look(reads, 'wrong', inTurn), look(reads, 'wrong', inTurn)];
  await look(reads, 'wrong', free);
  go();
  expect(await Promise.all(waiting)).toEqual([null, null]);
  expect(asked).toEqual(['wrong']);
});

test('who asks by other connections does not wait for those of another kind of work', async () => {
  const hanging = rememberKeys((db) =>
    db === reads ? new Promise(() => undefined) : Promise.resolve(inForce),
  );
  void hanging(reads, 'k', free);
  expect(await hanging(writes, 'k', free)).toEqual(ada);
});

test('a key that was never in force here is asked for only if the caller may have it asked for', async () => {
  const { clock, keys, asked, process } = keyLedger();
  const look = process();
  const refuse: FirstAsk = () => Promise.reject(new Error('too often'));
  keys.set('k', inForce);
  await expect(look(reads, 'k', refuse)).rejects.toThrow('too often');
  expect(asked).toEqual([]);
  expect(await look(reads, 'k', free)).toEqual(ada);
  clock.ms += 60_000;
  // It was in force when it was last asked for, so no forger spoils it for its owner.
  expect(await look(reads, 'k', refuse)).toEqual(ada);
});

test('a look-up that failed is made again', async () => {
  const state = { isAway: true };
  const look = rememberKeys(() =>
    state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(inForce),
  );
  await expect(look(reads, 'k', free)).rejects.toThrow('away');
  state.isAway = false;
  expect(await look(reads, 'k', free)).toEqual(ada);
});

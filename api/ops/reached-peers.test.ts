import { expect, test, vi } from 'vitest';
import { askPeers } from './reached-peers.ts';

type PeerDeps = Parameters<typeof askPeers>[0];

/** Peers that answer when they are told to. */
function slowPeers() {
  const asked = { ledger: 0, engine: 0 };
  const answers: (() => void)[] = [];
  const query = async (sql: string): Promise<{ rows: [] }> => {
    if (sql === 'select 1') {
      asked.ledger += 1;
      await new Promise<void>((resolve) => answers.push(resolve));
    }
    return { rows: [] };
  };
  const isReachable = (): Promise<boolean> => {
    asked.engine += 1;
    return Promise.resolve(false);
  };
  const deps = { database: { query }, engine: { isReachable }, rareLog: () => undefined };
  return { asked, answer: () => answers.shift()?.(), deps: deps as unknown as PeerDeps };
}

test('however many ask at once whether we are ready, each peer is asked once a second', async () => {
  const { asked, answer, deps } = slowPeers();
  const ask = askPeers(deps);
  const callers = Array.from({ length: 100 }, ask);
  expect(asked).toEqual({ ledger: 1, engine: 1 });
  answer();
  expect(new Set((await Promise.all(callers)).map((one) => one.ledger))).toEqual(new Set([true]));
  await ask();
  expect(asked.ledger).toBe(1);
  await vi.waitFor(
    () => {
      void ask();
      expect(asked.ledger).toBe(2);
    },
    { timeout: 3_000 },
  );
  answer();
});

import { expect, test } from 'vitest';
import { transaction } from '../../../ledger/database/database.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();

/**
 * A connection dies between two statements. Nobody awaits a query then, so only a listener learns
 * of it. Without a listener the whole API or worker ends, with all it had under way.
 */
test('a connection lost in the middle of a transaction fails that transaction, not the process', async () => {
  const cut = transaction(db, async (inside) => {
    const { rows } = await inside.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => inside.once('end', resolve));
    await db.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await inside.query('select 1');
  });
  await expect(cut).rejects.toThrow(/connection|terminated/i);
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a transaction leaves no listener behind on the connection it gives back', async () => {
  const counts: number[] = [];
  for (let times = 1; times <= 3; times += 1) {
    await transaction(db, (inside) => {
      counts.push(inside.listenerCount('error'));
      return Promise.resolve();
    });
  }
  expect(new Set(counts).size).toBe(1);
});

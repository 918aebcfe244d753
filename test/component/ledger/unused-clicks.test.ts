import { expect, test } from 'vitest';
import { z } from 'zod';
import { run, selectOne } from '../../../ledger/database/database.ts';
import { eraseUnusedInputs, putAttemptInput } from '../../../ledger/texts/attempt-inputs.ts';
import { ordersOfPayer } from '../../../ledger/orders/payer-orders.ts';
import { appendNext, drawNumber, newOrder, planned } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, owner } = await openOwnLedger();
const hourMs = 3_600_000;
const counted = z.object({ count: z.number() });

async function kept(): Promise<number> {
  const row = await selectOne(db, counted, 'select count(*) from attempt_inputs');
  return row?.count ?? -1;
}

test('rule 22: clicks that opened nothing are erased, however many, and each is looked at once', async () => {
  const key = await newOrder(db);
  const used = drawNumber();
  await putAttemptInput(db, { number: used, key, shopper: { openid: 'o-1' } });
  await appendNext(db, key, planned(used));
  await run(
    db,
    `insert into attempt_inputs (number, merchant, order_id, shopper, created_at)
     select 'N' || n, $1, $2, '{"openid": "o-2"}', now() - interval '2 hours' - n * interval '1 second'
     from generate_series(1, 2500) as n`,
    [key.merchant, key.orderId],
  );
  await run(
    db,
    `update attempt_inputs set created_at = now() - interval '3 hours' where number = $1`,
    [used],
  );
  const young = drawNumber();
  await putAttemptInput(db, { number: young, key, shopper: { openid: 'o-3' } });

  expect(await eraseUnusedInputs(db, hourMs)).toBe(2_500);
  expect(await kept()).toBe(2);
  expect(await eraseUnusedInputs(db, hourMs)).toBe(0);
  // What was looked at is not looked at again, even where nothing stands of it any more.
  await run(owner, 'delete from attempts where number = $1', [used]);
  expect(await eraseUnusedInputs(db, hourMs)).toBe(0);
  expect(await eraseUnusedInputs(db, 0)).toBe(1);
  const of = { merchant: key.merchant, channel: 'wechat', payer: 'o-1', mark: 'none' };
  expect(await ordersOfPayer(db, of)).toEqual([key]);
});

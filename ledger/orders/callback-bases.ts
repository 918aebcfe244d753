import { z } from 'zod';
import { type Db, selectOne } from '../database/database.ts';

/**
 * The address under which a channel was first told to call us back about an attempt or a refund.
 * What is sent under a number stays the same bytes, whatever the address is today.
 *
 * @param base today's address, without a slash at the end; it stays if this is the first call
 */
export async function callbackBase(db: Db, number: string, base: string): Promise<string> {
  const row = await selectOne(
    db,
    z.object({ base: z.string() }),
    `insert into callback_bases (number, base) values ($1, $2)
     on conflict (number) do update set base = callback_bases.base returning base`,
    [number, base],
  );
  return row?.base ?? base;
}

import { type Db, run, transaction } from '../database/database.ts';
import { toTimestamp } from '../database/time.ts';

// An event that waits to be sent again is due at once instead, and its tries begin anew.
const again = `on conflict (merchant, order_id, resend) do update
  set asked_at = now(), due_at = now(), tries = 0`;

const resent = `insert into notice_lines
    (merchant, order_id, resend, told, ends_with, asked_at, due_at)
  select merchant, order_id, id, sequence - 1, sequence, now(), now() from events`;

/**
 * Sends an event again, beside its order's line.
 *
 * @param merchant null: of any merchant
 * @returns false when there is no such event
 */
export async function resendEvent(db: Db, id: string, merchant: string | null): Promise<boolean> {
  const count = await run(
    db,
    `${resent} where id = $1 and ($2::text is null or merchant = $2) ${again}`,
    [id, merchant],
  );
  return count > 0;
}

/** Events that a merchant wants again; moments in ms since 1970. */
export type ResendRange = Readonly<{
  merchant: string;
  createdAfterMs: number;
  createdBeforeMs: number;
  /** Null: of any type. */
  type: string | null;
  /** The most at once. */
  most: number;
}>;

class TooMany extends Error {}

/**
 * Sends the events of a range again.
 *
 * @returns how many; null: there are more than `most`, and none is sent
 */
export async function resendRange(db: Db, range: ResendRange): Promise<number | null> {
  const { merchant, createdAfterMs, createdBeforeMs, type, most } = range;
  try {
    return await transaction(db, async (inside) => {
      const count = await run(
        inside,
        `${resent} where merchant = $1 and created_at > $2 and created_at < $3
           and ($4::text is null or type = $4)
         order by created_at limit $5 ${again}`,
        [merchant, toTimestamp(createdAfterMs), toTimestamp(createdBeforeMs), type, most + 1],
      );
      if (count > most) throw new TooMany();
      return count;
    });
  } catch (error) {
    if (error instanceof TooMany) return null;
    throw error;
  }
}

import { type Db, run } from '../database/database.ts';

const triesAtOnce = 1_000;

/**
 * Deletes old tries of notices, a thousand at a time. Those of an order that still has something to
 * tell stay: whoever asks why it waits sees each of them.
 *
 * @param olderThanMs age in ms
 * @returns how many
 */
export async function forgetTries(db: Db, olderThanMs: number): Promise<number> {
  let forgotten = 0;
  for (;;) {
    // Two sweeps at once do not wait for each other.
    const now = await run(
      db,
      `delete from notice_tries where arrival in (
         select arrival from notice_tries as old
         where started_at < now() - $1 * interval '1 millisecond' and not exists (
           select from notice_lines as line where line.merchant = old.merchant
             and line.order_id = old.order_id and line.due_at is not null)
         order by started_at limit $2 for update of old skip locked)`,
      [olderThanMs, triesAtOnce],
    );
    forgotten += now;
    if (now < triesAtOnce) return forgotten;
  }
}

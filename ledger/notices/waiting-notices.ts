import { integer, orNull, text, time } from '../database/column.ts';
import { type Db, select } from '../database/database.ts';
import { type RowOf, rowOf } from '../database/table.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';

const columns = {
  /** The event's id. */
  event: text('event'),
  type: text('type'),
  /** When it is tried, at the earliest; null: somebody is trying it. */
  dueAtMs: orNull(time('due_at')),
  /** Tries that failed. */
  tries: integer('tries'),
};

/** A notice that its merchant has not accepted yet. */
export type WaitingNotice = RowOf<typeof columns>;

const waitingRow = rowOf(columns);

/** The next notice of the order's own line, and those that are to be sent again. */
export async function waitingNotices(db: Db, key: OrderKey): Promise<WaitingNotice[]> {
  return await select(
    db,
    waitingRow,
    `select events.id as event, events.type, notice_lines.tries,
       greatest(notice_lines.due_at, notice_endpoints.closed_until, notice_endpoints.asked_until)
         as due_at
     from notice_lines
     join events on events.merchant = notice_lines.merchant
       and events.order_id = notice_lines.order_id and events.sequence = notice_lines.told + 1
     left join notice_endpoints on notice_endpoints.id = notice_lines.endpoint
     where notice_lines.merchant = $1 and notice_lines.order_id = $2
       and notice_lines.due_at is not null and notice_lines.newest > notice_lines.told
     order by notice_lines.resend limit 100`,
    [key.merchant, key.orderId],
  );
}

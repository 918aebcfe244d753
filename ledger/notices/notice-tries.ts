import { z } from 'zod';
import { bigint, boolean, integer, oneOf, orNull, text, time } from '../database/column.ts';
import { conditions } from '../database/conditions.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { type Page, pageOf } from '../database/page.ts';
import {
  insertOf,
  listOf,
  type RowOf,
  rowOf,
  type Table,
  valuesOf,
} from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';
import type { TakenNotice } from './notice-lines.ts';

/** How a try of a notice ended. */
export const tryStatuses = ['accepted', 'failed', 'given_up'] as const;

const newColumns = {
  ...ofOrder,
  /** The event's id. */
  event: text('event'),
  url: text('url'),
  /** From 1. */
  attempt: integer('attempt'),
  isResend: boolean('is_resend'),
  startedAtMs: time('started_at'),
  durationMs: integer('duration_ms'),
  status: oneOf('status', tryStatuses),
  /** Null: no answer came. */
  responseStatus: orNull(integer('response_status')),
  /** For people; null: it was accepted. */
  error: orNull(text('error')),
};
const columns = { arrival: bigint('arrival'), ...newColumns };

export const noticeTriesTable = {
  name: 'notice_tries',
  columns,
  besides: [],
} as const satisfies Table;

/** A try of a notice. */
export type NoticeTry = RowOf<typeof columns>;

/** What came of a try. */
export type TryEnd = Readonly<
  Pick<NoticeTry, 'url' | 'startedAtMs' | 'durationMs' | 'status' | 'responseStatus' | 'error'> & {
    /** Of a failed one, when it is tried again, ms since 1970. */
    nextAtMs: number | null;
    /** The endpoint did not answer, or could serve nothing: it may be down as a whole. */
    isDown: boolean;
  }
>;

const insertSql = insertOf({ name: 'notice_tries', columns: newColumns, besides: [] });
const line = 'merchant = $1 and order_id = $2 and resend = $3';

function lineOf({ key, resend }: TakenNotice): string[] {
  return [key.merchant, key.orderId, resend];
}

/** The next event is due at once, if there is one. */
const told = `update notice_lines set told = $4, tries = 0, taken_until = null,
    due_at = case when exists (
      select from events where events.merchant = $1 and events.order_id = $2 and sequence > $4
    ) then now() end
  where ${line}`;

// A new event that came meanwhile has it tried again at once.
const failed = `update notice_lines set tries = $4, taken_until = null,
    due_at = case when due_at < taken_until then now() else $5 end
  where ${line}`;

async function moveLine(db: Db, notice: TakenNotice, end: TryEnd): Promise<void> {
  if (end.status === 'failed') {
    await run(db, failed, [...lineOf(notice), notice.attempt, toTimestamp(end.nextAtMs)]);
  } else if (notice.resend === '') {
    await run(db, told, [...lineOf(notice), notice.sequence]);
  } else {
    await run(db, `delete from notice_lines where ${line}`, lineOf(notice));
  }
}

const giveUp = `update notice_endpoints set given_up = given_up + 1,
    given_up_since = coalesce(given_up_since, now()), given_up_error = $2 where id = $1`;

const failuresRow = z.object({ failures: z.number() });

/** @returns failures in a row */
async function noteStanding(db: Db, endpoint: string, end: TryEnd): Promise<number> {
  if (end.status === 'given_up') await run(db, giveUp, [endpoint, end.error]);
  if (!end.isDown) {
    await run(
      db,
      `update notice_endpoints set failures = 0, closed_until = null
       where id = $1 and (failures > 0 or closed_until is not null)`,
      [endpoint],
    );
    return 0;
  }
  const row = await selectOne(
    db,
    failuresRow,
    'update notice_endpoints set failures = failures + 1 where id = $1 returning failures',
    [endpoint],
  );
  return row?.failures ?? 0;
}

const toldRow = z.object({ told: z.number() });

/**
 * Records a try, and moves its line on: to the next event, or to when it is tried again.
 *
 * @param restMs how long the endpoint is left alone after so many failures in a row, ms
 */
export async function recordTry(
  db: Db,
  endpoint: string,
  notice: TakenNotice,
  end: TryEnd,
  restMs: (failures: number) => number,
): Promise<void> {
  await transaction(db, async (inside) => {
    const lock = `select told from notice_lines where ${line} for update`;
    const known = await selectOne(inside, toldRow, lock, lineOf(notice));
    const row = { ...notice.key, ...notice, ...end, isResend: notice.resend !== '' };
    await run(inside, insertSql, valuesOf(newColumns, row));
    // Somebody else may have told it meanwhile, where this one took too long.
    if (known?.told === notice.sequence - 1) await moveLine(inside, notice, end);
    const failures = await noteStanding(inside, endpoint, end);
    const rest = restMs(failures);
    if (failures === 0 || rest === 0) return;
    await run(
      inside,
      `update notice_endpoints set closed_until = now() + $2 * interval '1 millisecond'
       where id = $1`,
      [endpoint, rest],
    );
  });
}

/** Gives a notice back that was not tried to its end: whoever comes next tries it. */
export async function giveBack(db: Db, notice: TakenNotice): Promise<void> {
  await run(db, `update notice_lines set taken_until = null, due_at = now() where ${line}`, lineOf(notice));
}

/** A notice whose address moved: its line finds its endpoint anew. */
export async function misplaced(db: Db, notice: TakenNotice): Promise<void> {
  const anew = `update notice_lines set endpoint = null, taken_until = null, due_at = now() where ${line}`;
  await run(db, anew, lineOf(notice));
}

export type TryFilter = Readonly<{
  /** Null: of all merchants, for ops. */
  merchant: string | null;
  orderId?: string | undefined;
  event?: string | undefined;
  status?: NoticeTry['status'] | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

const cursor = keysetCursor(z.tuple([z.int().min(0)]));
const tryRow = rowOf(columns);

/** Whether a text can be given as `cursor`. */
export function isTryCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

/**
 * Tries of notices, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isTryCursor`
 */
export async function listTries(db: Db, filter: TryFilter): Promise<Page<NoticeTry>> {
  const { add, where, values } = conditions();
  if (filter.merchant !== null) add((p) => `merchant = ${p}`, filter.merchant);
  if (filter.orderId !== undefined && filter.merchant !== null) {
    add((p) => `order_id = ${p}`, filter.orderId);
  } else if (filter.orderId !== undefined) {
    add(
      (p) => `(merchant, order_id) in (select merchant, id from orders where id = ${p})`,
      filter.orderId,
    );
  }
  if (filter.event !== undefined) add((p) => `event = ${p}`, filter.event);
  if (filter.status !== undefined) add((p) => `status = ${p}`, filter.status);
  if (filter.cursor !== undefined) {
    add((p) => `arrival < ${p}`, ...placeAfter(cursor, filter.cursor));
  }
  const found = await select(
    db,
    tryRow,
    `select ${listOf(columns)} from notice_tries ${where()}
     order by arrival desc limit ${filter.limit + 1}`,
    values,
  );
  return pageOf(found, filter.limit, (last) => cursor.write([last.arrival]));
}
